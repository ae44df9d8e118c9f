//! `/admin/v1`

use serde_json::{Value, json};

use crate::Case;
use crate::harness::{Answer, Installation};

mod apis;
mod applicaties;
mod audit;
mod audit_content;
mod audit_tokens;
mod autorisaties;
mod bodies;
mod callers;
mod client_rules;
mod client_settings;
mod clients;
mod described;
mod ends;
mod explain;
mod issued_before;
mod last_one;
mod lists;
mod openapi;
mod passing_time;
mod revoking;
mod rotating;
mod secret_search;
mod secrets;
mod segments;
mod system;
mod users;
mod uses;
mod warnings;

pub(crate) const SUITES: &[&[Case]] = &[
    apis::CASES,
    applicaties::CASES,
    audit::CASES,
    audit_content::CASES,
    audit_tokens::CASES,
    autorisaties::CASES,
    bodies::CASES,
    callers::CASES,
    client_rules::CASES,
    client_settings::CASES,
    clients::CASES,
    ends::CASES,
    explain::CASES,
    issued_before::CASES,
    last_one::CASES,
    lists::CASES,
    openapi::CASES,
    passing_time::CASES,
    revoking::CASES,
    revoking::SERVER,
    rotating::CASES,
    secret_search::CASES,
    secrets::CASES,
    segments::CASES,
    system::CASES,
    users::CASES,
    uses::CASES,
    warnings::CASES,
];

/// Every endpoint, on things that are not there.
const ENDPOINTS: &[(&str, &str)] = &[
    ("GET", "/applicaties"),
    ("POST", "/applicaties"),
    ("GET", "/applicaties/0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff"),
    ("DELETE", "/applicaties/0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff"),
    ("POST", "/applicaties/0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff/restore"),
    ("GET", "/applicaties/0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff/autorisaties"),
    ("POST", "/applicaties/0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff/autorisaties"),
    (
        "DELETE",
        "/applicaties/0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff/autorisaties/\
         0f7b2f52-6d1e-4e57-9c55-2b7a90c1fffe",
    ),
    ("GET", "/clients"),
    ("POST", "/clients"),
    ("GET", "/clients/niemand"),
    ("PATCH", "/clients/niemand"),
    ("GET", "/clients/niemand/lint"),
    ("POST", "/clients/niemand/api-tokens"),
    ("DELETE", "/clients/niemand"),
    ("POST", "/clients/niemand/restore"),
    ("POST", "/clients/niemand/tokens/revoke"),
    ("GET", "/clients/niemand/secrets"),
    ("POST", "/clients/niemand/secrets"),
    ("POST", "/clients/niemand/secrets/rotate"),
    ("DELETE", "/clients/niemand/secrets/AAAAAAAAAAAA"),
    ("GET", "/desired-state/applicaties"),
    ("GET", "/desired-state/applicaties/0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff"),
    ("PUT", "/desired-state/applicaties/0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff"),
    ("GET", "/users"),
    ("POST", "/users"),
    ("GET", "/users/niemand"),
    ("PATCH", "/users/niemand"),
    ("POST", "/users/niemand/password"),
    ("POST", "/users/niemand/disable"),
    ("POST", "/users/niemand/enable"),
    ("GET", "/grants"),
    ("DELETE", "/grants/niets"),
    ("GET", "/keys"),
    ("POST", "/keys/rotate"),
    ("GET", "/secrets"),
    ("GET", "/audit"),
    ("GET", "/feed"),
    ("POST", "/explain"),
];

/// A refusal must be a `Fout` that says what to do.
pub(crate) fn assert_fout(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.member("code").as_str()), (status, code), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.json()["status"], status);
    assert!(answer.member("detail").len() > 10, "{}", answer.text());
    assert!(answer.member("instance").starts_with("urn:uuid:"));
    assert!(!answer.member("title").is_empty());
}

/// An applicatie of this body, which must be accepted: its id.
fn applicatie(at: &Installation, body: &Value) -> String {
    let made = at.administrator().done("POST", "/applicaties", body);
    made["id"].as_str().unwrap().to_owned()
}

/// An applicatie that may do nothing yet.
fn empty(at: &Installation) -> String {
    applicatie(at, &json!({ "label": "Leeg" }))
}
