//! Answers as tables for people: aligned, one line each, without colours; a record under the other
//! where the terminal is too narrow for that.

use std::io::IsTerminal as _;

use comfy_table::{Table, presets};
use serde_json::Value;

use crate::said;

/// A column: what stands above it, and the member that stands in it.
pub(crate) type Column = (&'static str, &'static str);

/// The list as a table, or what to say when there is nothing in it.
pub(crate) fn list(results: &[Value], columns: &[Column], nothing: &str) -> String {
    if results.is_empty() {
        return nothing.to_owned();
    }
    fitting(results, columns, width())
}

/// One thing: a line for each of its members.
pub(crate) fn record(thing: &Value, columns: &[Column]) -> String {
    let longest = columns.iter().map(|(title, _)| title.len()).max().unwrap_or_default();
    let line = |(title, member): &Column| format!("{title:longest$}  {}", at(thing, member));
    columns.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// How wide a person's terminal is; a pipe has no end.
fn width() -> Option<usize> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

fn fitting(results: &[Value], columns: &[Column], width: Option<usize>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(columns.iter().map(|(title, _)| title.to_uppercase()));
    for result in results {
        table.add_row(columns.iter().map(|(_, member)| at(result, member)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let table = table.trim_fmt();
    let widest = table.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    if width.is_none_or(|width| widest <= width) {
        return table;
    }
    let records = results.iter().map(|result| record(result, columns));
    records.collect::<Vec<_>>().join("\n\n")
}

/// What stands in a column. A moment that has not come is told where it is what one looks for.
fn at(thing: &Value, member: &str) -> String {
    match &thing[member] {
        Value::Null if member == "last_used_at" => "never".to_owned(),
        value => cell(value),
    }
}

/// A value for people. Text of others never steers the terminal.
pub(crate) fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.is_empty() => "-".to_owned(),
        Value::String(text) => to_the_second(&printable(text)),
        Value::Array(these) if these.is_empty() => "-".to_owned(),
        Value::Array(these) => these.iter().map(cell).collect::<Vec<_>>().join(", "),
        Value::Object(_) => printable(&value.to_string()),
    }
}

/// Text that steers no terminal, in one line.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(said::shown).collect()
}

/// A moment without its fraction: `2026-11-21T12:00:00.123456Z`.
fn to_the_second(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, fraction))
            if whole.len() == 19 && whole.as_bytes()[10] == b'T' && fraction.ends_with('Z') =>
        {
            format!("{whole}Z")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const COLUMNS: &[Column] = &[("id", "id"), ("label", "label"), ("clients", "client_ids")];

    fn two() -> Vec<Value> {
        vec![
            json!({ "id": "1", "label": "Meldingen", "client_ids": ["a", "b"] }),
            json!({ "id": "22", "label": "", "client_ids": [] }),
        ]
    }

    #[test]
    fn columns_are_aligned_without_frame_or_trailing_space() {
        let expected = "ID  LABEL      CLIENTS\n1   Meldingen  a, b\n22  -          -";
        assert_eq!(fitting(&two(), COLUMNS, None), expected);
        assert_eq!(fitting(&two(), COLUMNS, Some(22)), expected);
    }

    #[test]
    fn a_narrow_terminal_gets_one_member_a_line() {
        let first = "id       1\nlabel    Meldingen\nclients  a, b";
        assert!(fitting(&two(), COLUMNS, Some(20)).starts_with(first));
    }

    #[test]
    fn what_others_wrote_never_steers_the_terminal() {
        assert_eq!(cell(&json!("a\u{1b}[2Jb\nc")), "a\u{fffd}[2Jb\u{fffd}c");
    }

    #[test]
    fn moments_are_shown_to_the_second_and_other_text_as_it_is() {
        assert_eq!(cell(&json!("2026-11-21T12:00:00.123456Z")), "2026-11-21T12:00:00Z");
        assert_eq!(cell(&json!("v1.2.Z")), "v1.2.Z");
    }

    #[test]
    fn what_was_never_used_is_told_so() {
        let columns: &[Column] = &[("last used", "last_used_at"), ("revoked", "revoked_at")];
        let never = json!({ "last_used_at": null, "revoked_at": null });
        assert_eq!(record(&never, columns), "last used  never\nrevoked    -");
        let once = json!({ "last_used_at": "2026-11-21T12:00:00Z", "revoked_at": null });
        assert!(record(&once, columns).starts_with("last used  2026-11-21T12:00:00Z"));
    }

    #[test]
    fn an_empty_list_says_so() {
        assert_eq!(list(&[], COLUMNS, "none"), "none");
    }
}
