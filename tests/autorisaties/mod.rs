//! `/autorisaties/api/v1`

use serde_json::{Value, json};

use crate::Case;
use crate::harness::Answer;

mod access_tokens;
mod bad_input;
mod bodies;
mod client_ids;
mod endings;
mod faults;
mod finding;
mod keys;
mod line;
mod lists;
mod notificaties;
mod openapi;
mod records;
mod refusals;
mod slow_bodies;
mod withdrawing;
mod writers;
mod writes;
mod zgw_jwts;

pub(crate) const SUITES: &[&[Case]] = &[
    access_tokens::CASES,
    bad_input::CASES,
    bodies::CASES,
    client_ids::CASES,
    endings::CASES,
    faults::CASES,
    finding::CASES,
    keys::CASES,
    line::CASES,
    notificaties::ADMINISTERING,
    notificaties::FAILING,
    notificaties::PROCESSES,
    notificaties::TELLING,
    openapi::answers::CASES,
    openapi::facts::CASES,
    openapi::served::CASES,
    lists::CASES,
    records::CASES,
    refusals::CASES,
    slow_bodies::CASES,
    withdrawing::CASES,
    writers::CASES,
    writes::CASES,
    zgw_jwts::CASES,
];

/// A body that is taken: an applicatie that may read catalogi.
pub(crate) fn reader_of_catalogi(client_ids: &[&str]) -> Value {
    json!({
        "clientIds": client_ids,
        "label": "Catalogi",
        "autorisaties": [{ "component": "ztc", "scopes": ["catalogi.lezen"] }]
    })
}

/// Name and code of each fault that an answer tells of.
pub(crate) fn faults_of(answer: &Answer) -> Vec<(String, String)> {
    let body = answer.json();
    let text = |param: &Value, name: &str| param[name].as_str().unwrap().to_owned();
    let params = body["invalidParams"].as_array().into_iter().flatten();
    params.map(|param| (text(param, "name"), text(param, "code"))).collect()
}

/// The same, as it is expected.
pub(crate) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, code)| ((*name).to_owned(), (*code).to_owned())).collect()
}

/// That an answer is a problem of this status and code, whole as the standard has it.
pub(crate) fn assert_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.member("code").as_str()),
        (status, code),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("api-version"), Some("1.1.0"));
    assert_eq!(answer.json()["status"], status);
    assert!(!answer.member("title").is_empty() && !answer.member("detail").is_empty());
    let instance = answer.member("instance");
    let instance = instance.strip_prefix("urn:uuid:").unwrap();
    assert_eq!(uuid::Uuid::parse_str(instance).unwrap().get_version_num(), 4);
}
