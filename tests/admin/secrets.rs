//! `/admin/v1/clients/{client_id}/secrets`: shown once, revoked at once.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use edge::clock::Clock;
use serde_json::{Value, json};

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::{Answer, Bench, Installation, Options, Request, eventually};

cases![
    sd1_1_a_secret_is_shown_in_an_answer_that_nobody_stores,
    a_secret_for_nobody_is_not_found,
    a_secret_that_would_be_over_already_is_refused,
    the_end_of_a_secret_is_a_moment_as_rfc_3339_writes_it,
    a_secret_that_would_never_count_is_refused,
    a_secret_is_revoked_once,
    a_secret_is_revoked_under_its_own_client_alone,
    what_is_no_id_of_a_secret_is_not_found,
    a_secret_in_place_of_its_id_is_refused_and_repeated_nowhere,
    a_gateway_gets_a_credential_of_its_own_kind,
    the_last_secret_of_an_administrator_stays_until_there_is_another,
];

fn client(at: &Installation, id: &str) {
    let body = json!({ "client_id": id, "applicatie": empty(at) });
    at.administrator().done("POST", "/clients", &body);
}

fn make(at: &Installation, client_id: &str, body: &Value) -> Answer {
    at.administrator().call("POST", &format!("/clients/{client_id}/secrets"), body)
}

fn revoke(at: &Installation, client_id: &str, id: &str) -> Answer {
    let path = format!("/clients/{client_id}/secrets/{id}");
    at.administrator().call("DELETE", &path, &json!({}))
}

fn sd1_1_a_secret_is_shown_in_an_answer_that_nobody_stores(bench: &Bench) {
    let at = bench.shared();
    client(&at, "geheimhouder");
    let answer = make(&at, "geheimhouder", &json!({ "label": "productie" }));
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.member("client_id"), "geheimhouder");
    assert_eq!(answer.json()["expires_at"], Value::Null);
    let (id, secret) = (answer.member("id"), answer.member("secret"));
    assert!(secret.starts_with(&format!("zp_{id}_")), "its id may be known, and is in it");
    assert_eq!(secret.len(), 3 + 12 + 1 + 43 + 1 + 11, "256 bits and a tag");
}

fn a_secret_for_nobody_is_not_found(bench: &Bench) {
    assert_fout(&make(&bench.shared(), "niemand", &json!({})), 404, "not-found");
}

fn a_secret_that_would_be_over_already_is_refused(bench: &Bench) {
    let at = bench.shared();
    client(&at, "te-laat");
    let until = |end: DateTime<Utc>| make(&at, "te-laat", &json!({ "expires_at": end }));
    let now = Clock::system().now();
    assert_fout(&until(now - TimeDelta::seconds(1)), 400, "invalid");
    assert_eq!(until(now + TimeDelta::minutes(1)).status, 201);
}

fn the_end_of_a_secret_is_a_moment_as_rfc_3339_writes_it(bench: &Bench) {
    let at = bench.shared();
    client(&at, "jaartal");
    let until = |end: &str| make(&at, "jaartal", &json!({ "expires_at": end }));
    for end in [
        "morgen",
        "2099-01-31",
        "+10000-01-01T00:00:00Z",
        "9999-12-31T23:59:60Z",
        // The same moment is in the year 10000 here.
        "9999-12-31T23:59:59-01:00",
    ] {
        let refused = until(end);
        assert_fout(&refused, 400, "invalid");
        assert!(refused.member("detail").contains("as RFC 3339 writes it"), "{}", refused.text());
    }
    let last = until("9999-12-31T23:59:59Z");
    assert_eq!(last.status, 201, "{}", last.text());
    let rotate = json!({ "overlap": 1 });
    let made = at.administrator().done("POST", "/clients/jaartal/secrets/rotate", &rotate);
    let replaced = made["replaced"][0]["expires_at"].as_str().unwrap();
    assert!(replaced < "9999", "also the last one ends with the overlap: {made}");
}

fn a_secret_that_would_never_count_is_refused(bench: &Bench) {
    let at = bench.shared();
    client(&at, "nooit-geldig");
    let now = Clock::system().now();
    let within = |start: i64, end: i64| {
        let [start, end] = [start, end].map(|minutes| now + TimeDelta::minutes(minutes));
        make(&at, "nooit-geldig", &json!({ "not_before": start, "expires_at": end }))
    };
    for (start, end) in [(5, 5), (6, 5)] {
        let refused = within(start, end);
        assert_fout(&refused, 400, "invalid");
        assert!(refused.member("detail").contains("`not_before`"), "{}", refused.text());
    }
    let refused = make(&at, "nooit-geldig", &json!({ "not_before": "morgen" }));
    assert_fout(&refused, 400, "invalid");
    assert!(refused.member("detail").contains("`not_before` is a moment"), "{}", refused.text());
    assert_eq!(within(4, 5).status, 201);
}

