//! What a refusal says, read as its reader does: every one that any case hears is looked at, also those of
//! the upstream, which leaves some sentences empty.

use serde_json::Value;

use super::client::Answer;

/// Members of a refusal that are sentences.
const SENTENCES: [&str; 3] = ["error_description", "detail", "title"];

/// Looks at an answer that says no.
pub(crate) fn look_at(answer: &Answer) {
    let Ok(Value::Object(body)) = serde_json::from_slice(&answer.body) else { return };
    let said = |name| body.get(name).and_then(Value::as_str);
    for sentence in SENTENCES.into_iter().filter_map(said) {
        assert!(is_a_sentence(sentence), "{sentence:?}");
    }
    if let Some(description) = said("error_description") {
        assert!(is_a_description(description), "{description:?}");
    }
}

fn is_a_sentence(text: &str) -> bool {
    text.trim() == text && !text.contains("  ") && !text.contains(['\r', '\n'])
}

/// RFC 6749 5.2: printable ASCII without quotes or backslashes.
fn is_a_description(text: &str) -> bool {
    let allowed = |byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    !text.is_empty() && text.bytes().all(allowed)
}
