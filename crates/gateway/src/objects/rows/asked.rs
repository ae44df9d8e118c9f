//! What a member of a search says.

use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// A text, or an array of them.
pub(super) fn texts<'s>(
    search: &'s Map<String, Value>,
    member: &'static str,
) -> Result<Vec<&'s str>, Refusal> {
    let values = match search.get(member) {
        None | Some(Value::Null) => &[][..],
        Some(Value::Array(values)) => &values[..],
        Some(value) => std::slice::from_ref(value),
    };
    let texts = values.iter().map(Value::as_str).collect::<Option<_>>();
    texts.ok_or(Refusal::SearchUnclear { member })
}
