//! The objects and arrays that are open, and the names that the objects had so far: both bounded.

use std::collections::HashSet;

use super::found::Paths;
use crate::objects::fault::BodyFault;

/// How deep objects and arrays may nest.
pub(super) const MAX_DEPTH: usize = 64;
/// How many bytes the names of all open objects may take together.
const MAX_NAMES: usize = 4 * 1024 * 1024;
/// What one name costs beside its letters.
const NAME_OVERHEAD: usize = 64;

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Object,
    Array,
}

/// All that is open, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    open: Vec<Open>,
    names_bytes: usize,
}

#[derive(Debug)]
struct Open {
    container: Container,
    /// Which wanted members lie within it.
    way: Paths,
    /// Folded; of an array none.
    names: HashSet<Box<str>>,
    bytes: usize,
}

impl Nesting {
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn innermost(&self) -> Option<Container> {
        self.open.last().map(|open| open.container)
    }

    /// Which wanted members lie within the innermost.
    pub(super) fn way(&self) -> Paths {
        self.open.last().map(|open| open.way).unwrap_or_default()
    }

    pub(super) fn enter(&mut self, container: Container, way: Paths) -> Result<(), BodyFault> {
        if self.open.len() == MAX_DEPTH {
            return Err(BodyFault::TooDeep { most: MAX_DEPTH });
        }
        self.open.push(Open { container, way, names: HashSet::new(), bytes: 0 });
        Ok(())
    }

    /// What was left; its names cost nothing more.
    pub(super) fn leave(&mut self) -> Option<Container> {
        let left = self.open.pop()?;
        self.names_bytes -= left.bytes;
        Some(left.container)
    }

    /// Notes a folded name in the innermost object, where it must be the first of its kind.
    pub(super) fn name(&mut self, folded: String) -> Result<(), BodyFault> {
        let cost = folded.len() + NAME_OVERHEAD;
        if let Some(object) = self.open.last_mut() {
            if !object.names.insert(folded.into_boxed_str()) {
                return Err(BodyFault::TwoNamesFold);
            }
            object.bytes += cost;
            self.names_bytes += cost;
        }
        if self.names_bytes > MAX_NAMES { Err(BodyFault::TooManyNames) } else { Ok(()) }
    }
}

/// A name as Open Zaak's parser may read it: in lower case, without underscores.
pub(super) fn fold(name: &str) -> String {
    name.chars().filter(|letter| *letter != '_').flat_map(char::to_lowercase).collect()
}
