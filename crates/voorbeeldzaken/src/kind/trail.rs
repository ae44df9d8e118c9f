//! The audit trails, one below each zaak, document and besluit; the server writes them itself.

use super::{Blank, Holds, Kind, List, Member, READ, Shape, member};

pub(super) static OF_A_ZAAK: Shape = Shape {
    path: "/zaken/api/v1/zaken/{main}/audittrail",
    api_version: "1.5.1",
    main: Some((Kind::Zaak, "hoofdObject")),
    ..TRAIL
};

pub(super) static OF_A_DOCUMENT: Shape = Shape {
    path: "/documenten/api/v1/enkelvoudiginformatieobjecten/{main}/audittrail",
    api_version: "1.4.2",
    main: Some((Kind::Document, "hoofdObject")),
    ..TRAIL
};

pub(super) static OF_A_BESLUIT: Shape = Shape {
    path: "/besluiten/api/v1/besluiten/{main}/audittrail",
    api_version: "1.1.0",
    main: Some((Kind::Besluit, "hoofdObject")),
    ..TRAIL
};

const TRAIL: Shape = Shape {
    path: "",
    api_version: "",
    main: None,
    collection: READ,
    item: READ,
    list: List::Array,
    members: MEMBERS,
    filters: &[],
    search: &[],
};

const MEMBERS: &[Member] = &[
    member("bron", Holds::Text),
    member("applicatieId", Holds::Text),
    member("applicatieWeergave", Holds::Text),
    member("gebruikersId", Holds::Text),
    member("gebruikersWeergave", Holds::Text),
    member("actie", Holds::Text),
    member("resultaat", Holds::Any(Blank::Null)),
    member("hoofdObject", Holds::Reference),
    member("resource", Holds::Text),
    member("resourceUrl", Holds::Reference),
    member("toelichting", Holds::Text),
    member("resourceWeergave", Holds::Text),
    member("aanmaakdatum", Holds::Text),
    member("wijzigingen", Holds::Any(Blank::Object)),
];
