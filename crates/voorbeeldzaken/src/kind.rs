//! The kinds of things it holds, as data: path, version, what may be done, members and filters.

use crate::sample;

/// A kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Zaaktype,
    Informatieobjecttype,
    Besluittype,
    Zaak,
    Status,
    Document,
    Besluit,
}

/// Which methods write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writes {
    Nothing,
    Create,
    CreateChangeRemove,
}

/// What a kind looks like.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) path: &'static str,
    pub(crate) api_version: &'static str,
    pub(crate) writes: Writes,
    pub(crate) members: &'static [Member],
    pub(crate) filters: &'static [&'static str],
}

/// One member of a kind's JSON.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) content: Content,
}

/// What a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Free text, empty when absent.
    Text,
    /// Free text that must be given.
    RequiredText,
    /// A date, today when absent.
    Date,
    /// A name of the thing, made up with this prefix when absent.
    Identification(&'static str),
    /// A vertrouwelijkheidaanduiding, that of the type when absent.
    Level,
    /// The URL of the thing's type; must be given, never changes.
    Type(Kind),
    /// The URL of another thing here; must be given.
    Parent(Kind),
    /// The URL of another thing here, or empty.
    Link(Kind),
    /// The URL of another thing here, kept by the server itself.
    Kept,
}

impl Kind {
    pub(crate) const ALL: [Self; 7] = [
        Self::Zaaktype,
        Self::Informatieobjecttype,
        Self::Besluittype,
        Self::Zaak,
        Self::Status,
        Self::Document,
        Self::Besluit,
    ];

    /// Types have one URL for everybody; the URLs of all else follow the request.
    pub(crate) fn is_type(self) -> bool {
        matches!(self, Self::Zaaktype | Self::Informatieobjecttype | Self::Besluittype)
    }

    /// What things of this kind look like. Versions as Open Zaak 1.30 announces them.
    pub(crate) const fn shape(self) -> &'static Shape {
        match self {
            Self::Zaaktype => &ZAAKTYPE,
            Self::Informatieobjecttype => &INFORMATIEOBJECTTYPE,
            Self::Besluittype => &BESLUITTYPE,
            Self::Zaak => &ZAAK,
            Self::Status => &STATUS,
            Self::Document => &DOCUMENT,
            Self::Besluit => &BESLUIT,
        }
    }
}

const fn member(name: &'static str, content: Content) -> Member {
    Member { name, content }
}

static ZAAKTYPE: Shape = Shape {
    path: sample::ZAAKTYPEN,
    api_version: "1.3.1",
    writes: Writes::Nothing,
    members: &[
        member("identificatie", Content::Text),
        member("omschrijving", Content::Text),
        member("vertrouwelijkheidaanduiding", Content::RequiredText),
    ],
    filters: &["identificatie"],
};

static INFORMATIEOBJECTTYPE: Shape = Shape {
    path: sample::INFORMATIEOBJECTTYPEN,
    api_version: "1.3.1",
    writes: Writes::Nothing,
    members: &[
        member("omschrijving", Content::Text),
        member("vertrouwelijkheidaanduiding", Content::RequiredText),
    ],
    filters: &["omschrijving"],
};

static BESLUITTYPE: Shape = Shape {
    path: sample::BESLUITTYPEN,
    api_version: "1.3.1",
    writes: Writes::Nothing,
    members: &[member("omschrijving", Content::Text)],
    filters: &["omschrijving"],
};

static ZAAK: Shape = Shape {
    path: sample::ZAKEN,
    api_version: "1.5.1",
    writes: Writes::CreateChangeRemove,
    members: &[
        member("identificatie", Content::Identification("ZAAK")),
        member("bronorganisatie", Content::Text),
        member("verantwoordelijkeOrganisatie", Content::Text),
        member("omschrijving", Content::Text),
        member("toelichting", Content::Text),
        member("zaaktype", Content::Type(Kind::Zaaktype)),
        member("vertrouwelijkheidaanduiding", Content::Level),
        member("registratiedatum", Content::Date),
        member("startdatum", Content::Date),
        member("status", Content::Kept),
    ],
    filters: &["zaaktype", "identificatie", "bronorganisatie", MAXIMUM_LEVEL],
};

static STATUS: Shape = Shape {
    path: sample::STATUSSEN,
    api_version: "1.5.1",
    writes: Writes::Create,
    members: &[
        member("zaak", Content::Parent(Kind::Zaak)),
        member("statustype", Content::RequiredText),
        member("datumStatusGezet", Content::Date),
        member("statustoelichting", Content::Text),
    ],
    filters: &["zaak", "statustype"],
};

static DOCUMENT: Shape = Shape {
    path: sample::DOCUMENTEN,
    api_version: "1.4.2",
    writes: Writes::Create,
    members: &[
        member("identificatie", Content::Identification("DOCUMENT")),
        member("bronorganisatie", Content::Text),
        member("creatiedatum", Content::Date),
        member("titel", Content::Text),
        member("auteur", Content::Text),
        member("taal", Content::Text),
        member("formaat", Content::Text),
        member("inhoud", Content::Text),
        member("informatieobjecttype", Content::Type(Kind::Informatieobjecttype)),
        member("vertrouwelijkheidaanduiding", Content::Level),
    ],
    filters: &["identificatie", "bronorganisatie", "informatieobjecttype"],
};

static BESLUIT: Shape = Shape {
    path: sample::BESLUITEN,
    api_version: "1.1.0",
    writes: Writes::Create,
    members: &[
        member("identificatie", Content::Identification("BESLUIT")),
        member("verantwoordelijkeOrganisatie", Content::Text),
        member("besluittype", Content::Type(Kind::Besluittype)),
        member("zaak", Content::Link(Kind::Zaak)),
        member("datum", Content::Date),
        member("toelichting", Content::Text),
        member("ingangsdatum", Content::Date),
    ],
    filters: &["identificatie", "besluittype", "zaak"],
};

/// The one filter that is not named after a member: a ceiling on the level, inclusive.
pub(crate) const MAXIMUM_LEVEL: &str = "maximaleVertrouwelijkheidaanduiding";
