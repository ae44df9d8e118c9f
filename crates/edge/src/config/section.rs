//! One table of the configuration, asked key by key.

use super::fault::{Fact, Path, Place};
use super::ledger::Ledger;
use super::secret::SecretSource;
use super::value::{Entry, Node, Table, Value};
use crate::digest::{Digest, Name};

/// A table that is being read. Every method answers `None` when it recorded a fault.
#[derive(Debug)]
pub struct Section<'d> {
    found: Found<'d>,
    place: Place,
    path: Path,
    ledger: &'d mut Ledger,
}

/// What stands where the table should.
#[derive(Debug)]
enum Found<'d> {
    Table(&'d Table),
    Nothing,
    /// A fault that was recorded; what is missing in it is no fault of its own.
    Another,
}

impl<'d> Section<'d> {
    pub(super) fn root(root: &'d Value, ledger: &'d mut Ledger) -> Self {
        Self::open(Some(root), Path::default(), ledger)
    }

    fn open(value: Option<&'d Value>, path: Path, ledger: &'d mut Ledger) -> Self {
        ledger.opened(&path);
        let place = value.map_or(Place::File, |value| value.place.clone());
        let found = match value.map(|value| &value.node) {
            Some(Node::Table(table)) => Found::Table(table),
            Some(other) => {
                let reason = format!("expected a table, found {}", other.kind());
                ledger.record(place.clone(), Fact::Unfit { key: path.clone(), reason });
                Found::Another
            }
            None => Found::Nothing,
        };
        Self { found, place, path, ledger }
    }

    /// A key that must be there.
    pub fn required<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        let Some(value) = self.ask(key) else {
            return self.missing(key);
        };
        self.read(key, value, parse)
    }

    /// A key that may be absent.
    pub fn optional<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<Option<T>> {
        match self.ask(key) {
            Some(value) => self.read(key, value, parse).map(Some),
            None => Some(None),
        }
    }

    /// A key that counts as `absent` when it is not there.
    pub fn default<T>(
        &mut self,
        key: &str,
        absent: T,
        parse: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        match self.ask(key) {
            Some(value) => self.read(key, value, parse),
            None => Some(absent),
        }
    }

    /// A secret that must be named, as `{ file = "..." }` or `{ env = "..." }`.
    pub fn secret(&mut self, key: &str) -> Option<SecretSource> {
        self.required(key, SecretSource::parse)
    }

    /// A secret that may be absent.
    pub fn optional_secret(&mut self, key: &str) -> Option<Option<SecretSource>> {
        self.optional(key, SecretSource::parse)
    }

    /// A table within the table; an absent one is read as an empty one.
    pub fn section<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.ask(key);
        let faults = self.ledger.faults.len();
        let mut section = Section::open(value, self.path.key(key), self.ledger);
        let answer = read(&mut section);
        answer.filter(|_| self.ledger.faults.len() == faults)
    }

    /// A table within the table that may be absent.
    pub fn optional_section<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.ask(key) {
            Some(_) => self.section(key, read).map(Some),
            None => Some(None),
        }
    }

    /// An array of tables; an absent one is empty.
    pub fn tables<T>(
        &mut self,
        key: &str,
        mut read: impl FnMut(&mut Section<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(value) = self.ask(key) else {
            return Some(Vec::new());
        };
        let path = self.path.key(key);
        let Node::Array(values) = &value.node else {
            let reason = format!("expected tables ([[{path}]]), found {}", value.node.kind());
            self.ledger.record(value.place.clone(), Fact::Unfit { key: path, reason });
            return None;
        };
        let faults = self.ledger.faults.len();
        let mut tables = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            tables.extend(read(&mut Section::open(Some(value), path.index(index), self.ledger)));
        }
        (self.ledger.faults.len() == faults && tables.len() == values.len()).then_some(tables)
    }

    /// Names what this table says: the same for the same keys and values, whatever stands around them.
    pub fn digest(&self) -> Name {
        let mut digest = Digest::begin();
        if let Found::Table(table) = &self.found {
            Node::Table((*table).clone()).add_to(&mut digest);
        }
        digest.name()
    }

    /// Whether anything was said about a key.
    pub fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// Records a fault that only the reader can see, such as a key that contradicts another.
    pub fn fault(&mut self, key: &str, reason: impl Into<String>) {
        let place = self.entry(key).map_or_else(|| self.line(), |entry| entry.value.place.clone());
        let fact = Fact::Unfit { key: self.path.key(key), reason: reason.into() };
        self.ledger.record(place, fact);
    }

    fn ask(&mut self, key: &str) -> Option<&'d Value> {
        self.ledger.asked(&self.path, key);
        self.entry(key).map(|entry| &entry.value)
    }

    fn entry(&self, key: &str) -> Option<&'d Entry> {
        match self.found {
            Found::Table(table) => table.get(key),
            Found::Nothing | Found::Another => None,
        }
    }

    fn read<T>(
        &mut self,
        key: &str,
        value: &Value,
        parse: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        match parse(value) {
            Ok(parsed) => Some(parsed),
            Err(reason) => {
                let fact = Fact::Unfit { key: self.path.key(key), reason };
                self.ledger.record(value.place.clone(), fact);
                None
            }
        }
    }

    fn missing<T>(&mut self, key: &str) -> Option<T> {
        if !matches!(self.found, Found::Another) {
            let fact = Fact::Missing { section: self.path.clone(), key: key.to_owned() };
            self.ledger.record(self.line(), fact);
        }
        None
    }

    /// Where the section stands; one that a variable made stands nowhere in the file.
    fn line(&self) -> Place {
        match &self.place {
            Place::Line(line) => Place::Line(*line),
            Place::File | Place::Variable(_) => Place::File,
        }
    }
}
