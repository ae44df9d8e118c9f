//! The three kinds of object that have a type, and where their operations lie.

use autorisaties::{Component, ObjectFacts, TypeUrl, Vertrouwelijkheidaanduiding};
use edge::operations::Operation;

/// A kind of object that autorisaties speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A zaak: zaaktype and level.
    Zaak,
    /// An enkelvoudiginformatieobject: informatieobjecttype and level.
    Document,
    /// A besluit: besluittype alone.
    Besluit,
}

/// Where an operation on a kind lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The collection: POST creates there.
    Collection,
    /// One object.
    Item,
}

/// Component, collection and item of each kind.
const PLACES: [(Component, Kind, &str, &str); 3] = [
    (Component::Zrc, Kind::Zaak, "/zaken", "/zaken/{uuid}"),
    (
        Component::Drc,
        Kind::Document,
        "/enkelvoudiginformatieobjecten",
        "/enkelvoudiginformatieobjecten/{uuid}",
    ),
    (Component::Brc, Kind::Besluit, "/besluiten", "/besluiten/{uuid}"),
];

impl Kind {
    /// What an operation is about, if it is about an object of a kind, or their collection, itself.
    pub(crate) fn of(operation: &Operation) -> Option<(Self, Place)> {
        let template = operation.template();
        let (_, kind, collection, item) =
            PLACES.iter().find(|(component, ..)| *component == operation.component())?;
        match template {
            _ if template == *collection => Some((*kind, Place::Collection)),
            _ if template == *item => Some((*kind, Place::Item)),
            _ => None,
        }
    }

    /// The member that holds the URL of the type.
    pub(crate) const fn type_member(self) -> &'static str {
        match self {
            Self::Zaak => "zaaktype",
            Self::Document => "informatieobjecttype",
            Self::Besluit => "besluittype",
        }
    }

    /// Whether objects of this kind have a vertrouwelijkheidaanduiding.
    pub(crate) const fn has_level(self) -> bool {
        match self {
            Self::Zaak | Self::Document => true,
            Self::Besluit => false,
        }
    }

    /// The facts of an object of this kind.
    pub(crate) fn facts(
        self,
        object_type: TypeUrl,
        level: Vertrouwelijkheidaanduiding,
    ) -> ObjectFacts {
        match self {
            Self::Zaak => ObjectFacts::Zaak { zaaktype: object_type, level },
            Self::Document => ObjectFacts::Document { informatieobjecttype: object_type, level },
            Self::Besluit => ObjectFacts::Besluit { besluittype: object_type },
        }
    }
}
