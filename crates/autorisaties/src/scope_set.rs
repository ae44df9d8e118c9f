//! Sets of scopes, as tokens and requests for tokens carry them.

use std::collections::BTreeSet;
use std::fmt;

use crate::{Scope, ScopeError};

/// A set of scopes. Order and repetition mean nothing (RFC 6749 3.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeSet(BTreeSet<Scope>);

impl ScopeSet {
    /// Reads a list separated by spaces, as the parameter `scope` has it (RFC 6749 3.3); surplus
    /// spaces say nothing, and an empty text is an empty set.
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
    fn a_list_has_no_order_and_no_repetition() {
        let set = ScopeSet::parse_list("b  a b ").unwrap();
        assert_eq!((set.to_string().as_str(), set.len()), ("a b", 2));
        assert!(set.contains("a") && !set.contains("A") && !set.contains("a b"));
        assert!(ScopeSet::parse_list("").unwrap().is_empty());
    }

    #[test]
    fn a_scope_is_new_to_a_set_once() {
        let (a, b) = (Scope::parse("a").unwrap(), Scope::parse("b").unwrap());
        let mut set = ScopeSet::parse_list("").unwrap();
        assert!(set.insert(b.clone()) && !set.insert(b.clone()) && set.insert(a.clone()));
        assert!(!set.is_empty());
        assert_eq!(set.iter().collect::<Vec<_>>(), [&a, &b]);
    }

    #[test]
    fn one_bad_scope_spoils_the_list() {
        for bad in ["a b\\", "a \u{e9}"] {
            assert_eq!(ScopeSet::parse_list(bad), Err(ScopeError::Character), "{bad}");
        }
        assert_eq!(ScopeSet::parse_list("a\tb"), Err(ScopeError::Control));
        let long = format!("a {}", "b".repeat(101));
        assert_eq!(ScopeSet::parse_list(&long), Err(ScopeError::Length));
    }
}
