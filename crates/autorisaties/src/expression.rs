//! Scope expressions: what an operation requires, as `(a | b) & zrc:c`.
//!
//! `&` binds tighter than `|`. A scope of another component than the operation's own is written
//! with that component before it.

use std::fmt;

use crate::{Component, Scope};

mod node;
mod parse;
mod plain;
#[cfg(test)]
mod tests;

use node::Node;
pub use parse::ExpressionError;
pub use plain::PlainExpression;

/// An expression over scopes, parsed. Two that differ only in needless parentheses are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeExpression {
    home: Component,
    root: Node,
}

impl ScopeExpression {
    /// Reads an expression; a scope without component is one of `home`.
    pub fn parse(text: &str, home: Component) -> Result<Self, ExpressionError> {
        Ok(Self { home, root: parse::parse(text, home)? })
    }

    /// Whether it holds, when `holds` says it of each scope.
    pub fn evaluate(&self, mut holds: impl FnMut(Component, &Scope) -> bool) -> bool {
        self.root.evaluate(&mut holds)
    }

    /// What is left of it to ask for, when `holds` says which scopes are held already; `None` if
    /// it holds. Of `(a | b) & c` with `a` held that is `c`, with `c` held `a | b`.
    pub fn missing(&self, mut holds: impl FnMut(Component, &Scope) -> bool) -> Option<Self> {
        // Nothing is allocated for an expression that holds: that is the way of most verdicts.
        if self.root.evaluate(&mut holds) {
            return None;
        }
        self.root.missing(&mut holds).map(|root| Self { home: self.home, root })
    }

    /// Every scope that it names, in its order.
    pub fn scopes(&self) -> impl Iterator<Item = (Component, &Scope)> {
        let mut found = Vec::new();
        self.root.collect(&mut found);
        found.into_iter()
    }
}

/// The canonical form: nested expressions in parentheses, scopes of the home component without it.
impl fmt::Display for ScopeExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.write(f, self.home)
    }
}
