//! `/admin/v1/secrets`: what ends soon and what nobody uses, of all clients.

use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Value, json};

use super::assert_fout;
use crate::cases;
use crate::harness::{Bench, Clocked};

cases![
    what_ends_soon_is_found_and_what_ends_later_or_never_is_not,
    what_nobody_used_is_found_and_what_was_used_or_is_young_is_not,
    what_is_revoked_or_has_ended_is_not_found,
    pages_hold_every_secret_once,
    secrets_are_found_by_client_and_kind,
    a_query_that_cannot_be_understood_is_refused,
];

/// A secret of a client that ends in so many days; its id.
fn ending(at: &Clocked, client_id: &str, days: i64) -> Value {
    let end = (at.now() + TimeDelta::days(days)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let path = format!("/clients/{client_id}/secrets");
    at.administrator().done("POST", &path, &json!({ "expires_at": end }))["id"].clone()
}

/// The ids of those that a query finds, without those of the system's own clients.
fn found(at: &Clocked, query: &str) -> Vec<Value> {
    let answer = at.administrator().done("GET", &format!("/secrets?{query}"), &json!(null));
    assert_eq!(answer["next"], Value::Null);
    ours(&answer)
}

fn ours(answer: &Value) -> Vec<Value> {
    let results = answer["results"].as_array().unwrap().iter();
    assert!(answer.to_string().contains("\"client_id\"") || results.len() == 0);
    let ours =
        results.filter(|one| ["een", "twee"].iter().any(|client| one["client_id"] == *client));
    ours.map(|one| one["id"].clone()).collect()
}

fn sorted(mut ids: Vec<Value>) -> Vec<Value> {
    ids.sort_by_key(Value::to_string);
    ids
}

/// Two clients, and the secret with which each began.
fn clients(at: &Clocked) -> [Value; 2] {
    ["een", "twee"].map(|client| at.client(client, TimeDelta::minutes(10)))
}

fn what_ends_soon_is_found_and_what_ends_later_or_never_is_not(bench: &Bench) {
    let at = Clocked::start(bench);
    clients(&at);
    let (soon, also) = (ending(&at, "een", 10), ending(&at, "twee", 29));
    let later = ending(&at, "twee", 31);
    assert_eq!(found(&at, "expiring=P30D"), sorted(vec![soon.clone(), also.clone()]));
    assert_eq!(found(&at, "expiring=864060"), std::slice::from_ref(&soon), "in seconds");
    at.pass(TimeDelta::days(2));
    assert_eq!(found(&at, "expiring=P30D"), sorted(vec![soon, also, later]));
}

fn what_nobody_used_is_found_and_what_was_used_or_is_young_is_not(bench: &Bench) {
    let at = Clocked::start(bench);
    let [one, two] = clients(&at);
    assert_eq!(found(&at, "unused=P90D"), [] as [Value; 0], "all are young");
    at.pass(TimeDelta::days(91));
    assert_eq!(found(&at, "unused=P90D"), sorted(vec![one["id"].clone(), two["id"].clone()]));
    assert_eq!(at.ask("een", &one["secret"]).status, 200);
    let used = || {
        at.pass(TimeDelta::minutes(1));
        found(&at, "unused=P90D") == [two["id"].clone()]
    };
    crate::harness::eventually(std::time::Duration::from_secs(5), "its use is written", used);
    at.pass(TimeDelta::days(91));
    assert_eq!(found(&at, "unused=P90D").len(), 2, "it was used, and that is long ago");
}

fn what_is_revoked_or_has_ended_is_not_found(bench: &Bench) {
    let at = Clocked::start(bench);
    clients(&at);
    let (ends, revoked) = (ending(&at, "een", 1), ending(&at, "een", 5));
    let stays = ending(&at, "een", 5);
    let path = format!("/clients/een/secrets/{}", revoked.as_str().unwrap());
    assert_eq!(at.administrator().call("DELETE", &path, &json!({})).status, 204);
    assert_eq!(found(&at, "expiring=P30D"), sorted(vec![ends, stays.clone()]));
    at.pass(TimeDelta::days(2));
    assert_eq!(found(&at, "expiring=P30D"), [stays]);
}

fn pages_hold_every_secret_once(bench: &Bench) {
    let at = Clocked::start(bench);
    clients(&at);
    let made: Vec<Value> = (1..=5).map(|days| ending(&at, "een", days)).collect();
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/secrets?expiring=P30D&client=een&limit=2{after}");
        let page = at.administrator().done("GET", &path, &json!(null));
        assert!(page["results"].as_array().unwrap().len() <= 2);
        seen.extend(ours(&page));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, sorted(made));
}

fn secrets_are_found_by_client_and_kind(bench: &Bench) {
    let at = Clocked::start(bench);
    let [one, two] = clients(&at);
    assert_eq!(found(&at, "client=een"), [one["id"].clone()]);
    assert_eq!(found(&at, "kind=secret").len(), 2);
    let token = at.administrator().done("POST", "/clients/twee/api-tokens", &json!({}));
    assert_eq!(found(&at, "kind=api_token"), [token["id"].clone()]);
    assert_eq!(found(&at, "client=twee"), sorted(vec![two["id"].clone(), token["id"].clone()]));
    assert_eq!(found(&at, "client=een&kind=api_token"), [] as [Value; 0]);
}

fn a_query_that_cannot_be_understood_is_refused(bench: &Bench) {
    let at = Clocked::start(bench);
    for query in [
        "expiring=30d",
        "expiring=",
        "unused=-1",
        "unused=P99999D",
        "kind=wachtwoord",
        "limit=0",
        "after=x",
        "client=%00",
        "soon=1",
    ] {
        let refused = at.administrator().call("GET", &format!("/secrets?{query}"), &json!(null));
        assert_fout(&refused, 400, "invalid");
    }
}
