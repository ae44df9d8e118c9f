//! One autorisatie: scopes of one component, and on which objects.

use crate::{Component, Scope, TypeUrl, Vertrouwelijkheidaanduiding};

/// Scopes of one component, with just the fields that it has (Autorisaties API, `Autorisatie`).
///
/// Scopes keep the order and the repetition they were given in. A type or ceiling may be absent
/// when no scope needs one (`ac-003`); such an autorisatie matches no object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Autorisatie {
    /// Zaken of one zaaktype, up to a level.
    Zrc {
        /// What may be done.
        scopes: Vec<Scope>,
        /// With zaken of which type.
        zaaktype: Option<TypeUrl>,
        /// Up to which level, inclusive.
        max_vertrouwelijkheidaanduiding: Option<Vertrouwelijkheidaanduiding>,
    },
    /// Documenten of one informatieobjecttype, up to a level.
    Drc {
        /// What may be done.
        scopes: Vec<Scope>,
        /// With documenten of which type.
        informatieobjecttype: Option<TypeUrl>,
        /// Up to which level, inclusive.
        max_vertrouwelijkheidaanduiding: Option<Vertrouwelijkheidaanduiding>,
    },
    /// Besluiten of one besluittype; a besluit has no level.
    Brc {
        /// What may be done.
        scopes: Vec<Scope>,
        /// With besluiten of which type.
        besluittype: Option<TypeUrl>,
    },
    /// Autorisaties.
    Ac {
        /// What may be done.
        scopes: Vec<Scope>,
    },
    /// Notificaties.
    Nrc {
        /// What may be done.
        scopes: Vec<Scope>,
    },
    /// Catalogi.
    Ztc {
        /// What may be done.
        scopes: Vec<Scope>,
    },
    /// Contactmomenten.
    Cmc {
        /// What may be done.
        scopes: Vec<Scope>,
    },
    /// Klanten.
    Kc {
        /// What may be done.
        scopes: Vec<Scope>,
    },
    /// Verzoeken.
    Vrc {
        /// What may be done.
        scopes: Vec<Scope>,
    },
}

impl Autorisatie {
    /// Puts one together; what does not belong to the component is left out, as the reference
    /// implementation of the Autorisaties API does.
    pub fn from_parts(
        component: Component,
        scopes: Vec<Scope>,
        object_type: Option<TypeUrl>,
        ceiling: Option<Vertrouwelijkheidaanduiding>,
    ) -> Self {
        match component {
            Component::Zrc => Self::Zrc {
                scopes,
                zaaktype: object_type,
                max_vertrouwelijkheidaanduiding: ceiling,
            },
            Component::Drc => Self::Drc {
                scopes,
                informatieobjecttype: object_type,
                max_vertrouwelijkheidaanduiding: ceiling,
            },
            Component::Brc => Self::Brc { scopes, besluittype: object_type },
            Component::Ac => Self::Ac { scopes },
            Component::Nrc => Self::Nrc { scopes },
            Component::Ztc => Self::Ztc { scopes },
            Component::Cmc => Self::Cmc { scopes },
            Component::Kc => Self::Kc { scopes },
            Component::Vrc => Self::Vrc { scopes },
        }
    }

    /// Whose scopes these are.
    pub fn component(&self) -> Component {
        match self {
            Self::Zrc { .. } => Component::Zrc,
            Self::Drc { .. } => Component::Drc,
            Self::Brc { .. } => Component::Brc,
            Self::Ac { .. } => Component::Ac,
            Self::Nrc { .. } => Component::Nrc,
            Self::Ztc { .. } => Component::Ztc,
            Self::Cmc { .. } => Component::Cmc,
            Self::Kc { .. } => Component::Kc,
            Self::Vrc { .. } => Component::Vrc,
        }
    }

    /// The scopes, as they were given.
    pub fn scopes(&self) -> &[Scope] {
        match self {
            Self::Zrc { scopes, .. }
            | Self::Drc { scopes, .. }
            | Self::Brc { scopes, .. }
            | Self::Ac { scopes }
            | Self::Nrc { scopes }
            | Self::Ztc { scopes }
            | Self::Cmc { scopes }
            | Self::Kc { scopes }
            | Self::Vrc { scopes } => scopes,
        }
    }

    /// The zaaktype, informatieobjecttype or besluittype.
    pub fn object_type(&self) -> Option<&TypeUrl> {
        match self {
            Self::Zrc { zaaktype: url, .. }
            | Self::Drc { informatieobjecttype: url, .. }
            | Self::Brc { besluittype: url, .. } => url.as_ref(),
            Self::Ac { .. }
            | Self::Nrc { .. }
            | Self::Ztc { .. }
            | Self::Cmc { .. }
            | Self::Kc { .. }
            | Self::Vrc { .. } => None,
        }
    }

    /// The highest level, inclusive.
    pub fn ceiling(&self) -> Option<Vertrouwelijkheidaanduiding> {
        match self {
            Self::Zrc { max_vertrouwelijkheidaanduiding: max, .. }
            | Self::Drc { max_vertrouwelijkheidaanduiding: max, .. } => *max,
            Self::Brc { .. }
            | Self::Ac { .. }
            | Self::Nrc { .. }
            | Self::Ztc { .. }
            | Self::Cmc { .. }
            | Self::Kc { .. }
            | Self::Vrc { .. } => None,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn each_component_keeps_just_its_own_fields() {
        for component in Component::ALL {
            let url = TypeUrl::parse("https://a/t").unwrap();
            let level = Vertrouwelijkheidaanduiding::Intern;
            let scopes = vec![Scope::parse("b").unwrap(), Scope::parse("a").unwrap()];
            let made =
                Autorisatie::from_parts(component, scopes.clone(), Some(url.clone()), Some(level));
            let levelled = matches!(component, Component::Zrc | Component::Drc);
            assert_eq!(made.component(), component);
            assert_eq!(made.scopes(), scopes);
            assert_eq!(made.object_type(), component.is_typed().then_some(&url));
            assert_eq!(made.ceiling(), levelled.then_some(level));
        }
    }
}
