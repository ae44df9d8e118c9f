//! Zaken, and what tells how far they are: statussen, substatussen, resultaten, rollen.

use super::{
    ALL_OF_ONE, Blank, Holds, Kind, LIST_AND_CREATE, List, MAXIMUM_LEVEL, READ, Shape, member,
};
use crate::sample;

pub(super) static ZAAK: Shape = Shape {
    path: sample::ZAKEN,
    main: None,
    members: &[
        member("identificatie", Holds::Identification("ZAAK")),
        member("bronorganisatie", Holds::Text),
        member("omschrijving", Holds::Text),
        member("toelichting", Holds::Text),
        member("zaaktype", Holds::Type(Kind::Zaaktype)),
        member("registratiedatum", Holds::Date),
        member("verantwoordelijkeOrganisatie", Holds::Text),
        member("startdatum", Holds::Date),
        member("einddatum", Holds::Kept(Blank::Null)),
        member("einddatumGepland", Holds::Any(Blank::Null)),
        member("uiterlijkeEinddatumAfdoening", Holds::Any(Blank::Null)),
        member("publicatiedatum", Holds::Any(Blank::Null)),
        member("communicatiekanaal", Holds::Text),
        member("productenOfDiensten", Holds::Any(Blank::List)),
        member("vertrouwelijkheidaanduiding", Holds::Level),
        member("betalingsindicatie", Holds::Text),
        member("laatsteBetaaldatum", Holds::Any(Blank::Null)),
        member("zaakgeometrie", Holds::Any(Blank::Null)),
        member("verlenging", Holds::Any(Blank::Null)),
        member("opschorting", Holds::Any(Blank::Null)),
        member("selectielijstklasse", Holds::Text),
        member("hoofdzaak", Holds::Link(Kind::Zaak)),
        member("deelzaken", Holds::Every(Kind::Zaak, "hoofdzaak")),
        member("relevanteAndereZaken", Holds::Any(Blank::List)),
        member("eigenschappen", Holds::Every(Kind::Zaakeigenschap, "zaak")),
        member("rollen", Holds::Every(Kind::Rol, "zaak")),
        member("status", Holds::Newest(Kind::Status, "zaak")),
        member("zaakinformatieobjecten", Holds::Every(Kind::Zaakinformatieobject, "zaak")),
        member("zaakobjecten", Holds::Every(Kind::Zaakobject, "zaak")),
        member("kenmerken", Holds::Any(Blank::List)),
        member("archiefnominatie", Holds::Text),
        member("archiefstatus", Holds::Text),
        member("archiefactiedatum", Holds::Any(Blank::Null)),
        member("resultaat", Holds::Newest(Kind::Resultaat, "zaak")),
        member("opdrachtgevendeOrganisatie", Holds::Text),
    ],
    filters: &[
        "zaaktype",
        "identificatie",
        "bronorganisatie",
        "bronorganisatie__in",
        MAXIMUM_LEVEL,
        "archiefnominatie",
        "archiefnominatie__in",
        "archiefstatus",
        "archiefstatus__in",
        "archiefactiedatum",
        "archiefactiedatum__isnull",
        "archiefactiedatum__lt",
        "archiefactiedatum__gt",
        "startdatum",
        "startdatum__gt",
        "startdatum__gte",
        "startdatum__lt",
        "startdatum__lte",
        "registratiedatum",
        "registratiedatum__gt",
        "registratiedatum__lt",
        "einddatum",
        "einddatum__isnull",
        "einddatum__gt",
        "einddatum__lt",
        "einddatumGepland",
        "einddatumGepland__gt",
        "einddatumGepland__lt",
        "uiterlijkeEinddatumAfdoening",
        "uiterlijkeEinddatumAfdoening__gt",
        "uiterlijkeEinddatumAfdoening__lt",
        "rol__betrokkene",
        "rol__betrokkeneType",
        "rol__omschrijvingGeneriek",
        "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn",
        "rol__betrokkeneIdentificatie__natuurlijkPersoon__anpIdentificatie",
        "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpA_nummer",
        "rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__innNnpId",
        "rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__annIdentificatie",
        "rol__betrokkeneIdentificatie__vestiging__vestigingsNummer",
        "rol__betrokkeneIdentificatie__organisatorischeEenheid__identificatie",
        "rol__betrokkeneIdentificatie__medewerker__identificatie",
        "expand",
        "ordering",
    ],
    search: &["uuid__in", "zaaktype__in", "zaaktype__not_in"],
    ..PART
};

