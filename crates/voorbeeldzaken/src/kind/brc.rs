//! Besluiten and their documents, as the Besluiten API has them.

use super::{
    ALL_OF_ONE, Blank, Holds, Kind, LIST_AND_CREATE, List, READ_AND_REMOVE, Shape, member,
};
use crate::sample;

pub(super) static BESLUIT: Shape = Shape {
    path: sample::BESLUITEN,
    api_version: "1.1.0",
    main: None,
    collection: LIST_AND_CREATE,
    item: ALL_OF_ONE,
    list: List::Pages,
    members: &[
        member("identificatie", Holds::Identification("BESLUIT")),
        member("verantwoordelijkeOrganisatie", Holds::Text),
        member("besluittype", Holds::Type(Kind::Besluittype)),
        member("zaak", Holds::Link(Kind::Zaak)),
        member("datum", Holds::Date),
        member("toelichting", Holds::Text),
        member("bestuursorgaan", Holds::Text),
        member("ingangsdatum", Holds::Date),
        member("vervaldatum", Holds::Any(Blank::Null)),
        member("vervalreden", Holds::Text),
        member("publicatiedatum", Holds::Any(Blank::Null)),
        member("verzenddatum", Holds::Any(Blank::Null)),
        member("uiterlijkeReactiedatum", Holds::Any(Blank::Null)),
    ],
    filters: &["identificatie", "verantwoordelijkeOrganisatie", "besluittype", "zaak", "expand"],
    search: &[],
};

pub(super) static BESLUITINFORMATIEOBJECT: Shape = Shape {
    path: "/besluiten/api/v1/besluitinformatieobjecten",
    api_version: "1.1.0",
    main: Some((Kind::Besluit, "besluit")),
    collection: LIST_AND_CREATE,
    item: READ_AND_REMOVE,
    list: List::Array,
    members: &[
        member("informatieobject", Holds::Parent(Kind::Document)),
        member("besluit", Holds::Parent(Kind::Besluit)),
    ],
    filters: &["besluit", "informatieobject", "expand"],
    search: &[],
};
