//! The figures of a proof, kept under `target/figures` as JSON and as a table for people.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::Form;
use crate::harness::Bench;

/// One line of a table: what each value is, and the value.
pub(super) type Row = Vec<(&'static str, Value)>;

type Tables = BTreeMap<&'static str, BTreeMap<&'static str, Vec<Row>>>;

/// What this run measured so far, by proof and database.
static KEPT: Mutex<Tables> = Mutex::new(BTreeMap::new());

/// Keeps what a proof measured with one database beside what it measured with the other.
pub(super) fn keep(proof: &'static str, bench: &Bench, rows: Vec<Row>) {
    keep_with_note(proof, bench, rows, "");
}

/// Keeps it with what its reader must know.
pub(super) fn keep_with_note(proof: &'static str, bench: &Bench, rows: Vec<Row>, note: &str) {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let databases = kept.entry(proof).or_default();
    databases.insert(bench.name(), rows);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/figures");
    std::fs::create_dir_all(&folder).unwrap();
    let rows = || databases.iter().flat_map(|(name, rows)| rows.iter().map(|row| with(name, row)));
    let objects: Vec<Value> = rows().map(object).collect();
    std::fs::write(folder.join(format!("{proof}.json")), format!("{:#}\n", json!(objects)))
        .unwrap();
    let rows: Vec<Row> = rows().collect();
    let note = if note.is_empty() { String::new() } else { format!("\n{note}\n") };
    std::fs::write(folder.join(format!("{proof}.md")), table(proof, &rows) + &note).unwrap();
}

fn with(database: &'static str, row: &Row) -> Row {
    let mut whole = vec![("database", json!(database))];
    whole.extend(row.iter().cloned());
    whole
}

fn object(row: Row) -> Value {
    let form = ("form".to_owned(), json!(Form::asked().name()));
    let members = row.into_iter().map(|(name, value)| (name.to_owned(), value));
    Value::Object(members.chain([form]).collect::<Map<_, _>>())
}

fn table(proof: &str, rows: &[Row]) -> String {
    let names: Vec<&str> = rows[0].iter().map(|(name, _)| *name).collect();
    let mut table = format!("## {proof}, {}\n\n", Form::asked().name());
    table.push_str(&format!("| {} |\n|{}\n", names.join(" | "), "---|".repeat(names.len())));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|(_, value)| cell(value)).collect();
        table.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    table
}

fn cell(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
