//! From text to expression: `any = all { "|" all }`, `all = part { "&" part }`,
//! `part = "(" any ")" | [component ":"] scope`.

use super::Node;
use crate::{Component, Scope};

/// Deepest nesting; no operation of any standard needs more than two.
const MAX_DEPTH: usize = 16;

/// Why a text is no expression, and where: the offset in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// A scope or `(` should stand here.
    #[error("a scope or `(` is missing at offset {0}")]
    ScopeMissing(usize),
    /// A `(` is not closed.
    #[error("`)` is missing at offset {0}")]
    NotClosed(usize),
    /// Something stands behind the end.
    #[error("`|`, `&` or the end is missing at offset {0}")]
    Surplus(usize),
    /// A scope of no characters, or of too many.
    #[error("the scope at offset {0} has not 1 to 100 characters")]
    BadScope(usize),
    /// Too many parentheses within one another.
    #[error("the parentheses at offset {0} are nested too deep")]
    TooDeep(usize),
}

impl ExpressionError {
    /// Where it goes wrong: the offset in bytes.
    pub const fn position(&self) -> usize {
        match self {
            Self::ScopeMissing(at)
            | Self::NotClosed(at)
            | Self::Surplus(at)
            | Self::BadScope(at)
            | Self::TooDeep(at) => *at,
        }
    }
}

/// Reads an expression; a scope without component is one of `home`.
pub(super) fn parse(text: &str, home: Component) -> Result<Node, ExpressionError> {
    parse_by(text, &|word| component_of(word).unwrap_or((home, word)))
}

/// Reads an expression whose scopes are words as they stand.
pub(super) fn parse_plain(text: &str) -> Result<Node<()>, ExpressionError> {
    parse_by(text, &|word| ((), word))
}

fn parse_by<C: Copy>(text: &str, read: &Read<'_, C>) -> Result<Node<C>, ExpressionError> {
    let mut parser = Parser { text, at: 0, depth: 0, read };
    let root = parser.any()?;
    parser.skip_space();
    if parser.at < text.len() { Err(ExpressionError::Surplus(parser.at)) } else { Ok(root) }
}

/// The component before a scope, and the label behind it. A prefix counts only if it is a
/// component: a scope such as `urn:x:y` keeps its own.
pub(super) fn component_of(word: &str) -> Option<(Component, &str)> {
    let (prefix, label) = word.split_once(':')?;
    Some((Component::parse(prefix).ok()?, label))
}

/// Whose scope a word is, and the label in it.
type Read<'a, C> = dyn Fn(&str) -> (C, &str) + 'a;

struct Parser<'a, C> {
    text: &'a str,
    at: usize,
    depth: usize,
    read: &'a Read<'a, C>,
}

impl<C: Copy> Parser<'_, C> {
    fn any(&mut self) -> Result<Node<C>, ExpressionError> {
        let begin = self.at;
        let mut parts = vec![self.all()?];
        while self.eat('|') {
            parts.push(self.all()?);
        }
        let node = Node::any(parts);
        // The canonical form has parentheses that a text may do without, and must be read too.
        if node.nesting() > MAX_DEPTH { Err(ExpressionError::TooDeep(begin)) } else { Ok(node) }
    }

    fn all(&mut self) -> Result<Node<C>, ExpressionError> {
        let mut parts = vec![self.part()?];
        while self.eat('&') {
            parts.push(self.part()?);
        }
        Ok(Node::all(parts))
    }

    fn part(&mut self) -> Result<Node<C>, ExpressionError> {
        if !self.eat('(') {
            return self.scope();
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ExpressionError::TooDeep(self.at));
        }
        let inner = self.any()?;
        self.depth -= 1;
        if self.eat(')') { Ok(inner) } else { Err(ExpressionError::NotClosed(self.at)) }
    }

    fn scope(&mut self) -> Result<Node<C>, ExpressionError> {
        self.skip_space();
        let begin = self.at;
        let rest = &self.text[begin..];
        let ends = |c: char| c.is_whitespace() || "()|&".contains(c);
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        if word.is_empty() {
            return Err(ExpressionError::ScopeMissing(begin));
        }
        self.at += word.len();
        let (of, label) = (self.read)(word);
        let scope = Scope::parse(label).map_err(|_| ExpressionError::BadScope(begin))?;
        Ok(Node::Scope(of, scope))
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.skip_space();
        let found = self.text[self.at..].starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }
}
