//! What is wrong with a configuration, and where.

use std::fmt;
use std::sync::Arc;

use super::environment::variable;

/// One fault, in one line: file and line (or variable), what is wrong, what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    place: Place,
    file: Arc<str>,
    fact: Fact,
}

/// Where a key or value stands; ordered as faults are shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// A line of the file, from 1.
    Line(usize),
    /// The file as a whole, or no file.
    File,
    /// A variable of the environment.
    Variable(String),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    /// The file cannot be read.
    Unreadable(String),
    /// The text is not TOML.
    Syntax(String),
    /// A key that must be there is not.
    Missing { section: Path, key: String },
    /// A value is not what its key wants.
    Unfit { key: Path, reason: String },
    /// Nobody asked for this key.
    Unknown { section: Path, key: String, nearest: Option<String> },
    /// A variable cannot be laid over the file.
    Override(String),
}

/// The keys from the document's root to a table or a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Index(usize),
}

impl Fault {
    pub(super) fn new(file: &Arc<str>, place: Place, fact: Fact) -> Self {
        Self { place, file: Arc::clone(file), fact }
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Line(line) => write!(f, "{}:{line}: {}", self.file, self.fact),
            Place::File => write!(f, "{}: {}", self.file, self.fact),
            Place::Variable(name) => write!(f, "{name}: {}", self.fact),
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(reason) => write!(f, "cannot be read: {reason}"),
            Self::Syntax(reason) => write!(f, "not TOML: {reason}"),
            Self::Missing { section, key } => {
                let variable = variable(&section.key(key).to_string());
                write!(f, "{} needs `{key}` (or the variable {variable})", section.header())
            }
            Self::Unfit { key, reason } => write!(f, "`{key}`: {reason}"),
            Self::Unknown { section, key, nearest } => {
                write!(f, "unknown key `{key}` in {}", section.header())?;
                let nearest = nearest.as_ref();
                nearest.map_or(Ok(()), |nearest| write!(f, "; did you mean `{nearest}`?"))
            }
            Self::Override(reason) => f.write_str(reason),
        }
    }
}

impl Path {
    pub(super) fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    pub(super) fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// As the table's header stands in the file.
    fn header(&self) -> String {
        let keys = self.0.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        });
        let name = keys.collect::<Vec<_>>().join(".");
        match self.0.last() {
            None => "the file".to_owned(),
            Some(Step::Key(_)) => format!("[{name}]"),
            Some(Step::Index(_)) => format!("[[{name}]]"),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            let dot = if number == 0 { "" } else { "." };
            match step {
                Step::Key(key) => write!(f, "{dot}{key}")?,
                Step::Index(index) => write!(f, "{dot}{index}")?,
            }
        }
        Ok(())
    }
}
