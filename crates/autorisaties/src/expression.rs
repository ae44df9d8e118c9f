//! Scope expressions: what an operation requires, as `(a | b) & zrc:c`.
//!
//! `&` binds tighter than `|`. A scope of another component than the operation's own is written
//! with that component before it.

use std::fmt;

use crate::{Component, Scope};

mod parse;
#[cfg(test)]
mod tests;

pub use parse::ExpressionError;

/// An expression over scopes, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeExpression {
    home: Component,
    root: Node,
}

/// Any and all hold at least two parts, and never directly one of their own kind.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Scope(Component, Scope),
    All(Vec<Node>),
    Any(Vec<Node>),
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

    /// Every scope that it names, in its order.
    pub fn scopes(&self) -> impl Iterator<Item = (Component, &Scope)> {
        let mut found = Vec::new();
        self.root.collect(&mut found);
        found.into_iter()
    }
}

impl Node {
    fn evaluate(&self, holds: &mut impl FnMut(Component, &Scope) -> bool) -> bool {
        match self {
            Self::Scope(component, scope) => holds(*component, scope),
            Self::All(parts) => parts.iter().all(|part| part.evaluate(holds)),
            Self::Any(parts) => parts.iter().any(|part| part.evaluate(holds)),
        }
    }

    fn collect<'a>(&'a self, found: &mut Vec<(Component, &'a Scope)>) {
        match self {
            Self::Scope(component, scope) => found.push((*component, scope)),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.collect(found);
                }
            }
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, home: Component) -> fmt::Result {
        match self {
            Self::Scope(component, scope) if *component == home => write!(f, "{scope}"),
            Self::Scope(component, scope) => write!(f, "{component}:{scope}"),
            Self::All(parts) => join(f, parts, " & ", home),
            Self::Any(parts) => join(f, parts, " | ", home),
        }
    }
}

fn join(
    f: &mut fmt::Formatter<'_>,
    parts: &[Node],
    separator: &str,
    home: Component,
) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        match part {
            Node::Scope(..) => part.write(f, home)?,
            Node::All(_) | Node::Any(_) => {
                f.write_str("(")?;
                part.write(f, home)?;
                f.write_str(")")?;
            }
        }
    }
    Ok(())
}

/// The canonical form: nested expressions in parentheses, home scopes without component.
impl fmt::Display for ScopeExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.write(f, self.home)
    }
}
