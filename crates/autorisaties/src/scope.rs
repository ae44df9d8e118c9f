//! Scopes: what may be done, by its label. A label means something only with its component.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// Longest scope, in characters (Autorisaties API).
const MAX_SCOPE: usize = 100;
/// Scopes of this system itself: no autorisatie and no heeftAlleAutorisaties gives them.
const SYSTEM_PREFIX: &str = "zaakpoort.";

/// Why a text is no scope, or no list of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// Empty, or longer than 100 characters.
    #[error("a scope has 1 to 100 characters")]
    Length,
    /// A control character, which no text has and not every database takes.
    #[error("a scope has no control characters")]
    Control,
    /// A character that a scope parameter cannot hold.
    #[error(
        "a scope in a request has printable ASCII without space, quote and backslash (RFC 6749 3.3)"
    )]
    Character,
}

/// The label of a scope: 1 to 100 characters, free text without control characters, compared letter by letter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(Arc<str>);

impl Scope {
    /// Reads a label as the Autorisaties API takes it.
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        if text.is_empty() || text.chars().count() > MAX_SCOPE {
            return Err(ScopeError::Length);
        }
        if text.contains(char::is_control) {
            return Err(ScopeError::Control);
        }
        Ok(Self(text.into()))
    }

    /// The label.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it may stand in the parameter `scope` (`scope-token` of RFC 6749 3.3).
    pub fn is_token(&self) -> bool {
        self.0.chars().all(|c| matches!(c, '\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e'))
    }

    /// Whether it is one of this system's own.
    pub fn is_of_the_system(&self) -> bool {
        self.0.starts_with(SYSTEM_PREFIX)
    }
}

impl Borrow<str> for Scope {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scope({})", self.0)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_free_text_of_1_to_100_characters() {
        assert!(Scope::parse("mag alles").is_ok());
        assert!(Scope::parse(&"é".repeat(100)).is_ok());
        assert_eq!(Scope::parse(""), Err(ScopeError::Length));
        assert_eq!(Scope::parse(&"a".repeat(101)), Err(ScopeError::Length));
        for control in ["a\t", "a\0b", "\x7f", "\u{85}"] {
            assert_eq!(Scope::parse(control), Err(ScopeError::Control), "{control:?}");
        }
    }

    #[test]
    fn a_scope_says_in_a_log_what_it_is() {
        let shown = format!("{:?}", Scope::parse("zaken.lezen"));
        assert_eq!(shown, "Ok(Scope(zaken.lezen))");
    }

    #[test]
    fn only_the_characters_of_rfc_6749_may_stand_in_a_request() {
        for good in ["zaken.lezen", "urn:x:y", "!", "~", "[", "]"] {
            assert!(Scope::parse(good).unwrap().is_token(), "{good}");
        }
        for bad in ["a b", "a\"", "a\\", "é"] {
            assert!(!Scope::parse(bad).unwrap().is_token(), "{bad}");
        }
    }

    #[test]
    fn scopes_of_the_system_are_told_by_their_prefix() {
        assert!(Scope::parse("zaakpoort.admin").unwrap().is_of_the_system());
        assert!(!Scope::parse("zaakpoortje").unwrap().is_of_the_system());
    }
}
