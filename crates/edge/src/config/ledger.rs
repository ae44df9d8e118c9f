//! What was asked of a document and what was found wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fault::{Fact, Fault, Path, Place};
use super::value::{Node, Value};
use crate::nearest::nearest;

#[derive(Debug)]
pub(super) struct Ledger {
    file: Arc<str>,
    pub(super) faults: Vec<Fault>,
    /// The keys that were asked for, by the table they were asked of.
    asked: BTreeMap<Path, BTreeSet<String>>,
}

impl Ledger {
    pub(super) fn new(file: &str) -> Self {
        Self { file: Arc::from(file), faults: Vec::new(), asked: BTreeMap::new() }
    }

    pub(super) fn record(&mut self, place: Place, fact: Fact) {
        self.faults.push(Fault::new(&self.file, place, fact));
    }

    pub(super) fn opened(&mut self, table: &Path) {
        self.asked.entry(table.clone()).or_default();
    }

    pub(super) fn asked(&mut self, table: &Path, key: &str) {
        self.asked.entry(table.clone()).or_default().insert(key.to_owned());
    }

    /// Records every key below `value` that nobody asked for. A value that was not opened as a
    /// table was read, or left, as a whole.
    pub(super) fn unknown(&mut self, value: &Value, path: &Path) {
        match &value.node {
            Node::Array(values) => {
                for (index, value) in values.iter().enumerate() {
                    self.unknown(value, &path.index(index));
                }
            }
            Node::Table(table) => {
                let Some(asked) = self.asked.get(path).cloned() else {
                    return;
                };
                for (key, entry) in table {
                    if asked.contains(key) {
                        self.unknown(&entry.value, &path.key(key));
                    } else {
                        let known = asked.iter().map(String::as_str);
                        let nearest = nearest(key, known).map(str::to_owned);
                        let fact =
                            Fact::Unknown { section: path.clone(), key: key.clone(), nearest };
                        self.record(entry.place.clone(), fact);
                    }
                }
            }
            _ => {}
        }
    }
}