pub(super) static STATUS: Shape = Shape {
    path: sample::STATUSSEN,
    members: &[
        member("zaak", Holds::Parent(Kind::Zaak)),
        member("statustype", Holds::TypeOrName(Kind::Statustype)),
        member("datumStatusGezet", Holds::Date),
        member("statustoelichting", Holds::Text),
        member("indicatieLaatstGezetteStatus", Holds::IsNewest),
        member("gezetdoor", Holds::Text),
        member("zaakinformatieobjecten", Holds::Every(Kind::Zaakinformatieobject, "status")),
    ],
    item: READ,
    filters: &["zaak", "statustype", "expand"],
    ..PART
};

/// Open Zaak's own; the standard has none.
pub(super) static SUBSTATUS: Shape = Shape {
    path: "/zaken/api/v1/substatussen",
    members: &[
        member("zaak", Holds::Parent(Kind::Zaak)),
        member("status", Holds::Link(Kind::Status)),
        member("omschrijving", Holds::Text),
        member("tijdstip", Holds::Moment),
        member("doelgroep", Holds::Text),
    ],
    item: READ,
    filters: &["zaak", "status"],
    ..PART
};

pub(super) static RESULTAAT: Shape = Shape {
    path: "/zaken/api/v1/resultaten",
    members: &[
        member("zaak", Holds::Parent(Kind::Zaak)),
        member("resultaattype", Holds::TypeOrName(Kind::Resultaattype)),
        member("toelichting", Holds::Text),
    ],
    filters: &["zaak", "resultaattype", "expand"],
    ..PART
};

pub(super) static ROL: Shape = Shape {
    path: "/zaken/api/v1/rollen",
    members: &[
        member("zaak", Holds::Parent(Kind::Zaak)),
        member("betrokkene", Holds::Text),
        member("betrokkeneType", Holds::Text),
        member("afwijkendeNaamBetrokkene", Holds::Text),
        member("roltype", Holds::TypeOrName(Kind::Roltype)),
        member("omschrijving", Holds::Text),
        member("omschrijvingGeneriek", Holds::Text),
        member("roltoelichting", Holds::Text),
        member("registratiedatum", Holds::Moment),
        member("indicatieMachtiging", Holds::Text),
        member("contactpersoonRol", Holds::Any(Blank::Null)),
        member("statussen", Holds::Every(Kind::Status, "gezetdoor")),
        member("betrokkeneIdentificatie", Holds::Any(Blank::Null)),
    ],
    // PUT is Open Zaak's own; nobody has PATCH.
    item: "GET, PUT, DELETE, HEAD",
    filters: &[
        "zaak",
        "betrokkene",
        "betrokkeneType",
        "roltype",
        "omschrijving",
        "omschrijvingGeneriek",
        "betrokkeneIdentificatie__natuurlijkPersoon__inpBsn",
        "betrokkeneIdentificatie__natuurlijkPersoon__anpIdentificatie",
        "betrokkeneIdentificatie__natuurlijkPersoon__inpA_nummer",
        "betrokkeneIdentificatie__nietNatuurlijkPersoon__innNnpId",
        "betrokkeneIdentificatie__nietNatuurlijkPersoon__annIdentificatie",
        "betrokkeneIdentificatie__vestiging__vestigingsNummer",
        "betrokkeneIdentificatie__organisatorischeEenheid__identificatie",
        "betrokkeneIdentificatie__medewerker__identificatie",
        "expand",
    ],
    ..PART
};

/// What things of the Zaken API have in common, unless they say otherwise.
pub(super) const PART: Shape = Shape {
    path: "",
    api_version: "1.5.1",
    main: Some((Kind::Zaak, "zaak")),
    collection: LIST_AND_CREATE,
    item: ALL_OF_ONE,
    list: List::Pages,
    members: &[],
    filters: &[],
    search: &[],
};
