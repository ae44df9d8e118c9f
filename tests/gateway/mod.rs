//! Requests through the gateway: as a task application sends them, and as an attacker would.

use serde_json::{Value, json};
use uuid::Uuid;
use voorbeeldzaken::{Seen, sample};

use crate::Case;
use crate::harness::{Answer, Autorisatie, Installation, Request, TaskApplication, Upstream};

mod answers;
mod api_tokens;
mod arriving;
mod bodies;
mod challenge;
mod conditions;
mod connections;
mod cors;
mod creating;
mod credentials;
mod foreign;
mod foreign_limits;
mod framing;
mod headers;
mod hosts;
mod kept;
mod listed;
mod looking_up;
mod lost_files;
mod methods;
mod objects;
mod on_behalf;
mod openapi;
mod operations;
mod outage;
mod paths;
mod profile;
mod reaching;
mod records;
mod reloading;
mod revocation;
mod scopes;
mod self_signed;
mod self_signed_keys;
mod smuggling;
mod staleness;
mod streaming;
pub(crate) mod threats;
mod tokens;
mod types;
mod upstream;
mod verdicts;

/// Every suite of this folder.
pub(crate) const SUITES: &[&[Case]] = &[
    answers::CASES,
    api_tokens::CASES,
    arriving::CASES,
    bodies::CASES,
    challenge::CASES,
    conditions::CASES,
    connections::CASES,
    cors::CASES,
    creating::CASES,
    credentials::CASES,
    foreign::CASES,
    foreign_limits::CASES,
    framing::CASES,
    headers::CASES,
    hosts::CASES,
    hosts::HOUSE,
    kept::CASES,
    listed::CASES,
    looking_up::CASES,
    lost_files::CASES,
    methods::CASES,
    objects::CASES,
    on_behalf::CASES,
    openapi::CASES,
    operations::CASES,
    outage::CASES,
    paths::CASES,
    profile::CASES,
    reaching::CASES,
    records::CASES,
    reloading::CASES,
    reloading::HOUSE,
    revocation::CASES,
    scopes::CASES,
    scopes::HOUSE,
    self_signed::CASES,
    self_signed_keys::CASES,
    smuggling::CASES,
    staleness::CASES,
    staleness::HOUSE,
    streaming::CASES,
    tokens::HOUSE,
    tokens::claims::HOUSE,
    tokens::keys::HOUSE,
    tokens::opaque::CASES,
    tokens::signatures::HOUSE,
    types::CASES,
    upstream::CASES,
    verdicts::HOUSE,
];

/// A task application that reads and makes meldingen up to intern.
pub(crate) fn melder(at: &Installation) -> TaskApplication {
    let scopes = ["zaken.lezen", "zaken.aanmaken"];
    let may = Autorisatie::zaken(&scopes, sample::ZAAKTYPE_MELDING, "intern");
    TaskApplication::with(at, &[may])
}

/// The path of a zaak.
pub(crate) fn zaak(uuid: Uuid) -> String {
    format!("{}/{uuid}", sample::ZAKEN)
}

/// The path of a zaak that every [`melder`] may read.
pub(crate) fn melding() -> String {
    zaak(sample::ZAAK_MELDING_OPENBAAR)
}

/// A mark that no other request has.
fn mark() -> String {
    edge::chance::uuid_v4().unwrap().to_string()
}

/// The body of a new zaak, with a mark in it.
pub(crate) fn new_zaak(
    at: &Installation,
    zaaktype: Uuid,
    level: Option<&str>,
    mark: &str,
) -> Value {
    let mut body = json!({
        "zaaktype": sample::url(&at.public_url(), sample::ZAAKTYPEN, zaaktype),
        "bronorganisatie": "002220647",
        "toelichting": mark,
    });
    if let Some(level) = level {
        body["vertrouwelijkheidaanduiding"] = json!(level);
    }
    body
}

/// It is refused with this status and code, in the form that every refusal has.
#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.member("code").as_str()), (status, code), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.json()["status"], status);
    for member in ["title", "detail", "instance"] {
        assert!(!answer.member(member).is_empty(), "no {member} in {}", answer.text());
    }
    if matches!(status, 401 | 403) {
        let challenge = answer.header("www-authenticate").expect("no challenge");
        challenge::parse(challenge);
    }
}

/// The upstream saw nothing that holds the mark.
#[track_caller]
fn unseen(upstream: &Upstream, mark: &str) {
    let seen = upstream.traces(mark);
    assert!(seen.is_empty(), "it reached the upstream: {seen:?}");
}

/// The one request with the mark that the upstream saw.
#[track_caller]
fn seen(upstream: &Upstream, mark: &str) -> Seen {
    let mut seen = upstream.traces(mark);
    assert_eq!(seen.len(), 1, "{seen:?}");
    seen.remove(0)
}

/// A request with a token and a mark.
fn get(path: &str, token: &str, mark: &str) -> Request {
    Request::get(path).bearer(token).header("X-Mark", mark)
}
