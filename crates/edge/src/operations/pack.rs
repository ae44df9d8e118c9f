//! The operations of one component in one flavour, or of one API, made for lookup without allocation.

use super::Operation;
use super::method::{Method, Methods};
use super::template::{Segment, Template, is_uuid};

/// The operations of one component in one flavour, or those that configuration lists.
#[derive(Debug)]
pub struct Pack<O = Operation> {
    operations: Vec<O>,
    /// A tree of segments; the first node is the API's base.
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    /// Sorted by segment.
    literals: Vec<(String, usize)>,
    /// Where any UUID leads. No literal is a UUID.
    uuid: Option<usize>,
    /// Where any other segment leads.
    any: Option<usize>,
    /// By [`Method::index`].
    operations: [Option<usize>; Method::ALL.len()],
}

impl<O> Default for Pack<O> {
    fn default() -> Self {
        Self::new()
    }
}

impl<O> Pack<O> {
    pub(super) fn new() -> Self {
        Self { operations: Vec::new(), nodes: vec![Node::default()] }
    }

    /// The operation of a method and the segments of a path below the API's base.
    pub fn find(&self, method: Method, segments: &[&str]) -> Option<&O> {
        let operation = self.node(segments)?.operations[method.index()]?;
        self.operations.get(operation)
    }

    /// The methods that a path has, for a 405; none when the path is unknown.
    pub fn methods(&self, segments: &[&str]) -> Methods {
        let here = |method: &Method| self.find(*method, segments).is_some();
        Method::ALL.into_iter().filter(here).collect()
    }

    /// Every operation, in the order of its file.
    pub fn operations(&self) -> impl Iterator<Item = &O> {
        self.operations.iter()
    }

    /// Whether it has no operation.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Of several ways the plainest that leads to an operation: the literal, the UUID, then any.
    fn node(&self, segments: &[&str]) -> Option<&Node> {
        self.below(self.nodes.first()?, segments)
    }

    /// The nodes are a tree, so each is looked at once at most.
    fn below<'a>(&'a self, node: &'a Node, segments: &[&str]) -> Option<&'a Node> {
        match segments {
            [] => Some(node).filter(|node| node.operations.iter().any(Option::is_some)),
            [segment, rest @ ..] => {
                node.ways(segment).find_map(|next| self.below(self.nodes.get(next)?, rest))
            }
        }
    }

    /// Adds an operation; answers the place in the file order of one that is in its way.
    pub(super) fn insert(
        &mut self,
        (method, template): (Method, &Template),
        operation: O,
    ) -> Result<(), usize> {
        let mut node = 0;
        for segment in template.segments() {
            node = self.grow(node, segment);
        }
        let place = &mut self.nodes[node].operations[method.index()];
        if let Some(other) = *place {
            return Err(other);
        }
        *place = Some(self.operations.len());
        self.operations.push(operation);
        Ok(())
    }

    /// The node that a segment leads to, made when it is not there.
    fn grow(&mut self, node: usize, segment: &Segment) -> usize {
        let new = self.nodes.len();
        let node = &mut self.nodes[node];
        let child = match segment {
            Segment::Uuid(_) => *node.uuid.get_or_insert(new),
            Segment::Any(_) => *node.any.get_or_insert(new),
            Segment::Literal(text) => match node.literal(text) {
                Ok(place) => node.literals[place].1,
                Err(place) => {
                    node.literals.insert(place, (text.clone(), new));
                    new
                }
            },
        };
        if child == new {
            self.nodes.push(Node::default());
        }
        child
    }
}

impl Node {
    fn ways(&self, segment: &str) -> impl Iterator<Item = usize> {
        let literal = self.literal(segment).ok().map(|place| self.literals[place].1);
        let uuid = self.uuid.filter(|_| is_uuid(segment));
        // The empty segment behind a trailing slash is another path, not a value.
        let any = self.any.filter(|_| !segment.is_empty());
        [literal, uuid, any].into_iter().flatten()
    }

    fn literal(&self, segment: &str) -> Result<usize, usize> {
        self.literals.binary_search_by(|(literal, _)| literal.as_str().cmp(segment))
    }
}
