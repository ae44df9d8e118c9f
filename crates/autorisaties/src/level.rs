//! The vertrouwelijkheidaanduiding: how confidential a zaak or a document is.

use std::fmt;

/// One of the eight levels, from open to most secret; a higher level is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vertrouwelijkheidaanduiding {
    /// `openbaar`
    Openbaar,
    /// `beperkt_openbaar`
    BeperktOpenbaar,
    /// `intern`
    Intern,
    /// `zaakvertrouwelijk`
    Zaakvertrouwelijk,
    /// `vertrouwelijk`
    Vertrouwelijk,
    /// `confidentieel`
    Confidentieel,
    /// `geheim`
    Geheim,
    /// `zeer_geheim`
    ZeerGeheim,
}

/// Not one of the eight levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a vertrouwelijkheidaanduiding")]
pub struct UnknownLevel;

impl Vertrouwelijkheidaanduiding {
    /// All levels, ascending.
    pub const ALL: [Self; 8] = [
        Self::Openbaar,
        Self::BeperktOpenbaar,
        Self::Intern,
        Self::Zaakvertrouwelijk,
        Self::Vertrouwelijk,
        Self::Confidentieel,
        Self::Geheim,
        Self::ZeerGeheim,
    ];
    /// The most open level: every ceiling reaches it.
    pub const LOWEST: Self = Self::Openbaar;
    /// The most secret level: a ceiling here shuts nothing out.
    pub const HIGHEST: Self = Self::ZeerGeheim;

    /// Reads a level as the standard writes it.
    pub fn parse(text: &str) -> Result<Self, UnknownLevel> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or(UnknownLevel)
    }

    /// As the standard writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Openbaar => "openbaar",
            Self::BeperktOpenbaar => "beperkt_openbaar",
            Self::Intern => "intern",
            Self::Zaakvertrouwelijk => "zaakvertrouwelijk",
            Self::Vertrouwelijk => "vertrouwelijk",
            Self::Confidentieel => "confidentieel",
            Self::Geheim => "geheim",
            Self::ZeerGeheim => "zeer_geheim",
        }
    }
}

impl fmt::Display for Vertrouwelijkheidaanduiding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eight_levels_rise_in_the_order_of_the_standard() {
        let names = Vertrouwelijkheidaanduiding::ALL.map(Vertrouwelijkheidaanduiding::as_str);
        let standard = "openbaar beperkt_openbaar intern zaakvertrouwelijk vertrouwelijk \
                        confidentieel geheim zeer_geheim";
        assert_eq!(names.join(" "), standard);
        assert!(Vertrouwelijkheidaanduiding::ALL.is_sorted());
        let ends = [Vertrouwelijkheidaanduiding::LOWEST, Vertrouwelijkheidaanduiding::HIGHEST];
        assert_eq!(ends.map(Vertrouwelijkheidaanduiding::as_str), ["openbaar", "zeer_geheim"]);
    }

    #[test]
    fn every_level_reads_back_and_nothing_else_does() {
        for level in Vertrouwelijkheidaanduiding::ALL {
            assert_eq!(Vertrouwelijkheidaanduiding::parse(level.as_str()), Ok(level));
        }
        for other in ["", "Openbaar", "zeer geheim"] {
            assert_eq!(Vertrouwelijkheidaanduiding::parse(other), Err(UnknownLevel));
        }
    }
}
