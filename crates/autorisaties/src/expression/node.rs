//! An expression as a tree: made only in its shortest form, judged, and written.

use std::fmt;

use super::parse;
use crate::{Component, Scope};

/// `All` and `Any` hold at least two parts, and never directly one of their own kind. `C` is whose a
/// scope is: a component's, or `()` where scopes stand on their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node<C = Component> {
    Scope(C, Scope),
    All(Vec<Node<C>>),
    Any(Vec<Node<C>>),
}

impl<C: Copy> Node<C> {
    /// All of the parts; there is at least one.
    pub(super) fn all(parts: Vec<Self>) -> Self {
        let dissolve = |part| match part {
            Self::All(inner) => inner,
            other => vec![other],
        };
        Self::only_or(parts.into_iter().flat_map(dissolve).collect(), Self::All)
    }

    /// Any of the parts; there is at least one.
    pub(super) fn any(parts: Vec<Self>) -> Self {
        let dissolve = |part| match part {
            Self::Any(inner) => inner,
            other => vec![other],
        };
        Self::only_or(parts.into_iter().flat_map(dissolve).collect(), Self::Any)
    }

    fn only_or(parts: Vec<Self>, join: fn(Vec<Self>) -> Self) -> Self {
        match <[Self; 1]>::try_from(parts) {
            Ok([only]) => only,
            Err(several) => join(several),
        }
    }

    /// How deep parentheses lie within one another where it is written.
    pub(super) fn nesting(&self) -> usize {
        match self {
            Self::Scope(..) => 0,
            Self::All(parts) | Self::Any(parts) => {
                let inner = parts.iter().filter(|part| !matches!(part, Self::Scope(..)));
                inner.map(|part| 1 + part.nesting()).max().unwrap_or_default()
            }
        }
    }

    pub(super) fn evaluate(&self, holds: &mut impl FnMut(C, &Scope) -> bool) -> bool {
        match self {
            Self::Scope(component, scope) => holds(*component, scope),
            Self::All(parts) => parts.iter().all(|part| part.evaluate(holds)),
            Self::Any(parts) => parts.iter().any(|part| part.evaluate(holds)),
        }
    }

    /// What is left when the scopes that are held are taken out; nothing if that satisfies it.
    pub(super) fn missing(&self, holds: &mut impl FnMut(C, &Scope) -> bool) -> Option<Self> {
        match self {
            Self::Scope(component, scope) => (!holds(*component, scope)).then(|| self.clone()),
            Self::All(parts) => {
                let left: Vec<_> = parts.iter().filter_map(|part| part.missing(holds)).collect();
                (!left.is_empty()).then(|| Self::all(left))
            }
            Self::Any(parts) => {
                let left: Option<_> = parts.iter().map(|part| part.missing(holds)).collect();
                left.map(Self::any)
            }
        }
    }

    pub(super) fn collect<'a>(&'a self, found: &mut Vec<(C, &'a Scope)>) {
        match self {
            Self::Scope(component, scope) => found.push((*component, scope)),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.collect(found);
                }
            }
        }
    }

    /// In its shortest form, each scope as `one` writes it.
    fn write_by(&self, f: &mut fmt::Formatter<'_>, one: &WriteScope<'_, C>) -> fmt::Result {
        match self {
            Self::Scope(of, scope) => one(f, *of, scope),
            Self::All(parts) => write_joined(f, parts, " & ", one),
            Self::Any(parts) => write_joined(f, parts, " | ", one),
        }
    }
}

type WriteScope<'a, C> = dyn Fn(&mut fmt::Formatter<'_>, C, &Scope) -> fmt::Result + 'a;

impl Node<Component> {
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, home: Component) -> fmt::Result {
        self.write_by(f, &|f, component, scope| {
            // A label such as `drc:x` would read back as a scope of drc.
            if component == home && parse::component_of(scope.as_str()).is_none() {
                write!(f, "{scope}")
            } else {
                write!(f, "{component}:{scope}")
            }
        })
    }
}

impl Node<()> {
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_by(f, &|f, (), scope| write!(f, "{scope}"))
    }
}

fn write_joined<C: Copy>(
    f: &mut fmt::Formatter<'_>,
    parts: &[Node<C>],
    separator: &str,
    one: &WriteScope<'_, C>,
) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        match part {
            Node::Scope(..) => part.write_by(f, one)?,
            Node::All(_) | Node::Any(_) => {
                f.write_str("(")?;
                part.write_by(f, one)?;
                f.write_str(")")?;
            }
        }
    }
    Ok(())
}
