//! What is wrong with a pack, and where.

use std::fmt;
use std::sync::Arc;

use autorisaties::Component;

use super::template::TemplateError;

/// One fault of a pack, in one line: file, line, what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFault {
    at: Place,
    fact: Fact,
}

/// A line of a pack, or the pack as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: Arc<str>,
    pub(super) line: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fact {
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("the column `{0}` is missing; the first line names all seven")]
    MissingColumn(&'static str),
    #[error("unknown column `{0}`")]
    UnknownColumn(String),
    #[error("has {found} fields instead of {wanted}")]
    Fields { found: usize, wanted: usize },
    #[error("has no operations")]
    Empty,
    #[error("unknown component `{0}`")]
    UnknownComponent(String),
    #[error("unknown method `{0}`; HEAD is judged as GET and has no line of its own")]
    UnknownMethod(String),
    #[error("bad path: {0}")]
    Template(#[from] TemplateError),
    #[error("bad expression in {column}: {reason}")]
    Expression { column: &'static str, reason: String },
    #[error("the scope `{0}` is granted by name only and cannot be asked for by a pack")]
    ReservedScope(String),
    #[error("both scope columns are empty, so the operation is in no flavour; remove the line")]
    NoFlavour,
    #[error("the column `api_version` is empty")]
    NoVersion,
    #[error("unknown object rule `{0}`")]
    UnknownObject(String),
    #[error("the object rule names `{0}`, which is no parameter of the path")]
    NoSuchParameter(String),
    #[error("the objects of {component} are not found through a member `{member}`")]
    UnknownParent { component: Component, member: String },
    #[error("{component} has no objects with a type: `{rule}` must be empty")]
    ObjectWithoutType { component: Component, rule: String },
    #[error("the same method and path as {0}")]
    Duplicate(Place),
}

impl PackFault {
    pub(super) fn new(at: &Place, fact: Fact) -> Self {
        Self { at: at.clone(), fact }
    }
}

impl std::error::Error for PackFault {}

impl fmt::Display for PackFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.fact)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}
