//! What was asked of a document and what was found wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fault::{Fact, Fault, Path, Place};
use super::value::{Node, Value};

/// How alike two keys must be for the one to be suggested for the other, from 0 to 1.
const ALIKE: f64 = 0.6;

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
                        let nearest = nearest(key, &asked);
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

fn nearest(key: &str, known: &BTreeSet<String>) -> Option<String> {
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(key, known);
    let ranked = known.iter().map(|known| (likeness(known), known));
    let (likeness, known) = ranked.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (likeness >= ALIKE).then(|| known.clone())
}
