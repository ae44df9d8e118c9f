//! For whom a token is (RFC 8707): only for what the client is linked to.

use serde_json::{Value, json};

use super::{assert_refused, claims, reader};
use crate::cases;
use crate::harness::client::encoded;
use crate::harness::{Answer, Bench, Installation, TaskApplication};

cases![
    without_request_the_audience_is_the_issuers_default,
    without_request_the_audience_is_the_clients_first,
    a_linked_audience_may_be_named_by_either_parameter,
    several_linked_audiences_stand_in_the_token,
    what_is_not_linked_is_refused,
    what_is_nearly_linked_is_refused,
];

const FIRST: &str = "https://zaken.gemeente.example";
const SECOND: &str = "https://foto.gemeente.example/api";

fn linked(at: &Installation) -> TaskApplication {
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    TaskApplication::register(at, &all, &json!({ "audiences": [FIRST, SECOND] }))
}

fn audience(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    claims::of(&answer.member("access_token"))["aud"].clone()
}

fn without_request_the_audience_is_the_issuers_default(bench: &Bench) {
    let at = bench.shared();
    assert_eq!(audience(&reader(&at).ask(&at, "")), at.public_url());
}

fn without_request_the_audience_is_the_clients_first(bench: &Bench) {
    let at = bench.shared();
    assert_eq!(audience(&linked(&at).ask(&at, "")), FIRST);
}

fn a_linked_audience_may_be_named_by_either_parameter(bench: &Bench) {
    let at = bench.shared();
    let application = linked(&at);
    for name in ["resource", "audience"] {
        let answer = application.ask(&at, &format!("{name}={}", encoded(SECOND)));
        assert_eq!(audience(&answer), SECOND);
    }
    let default = format!("resource={}", encoded(&at.public_url()));
    assert_eq!(audience(&reader(&at).ask(&at, &default)), at.public_url());
}

fn several_linked_audiences_stand_in_the_token(bench: &Bench) {
    let at = bench.shared();
    let both = format!("resource={}&audience={}", encoded(FIRST), encoded(SECOND));
    assert_eq!(audience(&linked(&at).ask(&at, &both)), json!([SECOND, FIRST]));
}

fn what_is_not_linked_is_refused(bench: &Bench) {
    let at = bench.shared();
    let admin = format!("{}/admin/v1", at.issuer_url());
    let application = linked(&at);
    for target in ["https://ander.example", &at.public_url(), &at.issuer_url(), &admin, "*"] {
        let answer = application.ask(&at, &format!("resource={}", encoded(target)));
        assert_refused(&answer, 400, "invalid_target");
    }
    let mixed = format!("resource={}&resource=https%3A%2F%2Fander.example", encoded(FIRST));
    assert_refused(&application.ask(&at, &mixed), 400, "invalid_target");
    let admin = reader(&at).ask(&at, &format!("audience={}", encoded(&admin)));
    assert_refused(&admin, 400, "invalid_target");
}

fn what_is_nearly_linked_is_refused(bench: &Bench) {
    let at = bench.shared();
    let application = linked(&at);
    for target in [
        &format!("{FIRST}/"),
        &format!("{FIRST}#deel"),
        &format!("{FIRST}?x"),
        &FIRST.to_uppercase(),
        "/relatief",
        "https://zaken.gemeente.example.evil.example",
    ] {
        let answer = application.ask(&at, &format!("resource={}", encoded(target)));
        assert_refused(&answer, 400, "invalid_target");
    }
}
