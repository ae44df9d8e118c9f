//! Documents and what hangs below them, as the Documenten API has them.

use super::{
    ALL_OF_ONE, Blank, Holds, Kind, LIST_AND_CREATE, List, READ_AND_REMOVE, Shape, member,
};
use crate::sample;

pub(super) static DOCUMENT: Shape = Shape {
    path: sample::DOCUMENTEN,
    main: None,
    list: List::Pages,
    members: &[
        member("identificatie", Holds::Identification("DOCUMENT")),
        member("bronorganisatie", Holds::Text),
        member("creatiedatum", Holds::Date),
        member("titel", Holds::Text),
        member("vertrouwelijkheidaanduiding", Holds::Level),
        member("isGereedVoorPublicatie", Holds::Any(Blank::False)),
        member("auteur", Holds::Text),
        member("status", Holds::Text),
        member("inhoudIsVervallen", Holds::Any(Blank::False)),
        member("formaat", Holds::Text),
        member("taal", Holds::Text),
        member("versie", Holds::Kept(Blank::One)),
        member("beginRegistratie", Holds::Kept(Blank::Null)),
        member("bestandsnaam", Holds::Text),
        member("inhoud", Holds::Inhoud),
        member("bestandsomvang", Holds::Any(Blank::Null)),
        member("link", Holds::Text),
        member("beschrijving", Holds::Text),
        member("ontvangstdatum", Holds::Any(Blank::Null)),
        member("verzenddatum", Holds::Any(Blank::Null)),
        member("indicatieGebruiksrecht", Holds::Any(Blank::Null)),
        member("verschijningsvorm", Holds::Text),
        member("ondertekening", Holds::Any(Blank::Null)),
        member("integriteit", Holds::Any(Blank::Null)),
        member("informatieobjecttype", Holds::Type(Kind::Informatieobjecttype)),
        member("locked", Holds::Kept(Blank::False)),
        member("bestandsdelen", Holds::Parts),
        member("trefwoorden", Holds::Any(Blank::List)),
    ],
    filters: &[
        "identificatie",
        "bronorganisatie",
        "informatieobjecttype",
        "vertrouwelijkheidaanduiding",
        "trefwoorden",
        "objectinformatieobjecten_object",
        "objectinformatieobjecten_objectType",
        "objectinformatieobjecten__object",
        "objectinformatieobjecten__objectType",
        "expand",
    ],
    search: &["uuid__in"],
    ..PART
};

/// A part of a document to upload: no list and no reading, only PUT with its lock.
pub(super) static BESTANDSDEEL: Shape = Shape {
    path: "/documenten/api/v1/bestandsdelen",
    collection: "",
    item: "PUT",
    members: &[
        member("volgnummer", Holds::Kept(Blank::One)),
        member("omvang", Holds::Kept(Blank::Null)),
        member("voltooid", Holds::Kept(Blank::False)),
    ],
    ..PART
};

pub(super) static GEBRUIKSRECHT: Shape = Shape {
    path: "/documenten/api/v1/gebruiksrechten",
    members: &[
        member("informatieobject", Holds::Parent(Kind::Document)),
        member("startdatum", Holds::Moment),
        member("einddatum", Holds::Any(Blank::Null)),
        member("omschrijvingVoorwaarden", Holds::Text),
    ],
    filters: &[
        "informatieobject",
        "startdatum__lt",
        "startdatum__lte",
        "startdatum__gt",
        "startdatum__gte",
        "einddatum__lt",
        "einddatum__lte",
        "einddatum__gt",
        "einddatum__gte",
        "expand",
    ],
    ..PART
};

pub(super) static OBJECTINFORMATIEOBJECT: Shape = Shape {
    path: "/documenten/api/v1/objectinformatieobjecten",
    item: READ_AND_REMOVE,
    members: &[
        member("informatieobject", Holds::Parent(Kind::Document)),
        member("object", Holds::Reference),
        member("objectType", Holds::Text),
    ],
    filters: &["object", "informatieobject", "expand"],
    ..PART
};

pub(super) static VERZENDING: Shape = Shape {
    path: "/documenten/api/v1/verzendingen",
    list: List::Pages,
    members: &[
        member("betrokkene", Holds::Text),
        member("informatieobject", Holds::Movable(Kind::Document)),
        member("aardRelatie", Holds::Text),
        member("toelichting", Holds::Text),
        member("ontvangstdatum", Holds::Any(Blank::Null)),
        member("verzenddatum", Holds::Any(Blank::Null)),
        member("contactPersoon", Holds::Text),
        member("contactpersoonnaam", Holds::Text),
        member("binnenlandsCorrespondentieadres", Holds::Any(Blank::Null)),
        member("emailadres", Holds::Text),
        member("telefoonnummer", Holds::Text),
    ],
    filters: &["aardRelatie", "informatieobject", "betrokkene", "expand"],
    ..PART
};

const PART: Shape = Shape {
    path: "",
    api_version: "1.4.2",
    main: Some((Kind::Document, "informatieobject")),
    collection: LIST_AND_CREATE,
    item: ALL_OF_ONE,
    list: List::Array,
    members: &[],
    filters: &[],
    search: &[],
};
