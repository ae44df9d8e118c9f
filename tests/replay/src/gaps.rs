//! Writes that stood between two recorded pairs and were not recorded: without them the second one
//! meets another state than it was recorded on.

use serde::Deserialize;
use serde_json::Value;

use crate::body::Body;
use crate::pair::Pair;

/// What was missed in the recording, each in front of the pair that shows it.
const GAPS: &str = include_str!("../gaps.jsonl");

/// A write that was not recorded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gap {
    /// The pair that shows what it did; it has the same path and the same caller.
    before: String,
    method: String,
    request_body: Value,
}

/// The writes that are sent in front of recorded pairs.
#[derive(Debug)]
pub(crate) struct Gaps(Vec<Gap>);

impl Gaps {
    pub(crate) fn known() -> Result<Self, serde_json::Error> {
        GAPS.lines().map(serde_json::from_str).collect::<Result<_, _>>().map(Self)
    }

    /// What is sent in front of a pair.
    pub(crate) fn before(&self, pair: &Pair) -> Option<Pair> {
        let gap = self.0.iter().find(|gap| gap.before == pair.name)?;
        let mut headers = pair.request_headers.clone();
        headers.insert("Content-Type".to_owned(), "application/json".to_owned());
        Some(Pair {
            name: format!("before {}", pair.name),
            method: gap.method.clone(),
            path: pair.path.clone(),
            query: String::new(),
            auth: pair.auth.clone(),
            request_headers: headers,
            body: Body::of_json(gap.request_body.clone()),
            status: 200,
            response_headers: pair.response_headers.clone(),
            response_body: Value::Null,
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::json;

    use super::*;

    fn pair(name: &str) -> Pair {
        serde_json::from_value(json!({
            "name": name, "method": "GET", "path": "/autorisaties/x", "query": "a=b",
            "auth": { "client_id": "een", "variant": "valid" }, "request_headers": {},
            "request_body": null, "status": 200, "response_headers": {}, "response_body": null,
        }))
        .unwrap()
    }

    #[test]
    fn a_write_that_was_missed_goes_to_the_path_of_the_pair_that_shows_it_and_only_there() {
        let gaps = Gaps::known().unwrap();
        assert!(gaps.before(&pair("ac/list/all")).is_none());
        for gap in &gaps.0 {
            let missed = gaps.before(&pair(&gap.before)).unwrap();
            assert_eq!((missed.path.as_str(), missed.query.as_str()), ("/autorisaties/x", ""));
            assert_eq!(missed.method, gap.method);
            let body = missed.body.bytes().unwrap().unwrap();
            assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), gap.request_body);
            assert!(missed.auth.is_some() && missed.request_headers.contains_key("Content-Type"));
        }
    }
}
