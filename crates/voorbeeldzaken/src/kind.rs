//! The kinds of things it holds, as data: path, version, what may be done, members and filters.

mod brc;
mod drc;
mod holds;
mod trail;
mod zrc;
mod zrc_around;
mod ztc;

pub(crate) use holds::{Blank, Holds};

/// A kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Zaaktype,
    Statustype,
    Resultaattype,
    Roltype,
    Eigenschap,
    Informatieobjecttype,
    Besluittype,
    Zaak,
    Status,
    Substatus,
    Resultaat,
    Rol,
    Zaakobject,
    Zaakinformatieobject,
    Zaakcontactmoment,
    Zaakverzoek,
    Klantcontact,
    Zaaknotitie,
    Zaakeigenschap,
    Zaakbesluit,
    Document,
    Bestandsdeel,
    Gebruiksrecht,
    Objectinformatieobject,
    Verzending,
    Besluit,
    Besluitinformatieobject,
    ZaakTrail,
    DocumentTrail,
    BesluitTrail,
}

/// What a kind looks like.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Path of the collection; `{main}` stands for the uuid of the thing that it hangs below.
    pub(crate) path: &'static str,
    pub(crate) api_version: &'static str,
    /// The kind of thing that it belongs to, and the member that names it.
    pub(crate) main: Option<(Kind, &'static str)>,
    /// The methods of the collection, as `Allow` lists them; empty when there is no collection.
    pub(crate) collection: &'static str,
    /// The methods of one thing.
    pub(crate) item: &'static str,
    pub(crate) list: List,
    pub(crate) members: &'static [Member],
    /// The query parameters that a list knows, besides those of pages.
    pub(crate) filters: &'static [&'static str],
    /// What the body of a `_zoek` knows besides; where that is nothing there is no `_zoek`.
    pub(crate) search: &'static [&'static str],
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    /// `count`, `next`, `previous`, `results`.
    Pages,
    /// Everything at once, as an array.
    Array,
}

/// One member of a kind's JSON.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
}

impl Kind {
    pub(crate) const ALL: [Self; 30] = [
        Self::Zaaktype,
        Self::Statustype,
        Self::Resultaattype,
        Self::Roltype,
        Self::Eigenschap,
        Self::Informatieobjecttype,
        Self::Besluittype,
        Self::Zaak,
        Self::Status,
        Self::Substatus,
        Self::Resultaat,
        Self::Rol,
        Self::Zaakobject,
        Self::Zaakinformatieobject,
        Self::Zaakcontactmoment,
        Self::Zaakverzoek,
        Self::Klantcontact,
        Self::Zaaknotitie,
        Self::Zaakeigenschap,
        Self::Zaakbesluit,
        Self::Document,
        Self::Bestandsdeel,
        Self::Gebruiksrecht,
        Self::Objectinformatieobject,
        Self::Verzending,
        Self::Besluit,
        Self::Besluitinformatieobject,
        Self::ZaakTrail,
        Self::DocumentTrail,
        Self::BesluitTrail,
    ];

    /// Types have one URL for everybody; the URLs of all else follow the request.
    pub(crate) fn is_type(self) -> bool {
        self.shape().path.starts_with("/catalogi/")
    }

    /// What things of this kind look like. Versions as Open Zaak 1.30 announces them.
    pub(crate) const fn shape(self) -> &'static Shape {
        match self {
            Self::Zaaktype => &ztc::ZAAKTYPE,
            Self::Statustype => &ztc::STATUSTYPE,
            Self::Resultaattype => &ztc::RESULTAATTYPE,
            Self::Roltype => &ztc::ROLTYPE,
            Self::Eigenschap => &ztc::EIGENSCHAP,
            Self::Informatieobjecttype => &ztc::INFORMATIEOBJECTTYPE,
            Self::Besluittype => &ztc::BESLUITTYPE,
            Self::Zaak => &zrc::ZAAK,
            Self::Status => &zrc::STATUS,
            Self::Substatus => &zrc::SUBSTATUS,
            Self::Resultaat => &zrc::RESULTAAT,
            Self::Rol => &zrc::ROL,
            Self::Zaakobject => &zrc_around::ZAAKOBJECT,
            Self::Zaakinformatieobject => &zrc_around::ZAAKINFORMATIEOBJECT,
            Self::Zaakcontactmoment => &zrc_around::ZAAKCONTACTMOMENT,
            Self::Zaakverzoek => &zrc_around::ZAAKVERZOEK,
            Self::Klantcontact => &zrc_around::KLANTCONTACT,
            Self::Zaaknotitie => &zrc_around::ZAAKNOTITIE,
            Self::Zaakeigenschap => &zrc_around::ZAAKEIGENSCHAP,
            Self::Zaakbesluit => &zrc_around::ZAAKBESLUIT,
            Self::Document => &drc::DOCUMENT,
            Self::Bestandsdeel => &drc::BESTANDSDEEL,
            Self::Gebruiksrecht => &drc::GEBRUIKSRECHT,
            Self::Objectinformatieobject => &drc::OBJECTINFORMATIEOBJECT,
            Self::Verzending => &drc::VERZENDING,
            Self::Besluit => &brc::BESLUIT,
            Self::Besluitinformatieobject => &brc::BESLUITINFORMATIEOBJECT,
            Self::ZaakTrail => &trail::OF_A_ZAAK,
            Self::DocumentTrail => &trail::OF_A_DOCUMENT,
            Self::BesluitTrail => &trail::OF_A_BESLUIT,
        }
    }
}

impl Shape {
    /// What the member of this name holds.
    pub(crate) fn holds(&self, name: &str) -> Option<Holds> {
        self.members.iter().find(|member| member.name == name).map(|member| member.holds)
    }
}

const fn member(name: &'static str, holds: Holds) -> Member {
    Member { name, holds }
}

const READ: &str = "GET, HEAD";
const LIST_AND_CREATE: &str = "GET, POST, HEAD";
const ALL_OF_ONE: &str = "GET, PUT, PATCH, DELETE, HEAD";
const READ_AND_REMOVE: &str = "GET, DELETE, HEAD";

/// The one filter that is not named after a member: a ceiling on the level, inclusive.
pub(crate) const MAXIMUM_LEVEL: &str = "maximaleVertrouwelijkheidaanduiding";
