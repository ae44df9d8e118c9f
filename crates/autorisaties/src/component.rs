//! The components of the ZGW standard: whose scopes an autorisatie gives.

use std::fmt;

/// A component, as the standard abbreviates it. The Autorisaties API names six; its reference
/// implementation takes three more, and so do we.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// Autorisaties.
    Ac,
    /// Notificaties.
    Nrc,
    /// Zaken.
    Zrc,
    /// Catalogi.
    Ztc,
    /// Documenten.
    Drc,
    /// Besluiten.
    Brc,
    /// Contactmomenten.
    Cmc,
    /// Klanten.
    Kc,
    /// Verzoeken.
    Vrc,
}

/// Not the abbreviation of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a component is one of ac, nrc, zrc, ztc, drc, brc, cmc, kc and vrc")]
pub struct UnknownComponent;

impl Component {
    /// Every component.
    pub const ALL: [Self; 9] = [
        Self::Ac,
        Self::Nrc,
        Self::Zrc,
        Self::Ztc,
        Self::Drc,
        Self::Brc,
        Self::Cmc,
        Self::Kc,
        Self::Vrc,
    ];

    /// Reads an abbreviation, in lower case as the standard writes it.
    pub fn parse(text: &str) -> Result<Self, UnknownComponent> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or(UnknownComponent)
    }

    /// The abbreviation.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ac => "ac",
            Self::Nrc => "nrc",
            Self::Zrc => "zrc",
            Self::Ztc => "ztc",
            Self::Drc => "drc",
            Self::Brc => "brc",
            Self::Cmc => "cmc",
            Self::Kc => "kc",
            Self::Vrc => "vrc",
        }
    }

    /// The name of its API, as people know it (`componentWeergave`).
    pub const fn weergave(self) -> &'static str {
        match self {
            Self::Ac => "Autorisaties API",
            Self::Nrc => "Notificaties API",
            Self::Zrc => "Zaken API",
            Self::Ztc => "Catalogi API",
            Self::Drc => "Documenten API",
            Self::Brc => "Besluiten API",
            Self::Cmc => "Contactmomenten API",
            Self::Kc => "Klanten API",
            Self::Vrc => "Verzoeken API",
        }
    }

    /// Whether its objects have a type that autorisaties are limited to.
    pub const fn is_typed(self) -> bool {
        matches!(self, Self::Zrc | Self::Drc | Self::Brc)
    }

    /// Whether its objects have a vertrouwelijkheidaanduiding.
    pub const fn has_levels(self) -> bool {
        matches!(self, Self::Zrc | Self::Drc)
    }

    /// Its place in [`Self::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_component_reads_back_from_its_abbreviation_and_stands_at_its_index() {
        for (index, component) in Component::ALL.into_iter().enumerate() {
            assert_eq!(Component::parse(component.as_str()), Ok(component));
            assert_eq!(component.index(), index);
        }
        assert_eq!(Component::parse("ZRC"), Err(UnknownComponent));
        assert_eq!(Component::parse(""), Err(UnknownComponent));
    }

    #[test]
    fn people_know_every_component_by_the_name_of_its_api_and_no_two_by_one() {
        let names: BTreeSet<_> = Component::ALL.map(Component::weergave).into();
        assert_eq!(names.len(), Component::ALL.len());
        assert!(names.iter().all(|name| name.ends_with(" API")), "{names:?}");
        assert_eq!(Component::Zrc.weergave(), "Zaken API");
    }

    #[test]
    fn zaken_documenten_and_besluiten_have_types() {
        let typed: Vec<_> = Component::ALL.into_iter().filter(|one| one.is_typed()).collect();
        assert_eq!(typed, [Component::Zrc, Component::Drc, Component::Brc]);
    }
}
