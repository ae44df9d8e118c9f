//! An answer as it is read from the wire.

use serde_json::Value;

/// A status, headers, and a body whose framing is gone.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The value of a header; of several the first.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Its body; a text where that is not JSON, null where there is none.
    pub(crate) fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&self.body).into_owned()))
    }

    /// Its status, and the code of a problem.
    pub(crate) fn brief(&self) -> String {
        brief(self.status, &self.json())
    }
}

/// A status, and the code of a problem.
pub(crate) fn brief(status: u16, body: &Value) -> String {
    match body.get("code").and_then(Value::as_str) {
        Some(code) => format!("{status} {code}"),
        None => status.to_string(),
    }
}
