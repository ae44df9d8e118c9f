//! Overrides from the environment: `ZAAKPOORT__ISSUER__PUBLIC_URL` over `issuer.public_url`.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::ffi::OsString;

use super::fault::Place;
use super::value::{Entry, Node, Table, Value};

const PREFIX: &str = "ZAAKPOORT__";

/// The variables of this process that override a key. What is not UTF-8 in one is replaced, not
/// left out: a key that silently kept its old value would be worse than a strange one.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    let text = |text: OsString| text.to_string_lossy().into_owned();
    let variables = std::env::vars_os().map(move |(name, value)| (text(name), text(value)));
    variables.filter(|(name, _)| name.starts_with(PREFIX))
}

/// The variable that overrides a key such as `issuer.public_url`.
pub fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_ascii_uppercase())
}

/// Lays variables over a document; answers which of them could not be, and why.
pub(super) fn overlay(
    document: &mut Value,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Vec<(Place, String)> {
    let (overrides, mut faults) = collect(variables);
    for (steps, (name, text)) in overrides {
        let place = Place::Variable(name);
        let leaf = Value { node: Node::Raw(text), place: place.clone() };
        if let Err(reason) = set(document, &steps, leaf) {
            faults.push((place, reason));
        }
    }
    faults
}

type Overrides = BTreeMap<Vec<Step>, (String, String)>;

/// A level of a variable's name. Indexes are ordered as numbers, so that 2 comes before 10.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Index(usize),
    Key(String),
}

impl Step {
    fn of(level: &str) -> Self {
        level.parse().map_or_else(|_| Self::Key(level.to_ascii_lowercase()), Self::Index)
    }

    fn key(&self) -> String {
        match self {
            Self::Index(index) => index.to_string(),
            Self::Key(key) => key.clone(),
        }
    }
}

fn collect(
    variables: impl IntoIterator<Item = (String, String)>,
) -> (Overrides, Vec<(Place, String)>) {
    let mut overrides = Overrides::new();
    let mut faults = Vec::new();
    for (name, text) in variables {
        let Some(levels) = name.strip_prefix(PREFIX) else {
            continue;
        };
        let levels: Vec<&str> = levels.split("__").collect();
        if levels.iter().any(|level| level.is_empty()) {
            let reason = "names no key; write levels apart with two underscores";
            faults.push((Place::Variable(name), reason.to_owned()));
            continue;
        }
        match overrides.entry(levels.into_iter().map(Step::of).collect()) {
            btree_map::Entry::Vacant(free) => drop(free.insert((name, text))),
            btree_map::Entry::Occupied(other) => {
                let reason = format!("sets the same key as {}; keep one", other.get().0);
                faults.push((Place::Variable(name), reason));
            }
        }
    }
    (overrides, faults)
}

fn set(at: &mut Value, steps: &[Step], leaf: Value) -> Result<(), String> {
    let [step, rest @ ..] = steps else {
        *at = leaf;
        return Ok(());
    };
    let absent = Value { node: absent(rest), place: leaf.place.clone() };
    let next = match (&mut at.node, step) {
        (Node::Table(table), step) => member(table, step.key(), absent),
        (Node::Array(values), Step::Index(index)) => element(values, *index, absent)?,
        (Node::Array(_), Step::Key(key)) => {
            return Err(format!("is a list of entries: `{key}` needs a number before it"));
        }
        (Node::Raw(_), step) => {
            return Err(format!("another variable sets all of what `{}` is in", step.key()));
        }
        (other, step) => {
            return Err(format!("`{}` cannot be set inside {}", step.key(), other.kind()));
        }
    };
    set(next, rest, leaf)
}

/// What must be made so that the next level has a place.
fn absent(rest: &[Step]) -> Node {
    match rest.first() {
        Some(Step::Index(_)) => Node::Array(Vec::new()),
        Some(Step::Key(_)) | None => Node::Table(Table::new()),
    }
}

fn member(table: &mut Table, key: String, absent: Value) -> &mut Value {
    let entry = || Entry { place: absent.place.clone(), value: absent };
    &mut table.entry(key).or_insert_with(entry).value
}

fn element(values: &mut Vec<Value>, index: usize, absent: Value) -> Result<&mut Value, String> {
    if index == values.len() {
        values.push(absent);
    }
    let count = values.len();
    values.get_mut(index).ok_or_else(|| {
        format!("there is no entry {index}: the next one is {count} (they are counted from 0)")
    })
}
