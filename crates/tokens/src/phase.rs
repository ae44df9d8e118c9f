//! The life of a signing key: published before it signs, and verifying after it stopped.

use std::fmt;

/// Where a signing key is in its life; it only ever moves forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Published, so that every verifier knows it before it signs.
    Next,
    /// Signs; one key per algorithm is in this phase.
    Active,
    /// Signs no more, while tokens that it signed are still alive.
    Retiring,
    /// Neither signs nor verifies; what it signed is dead.
    Removed,
}

impl Phase {
    /// Every phase, in the order of a key's life.
    pub const ALL: [Self; 4] = [Self::Next, Self::Active, Self::Retiring, Self::Removed];

    /// Reads the word that [`Phase::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == text)
    }

    /// The word for it in rows, events and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Active => "active",
            Self::Retiring => "retiring",
            Self::Removed => "removed",
        }
    }

    /// Whether tokens may be signed with it.
    pub const fn signs(self) -> bool {
        matches!(self, Self::Active)
    }

    /// Whether a signature made with it counts. A key that comes next counts already: another
    /// issuer may have made it active a moment before this one heard of it.
    pub const fn verifies(self) -> bool {
        matches!(self, Self::Next | Self::Active | Self::Retiring)
    }

    /// Whether its public half stands in the JWKS.
    pub const fn published(self) -> bool {
        self.verifies()
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_has_one_name() {
        assert_eq!(Phase::Retiring.to_string(), Phase::Retiring.as_str());
    }

    #[test]
    fn each_phase_says_what_its_key_may_do() {
        let may = |phase: Phase| (phase.published(), phase.signs(), phase.verifies());
        assert_eq!(may(Phase::Next), (true, false, true));
        assert_eq!(may(Phase::Active), (true, true, true));
        assert_eq!(may(Phase::Retiring), (true, false, true));
        assert_eq!(may(Phase::Removed), (false, false, false));
    }

    #[test]
    fn every_phase_is_read_back_from_its_word_and_nothing_else_is() {
        for phase in Phase::ALL {
            assert_eq!(Phase::parse(phase.as_str()), Some(phase));
        }
        assert_eq!(Phase::parse("Active"), None);
        assert_eq!(Phase::parse(""), None);
    }

    #[test]
    fn phases_are_ordered_as_a_key_lives() {
        assert!(Phase::ALL.is_sorted());
    }
}
