//! Expressions over scopes that stand on their own, as those of APIs outside the standard do.

use std::fmt;

use super::node::Node;
use super::parse::{self, ExpressionError};
use crate::Scope;

/// What an operation of such an API requires, as `dao_depzorg | (a & b)`. No word of it is a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainExpression(Node<()>);

impl PlainExpression {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        parse::parse_plain(text).map(Self)
    }

    /// What is left of it to ask for, when `holds` says which scopes are held already; `None` if it
    /// holds.
    pub fn missing(&self, mut holds: impl FnMut(&Scope) -> bool) -> Option<Self> {
        self.0.missing(&mut |(), scope| holds(scope)).map(Self)
    }

    /// Every scope that it names, in its order.
    pub fn scopes(&self) -> impl Iterator<Item = &Scope> {
        let mut found = Vec::new();
        self.0.collect(&mut found);
        found.into_iter().map(|((), scope)| scope)
    }
}

/// The canonical form: nested expressions in parentheses.
impl fmt::Display for PlainExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_looks_like_one_of_a_component_is_a_scope_by_itself() {
        let needed = PlainExpression::parse("zrc:lezen | (dao & urn:x)").unwrap();
        assert_eq!(needed.to_string(), "zrc:lezen | (dao & urn:x)");
        let scopes: Vec<&str> = needed.scopes().map(Scope::as_str).collect();
        assert_eq!(scopes, ["zrc:lezen", "dao", "urn:x"]);
    }

    #[test]
    fn what_is_missing_is_what_is_left_to_ask_for() {
        let needed = PlainExpression::parse("a & (b | c)").unwrap();
        let missing = |held: &[&str]| {
            let left = needed.missing(|scope| held.contains(&scope.as_str()));
            left.map(|left| left.to_string())
        };
        assert_eq!(missing(&["a"]).as_deref(), Some("b | c"));
        assert_eq!(missing(&["c"]).as_deref(), Some("a"));
        assert_eq!(missing(&["a", "c"]), None);
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in ["", "a &", "(a", "a b", "a)"] {
            assert!(PlainExpression::parse(text).is_err(), "{text}");
        }
    }
}
