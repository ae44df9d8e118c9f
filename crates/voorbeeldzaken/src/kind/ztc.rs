//! Types, as the Catalogi API has them; nobody writes them here.

use super::{Blank, Holds, Kind, List, READ, Shape, member};
use crate::sample;

pub(super) static ZAAKTYPE: Shape = Shape {
    path: sample::ZAAKTYPEN,
    members: &[
        member("identificatie", Holds::Text),
        member("omschrijving", Holds::Text),
        member("vertrouwelijkheidaanduiding", Holds::RequiredText),
    ],
    filters: &["identificatie"],
    ..TYPE
};

pub(super) static STATUSTYPE: Shape = Shape {
    path: "/catalogi/api/v1/statustypen",
    main: Some((Kind::Zaaktype, "zaaktype")),
    members: &[
        member("omschrijving", Holds::Text),
        member("zaaktype", Holds::Parent(Kind::Zaaktype)),
        member("volgnummer", Holds::Any(Blank::One)),
        member("isEindstatus", Holds::Any(Blank::False)),
    ],
    filters: &["zaaktype"],
    ..TYPE
};

pub(super) static RESULTAATTYPE: Shape =
    Shape { path: "/catalogi/api/v1/resultaattypen", ..OF_A_ZAAKTYPE };

pub(super) static ROLTYPE: Shape = Shape { path: "/catalogi/api/v1/roltypen", ..OF_A_ZAAKTYPE };

pub(super) static EIGENSCHAP: Shape =
    Shape { path: "/catalogi/api/v1/eigenschappen", ..OF_A_ZAAKTYPE };

pub(super) static INFORMATIEOBJECTTYPE: Shape = Shape {
    path: sample::INFORMATIEOBJECTTYPEN,
    members: &[
        member("omschrijving", Holds::Text),
        member("vertrouwelijkheidaanduiding", Holds::RequiredText),
    ],
    filters: &["omschrijving"],
    ..TYPE
};

pub(super) static BESLUITTYPE: Shape = Shape {
    path: sample::BESLUITTYPEN,
    members: &[member("omschrijving", Holds::Text)],
    filters: &["omschrijving"],
    ..TYPE
};

const OF_A_ZAAKTYPE: Shape = Shape {
    main: Some((Kind::Zaaktype, "zaaktype")),
    members: &[
        member("omschrijving", Holds::Text),
        member("zaaktype", Holds::Parent(Kind::Zaaktype)),
    ],
    filters: &["zaaktype"],
    ..TYPE
};

const TYPE: Shape = Shape {
    path: "",
    api_version: "1.3.1",
    main: None,
    collection: READ,
    item: READ,
    list: List::Pages,
    members: &[],
    filters: &[],
    search: &[],
};
