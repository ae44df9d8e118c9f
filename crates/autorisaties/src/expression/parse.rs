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
    /// A scope that is too long.
    #[error("the scope at offset {0} is longer than 100 characters")]
    BadScope(usize),
    /// Too many parentheses within one another.
    #[error("too deep at offset {0}")]
    TooDeep(usize),
}

pub(super) fn parse(text: &str, home: Component) -> Result<Node, ExpressionError> {
    let mut parser = Parser { text, at: 0, depth: 0, home };
    let root = parser.any()?;
    parser.skip_space();
    if parser.at < text.len() { Err(ExpressionError::Surplus(parser.at)) } else { Ok(root) }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    home: Component,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Node, ExpressionError> {
        let mut parts = vec![self.all()?];
        while self.eat('|') {
            parts.push(self.all()?);
        }
        Ok(flat(parts, Node::Any, |node| match node {
            Node::Any(inner) => Ok(inner),
            other => Err(other),
        }))
    }

    fn all(&mut self) -> Result<Node, ExpressionError> {
        let mut parts = vec![self.part()?];
        while self.eat('&') {
            parts.push(self.part()?);
        }
        Ok(flat(parts, Node::All, |node| match node {
            Node::All(inner) => Ok(inner),
            other => Err(other),
        }))
    }

    fn part(&mut self) -> Result<Node, ExpressionError> {
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

    fn scope(&mut self) -> Result<Node, ExpressionError> {
        self.skip_space();
        let begin = self.at;
        let rest = &self.text[begin..];
        let of_scope = |c: char| !c.is_whitespace() && !"()|&".contains(c);
        let length = rest.find(|c| !of_scope(c)).unwrap_or(rest.len());
        if length == 0 {
            return Err(ExpressionError::ScopeMissing(begin));
        }
        self.at += length;
        let (component, label) = self.component_of(&rest[..length]);
        let scope = Scope::parse(label).map_err(|_| ExpressionError::BadScope(begin))?;
        Ok(Node::Scope(component, scope))
    }

    /// A prefix counts only if it is a component: scopes such as `urn:x:y` keep theirs.
    fn component_of<'a>(&self, word: &'a str) -> (Component, &'a str) {
        match word.split_once(':').map(|(prefix, label)| (Component::parse(prefix), label)) {
            Some((Ok(component), label)) => (component, label),
            _ => (self.home, word),
        }
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

/// One part is itself; several are joined, and parts of the same kind dissolve in the whole.
fn flat(
    mut parts: Vec<Node>,
    join: fn(Vec<Node>) -> Node,
    same_kind: fn(Node) -> Result<Vec<Node>, Node>,
) -> Node {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => join(
            parts
                .into_iter()
                .chain(last)
                .flat_map(|part| same_kind(part).unwrap_or_else(|other| vec![other]))
                .collect(),
        ),
    }
}
