//! A configuration as a whole: read, asked section by section, then closed.

use std::path::Path as FilePath;
use std::sync::Arc;

use toml::de::DeTable;

use super::environment;
use super::fault::{Fact, Fault, Path, Place};
use super::ledger::Ledger;
use super::section::Section;
use super::value::{self, Entry, Node, Table, Value};

/// A configuration that is being read; collects every fault until [`Document::finish`].
#[derive(Debug)]
pub struct Document {
    root: Value,
    ledger: Ledger,
}

/// What counts for keys of which a document says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Fill<'t> {
    /// A document that says it.
    pub text: &'t str,
    /// The keys, each behind its section.
    pub keys: &'t [(&'t str, &'t str)],
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
        Ok(Self::file(path)?.overlaid(environment))
    }

    /// Reads a file, fills in keys that it leaves out, and lays the environment's overrides over both.
    pub fn load_filled(
        path: &FilePath,
        fill: Fill<'_>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Fault>> {
        let mut document = Self::file(path)?;
        let usual = Self::text("defaults", fill.text)?;
        for &(section, key) in fill.keys {
            let found = usual.entry(section).and_then(|entry| member(entry, key)).cloned();
            if let Some(Entry { value, .. }) = found {
                document.fill(section, key, value.node);
            }
        }
        Ok(document.overlaid(environment))
    }

    /// Reads a text that faults call `name`. Faults that hide others, those of syntax, come alone.
    pub fn parse(
        name: &str,
        text: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Fault>> {
        Ok(Self::text(name, text)?.overlaid(environment))
    }

    fn file(path: &FilePath) -> Result<Self, Vec<Fault>> {
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::text(&name, &text),
            Err(error) => {
                let fact = Fact::Unreadable(error.to_string());
                Err(vec![Fault::new(&Arc::from(name), Place::File, fact)])
            }
        }
    }

    fn text(name: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let mut ledger = Ledger::new(name);
        let root = Value { node: Node::Table(parse(&mut ledger, text)), place: Place::File };
        if ledger.faults.is_empty() { Ok(Self { root, ledger }) } else { Err(ledger.faults) }
    }

    fn overlaid(mut self, environment: impl IntoIterator<Item = (String, String)>) -> Self {
        for (place, reason) in environment::overlay(&mut self.root, environment) {
            self.ledger.record(place, Fact::Override(reason));
        }
        self
    }

    /// The text that a key has, as it stands there.
    pub fn peek(&self, section: &str, key: &str) -> Option<String> {
        let entry = self.entry(section).and_then(|entry| member(entry, key))?;
        entry.value.text().ok().map(str::to_owned)
    }

    /// Gives a key a text, if nothing was said about it.
    pub fn fill_text(&mut self, section: &str, key: &str, text: String) {
        self.fill(section, key, Node::String(text));
    }

    fn fill(&mut self, section: &str, key: &str, node: Node) {
        let unsaid = |node| Entry { place: Place::File, value: Value { node, place: Place::File } };
        let Node::Table(root) = &mut self.root.node else { return };
        let entry = root.entry(section.to_owned());
        let entry = entry.or_insert_with(|| unsaid(Node::Table(Table::new())));
        if let Node::Table(table) = &mut entry.value.node {
            table.entry(key.to_owned()).or_insert_with(|| unsaid(node));
        }
    }

    fn entry(&self, section: &str) -> Option<&Entry> {
        match &self.root.node {
            Node::Table(root) => root.get(section),
            _ => None,
        }
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

fn member<'e>(section: &'e Entry, key: &str) -> Option<&'e Entry> {
    match &section.value.node {
        Node::Table(table) => table.get(key),
        _ => None,
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
