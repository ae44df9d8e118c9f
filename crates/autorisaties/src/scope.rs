//! Scopes: what may be done, by its label. A label means something only with its component.

use std::borrow::Borrow;
use std::collections::BTreeSet;
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
    /// A character that a scope parameter cannot hold.
    #[error(
        "a scope in a request has printable ASCII without space, quote and backslash (RFC 6749 3.3)"
    )]
    Character,
}

/// The label of a scope: 1 to 100 characters, free text, compared letter by letter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(Arc<str>);

impl Scope {
    /// Reads a label as the Autorisaties API takes it.
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        if text.is_empty() || text.chars().count() > MAX_SCOPE {
            return Err(ScopeError::Length);
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

/// A set of scopes. Order and repetition mean nothing (RFC 6749 3.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeSet(BTreeSet<Scope>);

impl ScopeSet {
    /// Reads a list separated by single spaces, as the parameter `scope` has it; an empty text
    /// is an empty set.
    pub fn parse_list(text: &str) -> Result<Self, ScopeError> {
        text.split(' ').filter(|part| !part.is_empty()).map(token).collect()
    }

    /// Adds a scope; says whether it is new.
    pub fn insert(&mut self, scope: Scope) -> bool {
        self.0.insert(scope)
    }

    /// Whether a label is in the set.
    pub fn contains(&self, label: &str) -> bool {
        self.0.contains(label)
    }

    /// The scopes, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

fn token(text: &str) -> Result<Scope, ScopeError> {
    let scope = Scope::parse(text)?;
    if scope.is_token() { Ok(scope) } else { Err(ScopeError::Character) }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

/// As the parameter `scope` has them: sorted, separated by spaces.
impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { " " };
            write!(f, "{separator}{scope}")?;
        }
        Ok(())
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
    }

    #[test]
    fn only_the_characters_of_rfc_6749_may_stand_in_a_request() {
        for good in ["zaken.lezen", "urn:x:y", "!", "~", "[", "]"] {
            assert!(Scope::parse(good).unwrap().is_token(), "{good}");
        }
        for bad in ["a b", "a\"", "a\\", "é", "a\t", "\x7f"] {
            assert!(!Scope::parse(bad).unwrap().is_token(), "{bad}");
        }
    }

    #[test]
    fn a_list_has_no_order_and_no_repetition() {
        let set = ScopeSet::parse_list("b a b").unwrap();
        assert_eq!((set.to_string().as_str(), set.len()), ("a b", 2));
        assert!(set.contains("a") && !set.contains("A") && !set.contains("a b"));
        assert!(ScopeSet::parse_list("").unwrap().is_empty());
    }

    #[test]
    fn one_bad_scope_spoils_the_list() {
        for bad in ["a b\\", "a \u{e9}", "a\tb"] {
            assert_eq!(ScopeSet::parse_list(bad), Err(ScopeError::Character), "{bad}");
        }
        let long = format!("a {}", "b".repeat(101));
        assert_eq!(ScopeSet::parse_list(&long), Err(ScopeError::Length));
    }

    #[test]
    fn scopes_of_the_system_are_told_by_their_prefix() {
        assert!(Scope::parse("zaakpoort.admin").unwrap().is_of_the_system());
        assert!(!Scope::parse("zaakpoortje").unwrap().is_of_the_system());
    }
}
