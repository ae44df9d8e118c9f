//! What a verdict is asked about: the object, the requirement, the token's own limits.

use crate::{Component, ScopeExpression, ScopeSet, TypeUrl, Vertrouwelijkheidaanduiding};

/// What an operation requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    /// Scopes.
    Scopes(ScopeExpression),
    /// heeftAlleAutorisaties, and a token that is not narrowed.
    SuperuserOnly,
}

/// The scopes that a token is limited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenScopes {
    /// No claim `scope`: all that the autorisaties give at the time of the request.
    Unrestricted,
    /// These, and of these what the autorisaties give.
    These(ScopeSet),
}

impl TokenScopes {
    pub(crate) fn allow(&self, label: &str) -> bool {
        match self {
            Self::Unrestricted => true,
            Self::These(these) => these.contains(label),
        }
    }
}

/// The object of an operation, as far as autorisaties look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectFacts {
    /// A zaak.
    Zaak {
        /// Its type.
        zaaktype: TypeUrl,
        /// Its level.
        level: Vertrouwelijkheidaanduiding,
    },
    /// An enkelvoudig informatieobject.
    Document {
        /// Its type.
        informatieobjecttype: TypeUrl,
        /// Its level.
        level: Vertrouwelijkheidaanduiding,
    },
    /// A besluit, which has no level.
    Besluit {
        /// Its type.
        besluittype: TypeUrl,
    },
}

impl ObjectFacts {
    /// The component that keeps it.
    pub fn component(&self) -> Component {
        match self {
            Self::Zaak { .. } => Component::Zrc,
            Self::Document { .. } => Component::Drc,
            Self::Besluit { .. } => Component::Brc,
        }
    }

    /// Its type.
    pub fn object_type(&self) -> &TypeUrl {
        match self {
            Self::Zaak { zaaktype: url, .. }
            | Self::Document { informatieobjecttype: url, .. }
            | Self::Besluit { besluittype: url } => url,
        }
    }

    /// Its level; a besluit has none.
    pub fn level(&self) -> Option<Vertrouwelijkheidaanduiding> {
        match self {
            Self::Zaak { level, .. } | Self::Document { level, .. } => Some(*level),
            Self::Besluit { .. } => None,
        }
    }
}
