//! The operations of one component in one flavour, made for lookup without allocation.

use super::Operation;
use super::method::{Method, Methods};
use super::template::{Segment, Template, is_uuid};

/// The operations of one component in one flavour.
#[derive(Debug)]
pub struct Pack {
    operations: Vec<Operation>,
    /// A tree of segments; the first node is the API's base.
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    /// Sorted by segment.
    literals: Vec<(String, usize)>,
    /// Where any UUID leads. No literal is a UUID, so a segment has one way at most.
    uuid: Option<usize>,
    /// By [`Method::index`].
    operations: [Option<usize>; Method::ALL.len()],
}

impl Pack {
    pub(super) fn new() -> Self {
        Self { operations: Vec::new(), nodes: vec![Node::default()] }
    }

    /// The operation of a method and the segments of a path below the API's base.
    pub fn find(&self, method: Method, segments: &[&str]) -> Option<&Operation> {
        let operation = self.node(segments)?.operations[method.index()]?;
        self.operations.get(operation)
    }

    /// The methods that a path has, for a 405; none when the path is unknown.
    pub fn methods(&self, segments: &[&str]) -> Methods {
        let here = |method: &Method| self.find(*method, segments).is_some();
        Method::ALL.into_iter().filter(here).collect()
    }

    /// Every operation, in the order of its file.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter()
    }

    fn node(&self, segments: &[&str]) -> Option<&Node> {
        segments
            .iter()
            .try_fold(self.nodes.first()?, |node, segment| self.nodes.get(node.next(segment)?))
    }

    /// Adds an operation; answers the place in the file order of one that is in its way.
    pub(super) fn insert(
        &mut self,
        template: &Template,
        operation: Operation,
    ) -> Result<(), usize> {
        let mut node = 0;
        for segment in template.segments() {
            node = self.grow(node, segment);
        }
        let place = &mut self.nodes[node].operations[operation.method().index()];
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
    fn next(&self, segment: &str) -> Option<usize> {
        match self.literal(segment) {
            Ok(place) => Some(self.literals[place].1),
            Err(_) => self.uuid.filter(|_| is_uuid(segment)),
        }
    }

    fn literal(&self, segment: &str) -> Result<usize, usize> {
        self.literals.binary_search_by(|(literal, _)| literal.as_str().cmp(segment))
    }
}
