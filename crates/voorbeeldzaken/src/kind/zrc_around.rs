//! What else hangs below a zaak: objects, documents, contacts, notes, properties, besluiten.

use super::zrc::PART;
use super::{Blank, Holds, Kind, List, READ, READ_AND_REMOVE, Shape, member};

pub(super) static ZAAKOBJECT: Shape = Shape {
    path: "/zaken/api/v1/zaakobjecten",
    members: &[
        member("zaak", Holds::Parent(Kind::Zaak)),
        member("object", Holds::Text),
        member("zaakobjecttype", Holds::Any(Blank::Null)),
        member("objectType", Holds::Text),
        member("objectTypeOverige", Holds::Text),
        member("objectTypeOverigeDefinitie", Holds::Any(Blank::Null)),
        member("relatieomschrijving", Holds::Text),
        member("objectIdentificatie", Holds::Any(Blank::Null)),
    ],
    filters: &["zaak", "object", "objectType", "expand"],
    ..PART
};

pub(super) static ZAAKINFORMATIEOBJECT: Shape = Shape {
    path: "/zaken/api/v1/zaakinformatieobjecten",
    list: List::Array,
    members: &[
        member("informatieobject", Holds::Parent(Kind::Document)),
        member("zaak", Holds::Parent(Kind::Zaak)),
        member("aardRelatieWeergave", Holds::Text),
        member("titel", Holds::Text),
        member("beschrijving", Holds::Text),
        member("registratiedatum", Holds::Moment),
        member("vernietigingsdatum", Holds::Any(Blank::Null)),
        member("status", Holds::Link(Kind::Status)),
    ],
    filters: &["zaak", "informatieobject", "expand"],
    ..PART
};

pub(super) static ZAAKCONTACTMOMENT: Shape = Shape {
    path: "/zaken/api/v1/zaakcontactmomenten",
    item: READ_AND_REMOVE,
    list: List::Array,
    members: &[
        member("zaak", Holds::Parent(Kind::Zaak)),
        member("contactmoment", Holds::RequiredText),
    ],
    filters: &["zaak", "contactmoment"],
    ..PART
};

pub(super) static ZAAKVERZOEK: Shape = Shape {
    path: "/zaken/api/v1/zaakverzoeken",
    item: READ_AND_REMOVE,
    list: List::Array,
    members: &[member("zaak", Holds::Parent(Kind::Zaak)), member("verzoek", Holds::RequiredText)],
    filters: &["zaak", "verzoek"],
    ..PART
};

pub(super) static KLANTCONTACT: Shape = Shape {
    path: "/zaken/api/v1/klantcontacten",
    item: READ,
    members: &[
        member("zaak", Holds::Parent(Kind::Zaak)),
        member("identificatie", Holds::Identification("KLANTCONTACT")),
        member("datumtijd", Holds::Moment),
        member("kanaal", Holds::Text),
        member("onderwerp", Holds::Text),
        member("toelichting", Holds::Text),
    ],
    filters: &["zaak"],
    ..PART
};

/// New in Zaken API 1.7; a note may be moved to another zaak.
pub(super) static ZAAKNOTITIE: Shape = Shape {
    path: "/zaken/api/v1/zaaknotities",
    main: Some((Kind::Zaak, "gerelateerdAan")),
    members: &[
        member("onderwerp", Holds::Text),
        member("tekst", Holds::Text),
        member("aangemaaktDoor", Holds::Text),
        member("notitieType", Holds::Text),
        member("status", Holds::Text),
        member("aanmaakdatum", Holds::Moment),
        member("wijzigingsdatum", Holds::Moment),
        member("gerelateerdAan", Holds::Movable(Kind::Zaak)),
    ],
    filters: &[
        "gerelateerdAan",
        "aangemaaktDoor",
        "aangemaaktDoor__icontains",
        "aanmaakdatum",
        "aanmaakdatum__gt",
        "aanmaakdatum__gte",
        "aanmaakdatum__lt",
        "aanmaakdatum__lte",
        "notitieType",
        "onderwerp",
        "onderwerp__icontains",
        "status",
        "tekst",
        "tekst__icontains",
        "wijzigingsdatum",
        "wijzigingsdatum__gt",
        "wijzigingsdatum__gte",
        "wijzigingsdatum__lt",
        "wijzigingsdatum__lte",
    ],
    ..PART
};

/// The path names a zaak and so does the body; as in Open Zaak the body's is the one that counts.
pub(super) static ZAAKEIGENSCHAP: Shape = Shape {
    path: "/zaken/api/v1/zaken/{main}/zaakeigenschappen",
    list: List::Array,
    members: &[
        member("zaak", Holds::Parent(Kind::Zaak)),
        member("eigenschap", Holds::TypeOrName(Kind::Eigenschap)),
        member("naam", Holds::Text),
        member("waarde", Holds::Text),
    ],
    ..PART
};

pub(super) static ZAAKBESLUIT: Shape = Shape {
    path: "/zaken/api/v1/zaken/{main}/besluiten",
    item: READ_AND_REMOVE,
    list: List::Array,
    members: &[member("besluit", Holds::Parent(Kind::Besluit))],
    filters: &["expand"],
    ..PART
};
