//! A configuration as a whole: read, asked section by section, then closed.

use std::path::Path as FilePath;
use std::sync::Arc;

use toml::de::DeTable;

use super::environment;
use super::fault::{Fact, Fault, Path, Place};
use super::ledger::Ledger;
use super::section::Section;
use super::value::{self, Node, Table, Value};

/// A configuration that is being read; collects every fault until [`Document::finish`].
#[derive(Debug)]
pub struct Document {
    root: Value,
    ledger: Ledger,
}

impl Document {
    /// Reads a file, or none, and lays the environment's overrides over it.
    pub fn load(
        path: Option<&FilePath>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Fault>> {
        let Some(path) = path else {
            return Self::parse("configuration", "", environment);
        };
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&name, &text, environment),
            Err(error) => {
                let fact = Fact::Unreadable(error.to_string());
                Err(vec![Fault::new(&Arc::from(name), Place::File, fact)])
            }
        }
    }

    /// Reads a text that faults call `name`. Faults that hide others, those of syntax, come alone.
    pub fn parse(
        name: &str,
        text: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Fault>> {
        let mut ledger = Ledger::new(name);
        let mut root = Value { node: Node::Table(parse(&mut ledger, text)), place: Place::File };
        if !ledger.faults.is_empty() {
            return Err(ledger.faults);
        }
        for (place, reason) in environment::overlay(&mut root, environment) {
            ledger.record(place, Fact::Override(reason));
        }
        Ok(Self { root, ledger })
    }

    /// Whether anything was said about a section.
    pub fn has(&self, name: &str) -> bool {
        matches!(&self.root.node, Node::Table(table) if table.contains_key(name))
    }

    /// Marks a section as somebody else's: known, but not read here.
    pub fn ignore(&mut self, name: &str) {
        self.ledger.asked(&Path::default(), name);
    }

    /// Reads one section; `None` when something it needs is missing or faulty.
    pub fn section<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    ) -> Option<T> {
        Section::root(&self.root, &mut self.ledger).section(name, read)
    }

    /// Adds what nobody asked for, and returns every fault in the order of the file.
    pub fn finish(mut self) -> Result<(), Vec<Fault>> {
        self.ledger.opened(&Path::default());
        self.ledger.unknown(&self.root, &Path::default());
        let mut faults = self.ledger.faults;
        faults.sort();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

fn parse(ledger: &mut Ledger, text: &str) -> Table {
    let line = |offset: usize| {
        let before = text.as_bytes().iter().take(offset);
        Place::Line(1 + before.filter(|byte| **byte == b'\n').count())
    };
    let (parsed, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let place = error.span().map_or(Place::File, |span| line(span.start));
        ledger.record(place, Fact::Syntax(error.message().replace('\n', " ")));
    }
    value::table(parsed.into_inner(), &line)
}
