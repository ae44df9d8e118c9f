//! The body of a recorded request, in whichever way it was written down.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

/// A body as the recording tells of it; at most one of the four is there.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    #[serde(rename = "request_body")]
    json: Option<Value>,
    #[serde(rename = "request_body_raw")]
    raw: Option<String>,
    #[serde(rename = "request_body_base64")]
    base64: Option<String>,
    /// How long one was that is too long to be kept, and how it starts.
    #[serde(rename = "request_body_note")]
    note: Option<String>,
}

impl Body {
    /// One that was not recorded.
    pub(crate) fn of_json(json: Value) -> Self {
        Self { json: Some(json), ..Self::default() }
    }

    /// Its bytes; none where no body was sent.
    pub(crate) fn bytes(&self) -> Result<Option<Vec<u8>>, &'static str> {
        if let Some(raw) = &self.raw {
            return Ok(Some(raw.clone().into_bytes()));
        }
        if let Some(text) = &self.base64 {
            return STANDARD.decode(text).map(Some).map_err(|_| "its body is not base64");
        }
        if let Some(note) = &self.note {
            return made_up(note).map(Some).ok_or("the note on its body is not understood");
        }
        Ok(self.json.as_ref().map(|json| json.to_string().into_bytes()))
    }
}

/// A body of the noted length that starts as noted: a JSON object whose last member is a long text.
/// The note says `N bytes, starts b'…'`, up to the colon behind that member's name.
fn made_up(note: &str) -> Option<Vec<u8>> {
    let (length, start) = note.split_once(" bytes, starts b'")?;
    let (length, start) = (length.parse::<usize>().ok()?, start.strip_suffix('\'')?);
    if !start.ends_with(':') || start.contains('\\') {
        return None;
    }
    let (open, close) = (" \"", "\"}");
    let rest = length.checked_sub(start.len() + open.len() + close.len())?;
    Some([start, open, &"x".repeat(rest), close].concat().into_bytes())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(told: Value) -> Result<Option<Vec<u8>>, &'static str> {
        serde_json::from_value::<Body>(told).unwrap().bytes()
    }

    #[test]
    fn a_body_comes_in_four_ways_or_not_at_all() {
        for (told, bytes) in [
            (json!({ "request_body": null }), None),
            (json!({ "request_body": { "a": 1 } }), Some(&b"{\"a\":1}"[..])),
            (json!({ "request_body": null, "request_body_raw": "" }), Some(b"")),
            (json!({ "request_body_raw": "{" }), Some(b"{")),
            (json!({ "request_body_base64": "//4=" }), Some(b"\xff\xfe")),
            (
                json!({ "request_body_note": "16 bytes, starts b'{\"foo\":'" }),
                Some(b"{\"foo\": \"xxxxx\"}"),
            ),
        ] {
            assert_eq!(body(told.clone()).unwrap().as_deref(), bytes, "{told}");
        }
    }

    #[test]
    fn a_long_body_is_json_of_the_noted_length() {
        let note = "3000084 bytes, starts b'{\"label\": \"x\", \"foo\":'";
        let made = body(json!({ "request_body_note": note })).unwrap().unwrap();
        assert_eq!(made.len(), 3_000_084);
        assert!(serde_json::from_slice::<Value>(&made).unwrap()["foo"].is_string());
    }

    #[test]
    fn what_is_not_understood_is_not_guessed() {
        for note in ["large", "9 bytes, starts b'{\"foo\":'", "99 bytes, starts b'{\"foo'"] {
            assert!(body(json!({ "request_body_note": note })).is_err(), "{note}");
        }
        assert!(body(json!({ "request_body_base64": "?" })).is_err());
    }
}
