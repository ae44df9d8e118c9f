//! The kinds of things it holds, as data: path, version, what may be done, members and filters.

mod brc;
mod drc;
mod trail;
mod zrc;
mod zrc_around;
mod ztc;

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

/// What a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Free text, empty when absent.
    Text,
    /// Free text that must be given.
    RequiredText,
    /// A date, today when absent.
    Date,
    /// A moment, now when absent.
    Moment,
    /// A name of the thing, made up with this prefix when absent.
    Identification(&'static str),
    /// A vertrouwelijkheidaanduiding, that of the type when absent.
    Level,
    /// Any JSON; this when absent.
    Any(Blank),
    /// The URL of the thing's type; must be given, never changes.
    Type(Kind),
    /// A type by its URL, or by its name alone; must be given.
    TypeOrName(Kind),
    /// The URL of another thing here; must be given, never changes.
    Parent(Kind),
    /// The URL of another thing here; must be given, may change.
    Movable(Kind),
    /// The URL of another thing here, or empty.
    Link(Kind),
    /// The URL of anything, here or elsewhere.
    Reference,
    /// Kept by the server itself, which answers this to begin with.
    Kept(Blank),
    /// The newest thing of a kind that names this one in a member, or null.
    Newest(Kind, &'static str),
    /// All things of a kind that name this one in a member.
    Every(Kind, &'static str),
    /// Whether no newer thing of its kind has the same main thing.
    IsNewest,
    /// The bytes of a document: written in base64, read as the URL to download them from.
    Inhoud,
    /// The parts of a document that is still to be uploaded.
    Parts,
}

/// What stands where nothing was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    Null,
    Text,
    List,
    Object,
    False,
    One,
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
