//! `POST /connect/token`

use voorbeeldzaken::sample;

use crate::cases;
use crate::harness::{Answer, Autorisatie, Bench, Installation, Request, TaskApplication};

pub(super) mod assertions;
pub(super) mod audience;
pub(super) mod basic;
pub(super) mod claims;
pub(super) mod errors;
pub(super) mod form;
pub(super) mod guesses;
pub(super) mod hashing;
pub(super) mod media;
pub(super) mod scope;
pub(super) mod secrecy;
pub(super) mod secrets;
pub(super) mod signing;
pub(super) mod stopping;

cases![r6749_22_ng_14_ng_53_r6749_23_a_client_gets_a_token_for_its_id_and_secret];

fn r6749_22_ng_14_ng_53_r6749_23_a_client_gets_a_token_for_its_id_and_secret(bench: &Bench) {
    let at = bench.shared();
    let answer = reader(&at).ask(&at, "");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.member("token_type"), "Bearer");
    assert_eq!(answer.json()["expires_in"], 300);
    assert_eq!(answer.member("access_token").split('.').count(), 3);
    let members: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["access_token", "expires_in", "token_type"], "and nothing else");
}

/// A task application that may read zaken of one type, and make them.
pub(crate) fn reader(at: &Installation) -> TaskApplication {
    let scopes = ["zaken.lezen", "zaken.aanmaken"];
    let may = Autorisatie::zaken(&scopes, sample::ZAAKTYPE_MELDING, "openbaar");
    TaskApplication::with(at, &[may])
}

/// A token request without an Authorization header.
pub(super) fn form(at: &Installation, body: &str) -> Answer {
    Request::post("/connect/token").form(body).send(at.issuer)
}

/// A token request with this Authorization header.
pub(super) fn with_header(at: &Installation, authorization: &str, body: &str) -> Answer {
    let request = Request::post("/connect/token").header("Authorization", authorization);
    request.form(body).send(at.issuer)
}

/// An answer must be this error, in the form that RFC 6749 5.2 gives every error.
pub(super) fn assert_refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.member("error").as_str()), (status, error), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
    let description = answer.member("error_description");
    assert!(description.len() > 10 && description.chars().all(allowed), "{description}");
    assert_eq!(answer.json().as_object().unwrap().len(), 2, "{}", answer.text());
}