fn a_secret_is_revoked_once(bench: &Bench) {
    let at = bench.shared();
    client(&at, "intrekker");
    let id = make(&at, "intrekker", &json!({})).member("id");
    make(&at, "intrekker", &json!({}));
    assert_eq!(revoke(&at, "intrekker", &id).status, 204);
    assert_fout(&revoke(&at, "intrekker", &id), 404, "not-found");
}

fn a_secret_is_revoked_under_its_own_client_alone(bench: &Bench) {
    let at = bench.shared();
    client(&at, "een");
    client(&at, "ander");
    let id = make(&at, "een", &json!({})).member("id");
    make(&at, "een", &json!({}));
    assert_fout(&revoke(&at, "ander", &id), 404, "not-found");
    assert_eq!(revoke(&at, "een", &id).status, 204);
}

fn what_is_no_id_of_a_secret_is_not_found(bench: &Bench) {
    let at = bench.shared();
    client(&at, "zoeker");
    for id in [
        "AAAAAAAAAAAA",
        "x",
        "AAAAAAAAAAA=",
        "%00",
        "%2e%2e",
        "%C3%A9",
        "%ff",
        "A".repeat(4_000).as_str(),
    ] {
        assert_fout(&revoke(&at, "zoeker", id), 404, "not-found");
    }
}

fn a_secret_in_place_of_its_id_is_refused_and_repeated_nowhere(bench: &Bench) {
    // Every request leaves a line, with its path.
    let at = bench.with(&Options::default().set("LOG__FILTER", "info,access=info"));
    client(&at, "vergisser");
    let secret = make(&at, "vergisser", &json!({})).member("secret");
    let heart = &secret["zp_".len() + 13..];
    for named in [secret.clone(), secret.replace('_', "%5F"), secret[..40].to_owned()] {
        let refused = revoke(&at, "vergisser", &named);
        assert_fout(&refused, 400, "invalid");
        assert!(refused.member("detail").contains("twelve characters"), "{}", refused.text());
        assert!(!refused.text().contains(&heart[..8]), "{}", refused.text());
    }
    for path in [format!("/x/{secret}"), format!("/%7ap_{}", &secret[3..])] {
        Request::get(&path).send(at.issuer);
        Request::get(&path).send(at.gateway);
    }
    let marked = format!("/x/zp_{}_…", &secret[3..15]);
    let logged = || at.said().matches(&marked).count() >= 2;
    eventually(Duration::from_secs(5), "both have logged the path", logged);
    assert!(!at.said().contains(heart), "it is in the log");
}

fn a_gateway_gets_a_credential_of_its_own_kind(bench: &Bench) {
    let at = bench.shared();
    let secret = make(&at, "gateway", &json!({ "label": "tweede" })).member("secret");
    let body = format!("grant_type=client_credentials&client_id=gateway&client_secret={secret}");
    let token = Request::post("/connect/token").form(&body).send(at.issuer);
    assert_eq!(token.status, 401, "no gateway gets a token: {}", token.text());
    let events = crate::harness::Events::open(&at, "gateway", &secret, None);
    assert!(events.is_ok(), "but it opens the feed");
}

fn the_last_secret_of_an_administrator_stays_until_there_is_another(bench: &Bench) {
    let at = bench.fresh();
    let first = at.first_secret();
    let id = &first["zp_".len()..][..12];
    let refused = revoke(&at, "beheerder", id);
    assert_fout(&refused, 409, "last-secret");
    assert!(refused.member("detail").contains("make another one first"));
    let admin = at.administrator();
    let soon = Clock::system().now() + TimeDelta::hours(1);
    admin.done("POST", "/clients/beheerder/secrets", &json!({ "expires_at": soon }));
    let refused = revoke(&at, "beheerder", id);
    assert_fout(&refused, 409, "last-secret");
    assert!(refused.member("detail").contains("no `expires_at`"), "{}", refused.text());
    admin.done("POST", "/clients/beheerder/secrets", &json!({ "label": "tweede" }));
    assert_eq!(revoke(&at, "beheerder", id).status, 204);
}
