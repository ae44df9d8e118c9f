//! The three kinds of object that have a type, and where their operations lie.

use autorisaties::{Component, ObjectFacts, TypeUrl, Vertrouwelijkheidaanduiding};
use edge::operations::{Operation, Parent};

use crate::record;

/// A kind of object that autorisaties speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// Every kind.
    pub(crate) const ALL: [Self; 3] = [Self::Zaak, Self::Document, Self::Besluit];

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

    /// The kind of object that a parent is.
    pub(crate) const fn of_parent(parent: Parent) -> Self {
        match parent {
            Parent::Zaak | Parent::GerelateerdAan => Self::Zaak,
            Parent::Informatieobject => Self::Document,
            Parent::Besluit => Self::Besluit,
        }
    }

    /// The kind of object that a component keeps.
    pub(crate) fn in_component(component: Component) -> Option<Self> {
        PLACES.iter().find(|(of, ..)| *of == component).map(|(_, kind, ..)| *kind)
    }

    /// The component that keeps it.
    pub(crate) const fn component(self) -> Component {
        match self {
            Self::Zaak => Component::Zrc,
            Self::Document => Component::Drc,
            Self::Besluit => Component::Brc,
        }
    }

    /// The path of all objects of this kind, below the API's base.
    pub(crate) const fn collection(self) -> &'static str {
        match self {
            Self::Zaak => PLACES[0].2,
            Self::Document => PLACES[1].2,
            Self::Besluit => PLACES[2].2,
        }
    }

    /// Whether objects of this kind have a vertrouwelijkheidaanduiding.
    pub(crate) const fn has_level(self) -> bool {
        match self {
            Self::Zaak | Self::Document => true,
            Self::Besluit => false,
        }
    }

    /// Puts an object of this kind on record as what a verdict hangs on.
    pub(crate) fn note(
        self,
        url: Option<&str>,
        object_type: &TypeUrl,
        level: Vertrouwelijkheidaanduiding,
    ) {
        let name = match self {
            Self::Zaak => "zaak",
            Self::Document => "enkelvoudiginformatieobject",
            Self::Besluit => "besluit",
        };
        record::saw(name, url, object_type, self.has_level().then_some(level));
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
