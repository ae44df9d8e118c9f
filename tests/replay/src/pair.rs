//! A recorded request with its answer.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::body::Body;
use crate::claims::Auth;

/// The path of the API that is replayed.
pub(crate) const API: &str = "/autorisaties";

/// A request and how it was answered.
#[derive(Debug, Deserialize)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// Without the question mark.
    pub(crate) query: String,
    pub(crate) auth: Option<Auth>,
    pub(crate) request_headers: BTreeMap<String, String>,
    #[serde(flatten)]
    pub(crate) body: Body,
    pub(crate) status: u16,
    pub(crate) response_headers: BTreeMap<String, String>,
    /// A text where it was not JSON, null where there was none.
    pub(crate) response_body: Value,
}

impl Pair {
    /// Whether it is one of the Autorisaties API, and its answer not a fault of that server.
    pub(crate) fn is_replayed(&self) -> bool {
        self.path.starts_with(API) && self.status != 500
    }

    /// Whether the answer was a page for people.
    pub(crate) fn was_html(&self) -> bool {
        self.recorded("Content-Type").is_some_and(|value| value.starts_with("text/html"))
    }

    /// A header of the recorded answer.
    pub(crate) fn recorded(&self, name: &str) -> Option<&str> {
        let mut headers = self.response_headers.iter();
        headers.find(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the recorded answer did what was asked.
    pub(crate) fn succeeded(&self) -> bool {
        (200..300).contains(&self.status)
    }
}
