//! Lists of text in a JSON column.

/// The texts of a JSON list; `None` when it is anything else.
pub(super) fn texts(value: &serde_json::Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}
