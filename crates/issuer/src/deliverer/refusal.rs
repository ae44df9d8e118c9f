//! Why a message was not taken: for the log in a few words of ours, and for the administrator with
//! what was said there.

use std::time::Duration;

use edge::client::CallError;
use http::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

/// How many characters are kept.
const MOST: usize = 400;

/// Why a message was not taken.
#[derive(Debug)]
pub(crate) struct Refusal {
    fact: String,
    said: String,
    absence: bool,
}

impl Refusal {
    /// There was no answer.
    pub(crate) fn no_answer(error: &CallError) -> Self {
        Self { absence: true, ..Self::of_ours(&error.to_string()) }
    }

    /// There was no whole answer in time.
    pub(crate) fn late(time: Duration) -> Self {
        Self { absence: true, ..Self::of_ours(&format!("it did not answer within {time:?}")) }
    }

    /// It was not sent.
    pub(crate) fn of_ours(fact: &str) -> Self {
        Self { fact: fact.to_owned(), said: String::new(), absence: false }
    }

    /// The answer was no. What it says is kept from the members of a problem alone, and not if one
    /// of the secrets that were sent stands in it.
    pub(crate) fn of(status: StatusCode, body: &[u8], secrets: &[&SecretString]) -> Self {
        let said = said_in(body);
        let told = |secret: &&SecretString| said.contains(secret.expose_secret());
        let said = if secrets.iter().any(told) { String::new() } else { said };
        let absence = status.is_server_error();
        Self { fact: format!("it answered {status}"), said, absence }
    }

    /// Whether nobody was there who could have taken it, whatever it is.
    pub(crate) const fn is_absence(&self) -> bool {
        self.absence
    }

    /// In our own words.
    pub(crate) fn fact(&self) -> &str {
        &self.fact
    }

    /// With what was said there.
    pub(crate) fn kept(&self) -> String {
        let whole = match self.said.as_str() {
            "" => self.fact.clone(),
            said => format!("{}: {said}", self.fact),
        };
        let shown = whole.chars().map(|letter| match letter {
            letter if autorisaties::is_steering(letter) => char::REPLACEMENT_CHARACTER,
            letter => letter,
        });
        shown.take(MOST).collect()
    }
}

/// The members that say what is wrong (`Fout`, `ValidatieFout`; RFC 9457).
fn said_in(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let text = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
    let parameters = body["invalidParams"].as_array().into_iter().flatten();
    let parameters = parameters.map(|one| format!("{} {}", text(one, "name"), text(one, "reason")));
    let detail = match text(&body, "detail") {
        none if none.is_empty() => text(&body, "title"),
        detail => detail,
    };
    let all = [text(&body, "code"), detail].into_iter().chain(parameters);
    let all: Vec<String> = all.filter(|one| !one.trim().is_empty()).collect();
    all.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(body: &str) -> String {
        let (secret, token) = ("geheim-daar".into(), "eyJh.eyJp.c2ln".into());
        Refusal::of(StatusCode::BAD_REQUEST, body.as_bytes(), &[&secret, &token]).kept()
    }

    #[test]
    fn what_a_problem_says_is_kept_and_nothing_else() {
        let unknown = r#"{"type":"x","code":"invalid","title":"Invalid input.","status":400,
            "detail":"","invalidParams":[{"name":"kanaal","code":"message_kanaal",
            "reason":"Kanaal met deze naam bestaat niet."}]}"#;
        assert_eq!(
            kept(unknown),
            "it answered 400 Bad Request: invalid; Invalid input.; kanaal Kanaal met deze naam \
             bestaat niet."
        );
        for other in ["", "<html>Traceback</html>", "[1]", "null", r#"{"code":7}"#] {
            assert_eq!(kept(other), "it answered 400 Bad Request", "{other}");
        }
    }

    #[test]
    fn a_secret_that_comes_back_is_not_kept() {
        for secret in ["geheim-daar", "Bearer eyJh.eyJp.c2ln"] {
            let body = format!(r#"{{"detail":"you sent {secret}"}}"#);
            assert_eq!(kept(&body), "it answered 400 Bad Request");
        }
    }

    #[test]
    fn it_is_short_and_steers_no_terminal() {
        let body = format!(r#"{{"detail":"a\u001b[2Jb\n{}"}}"#, "x".repeat(9_999));
        let kept = kept(&body);
        assert!(kept.starts_with("it answered 400 Bad Request: a\u{fffd}[2Jb\u{fffd}x"));
        assert_eq!(kept.chars().count(), MOST);
    }
}
