//! The last credential of its kind goes only when somebody says that they mean it.

use chrono::TimeDelta;
use edge::clock::Clock;
use serde_json::{Value, json};

use super::assert_fout;
use crate::cases;
use crate::harness::asserter::Asserter;
use crate::harness::{Answer, Bench, Installation, TaskApplication};
use tokens::Algorithm;

cases![
    the_last_secret_that_counts_is_revoked_by_force_alone,
    a_secret_that_counts_no_more_or_not_yet_is_no_other_one,
    what_counts_no_more_goes_as_it_is,
    the_last_key_and_the_last_api_token_go_by_force_alone_whatever_else_there_is,
    a_misspelt_force_is_none,
];

fn revoke(at: &Installation, client: &str, id: &Value, query: &str) -> Answer {
    let path = format!("/clients/{client}/secrets/{}{query}", id.as_str().unwrap());
    at.administrator().call("DELETE", &path, &json!({}))
}

fn make(at: &Installation, client: &str, kind: &str, body: &Value) -> Value {
    at.administrator().done("POST", &format!("/clients/{client}/{kind}"), body)["id"].clone()
}

/// A client with one secret.
fn client(at: &Installation) -> (String, Value) {
    let application = TaskApplication::with_all(at);
    (application.client_id, json!(application.secret_id))
}

fn assert_last(answer: &Answer, what: &str) {
    assert_fout(answer, 409, "last-credential");
    let detail = answer.member("detail");
    assert!(detail.contains(&format!("is the last {what} of")), "{detail}");
    assert!(detail.contains("--force") && detail.contains("?force=true"), "{detail}");
}

fn the_last_secret_that_counts_is_revoked_by_force_alone(bench: &Bench) {
    let at = bench.shared();
    let (client, first) = client(&at);
    let refused = revoke(&at, &client, &first, "");
    assert_last(&refused, "secret");
    assert!(refused.member("detail").contains(&format!("zaakpoort secret rotate {client}")));
    assert_last(&revoke(&at, &client, &first, "?force=false"), "secret");
    let second = make(&at, &client, "secrets", &json!({}));
    assert_eq!(revoke(&at, &client, &first, "").status, 204, "another one counts");
    assert_last(&revoke(&at, &client, &second, ""), "secret");
    assert_eq!(revoke(&at, &client, &second, "?force=true").status, 204);
}

fn a_secret_that_counts_no_more_or_not_yet_is_no_other_one(bench: &Bench) {
    let at = bench.shared();
    let (client, first) = client(&at);
    let tomorrow = Clock::system().now() + TimeDelta::days(1);
    let pending = make(&at, &client, "secrets", &json!({ "not_before": tomorrow }));
    let revoked = make(&at, &client, "secrets", &json!({}));
    assert_eq!(revoke(&at, &client, &revoked, "").status, 204);
    assert_last(&revoke(&at, &client, &first, ""), "secret");
    assert_eq!(revoke(&at, &client, &pending, "").status, 204, "the first counts beside it");
}

fn what_counts_no_more_goes_as_it_is(bench: &Bench) {
    let at = crate::harness::Clocked::start(bench);
    let made = at.client("kort", TimeDelta::minutes(5));
    let rotate = json!({ "overlap": 60, "expires_at": null });
    let next = at.administrator().done("POST", "/clients/kort/secrets/rotate", &rotate);
    at.pass(TimeDelta::minutes(2));
    let path = |made: &Value| format!("/clients/kort/secrets/{}", made["id"].as_str().unwrap());
    let next = path(&next);
    assert_last(&at.administrator().call("DELETE", &next, &json!({})), "secret");
    assert_eq!(at.administrator().call("DELETE", &path(&made), &json!({})).status, 204);
}

fn the_last_key_and_the_last_api_token_go_by_force_alone_whatever_else_there_is(bench: &Bench) {
    let at = bench.shared();
    let (client, secret) = client(&at);
    let end = Clock::system().now() + TimeDelta::days(9);
    let key = || json!({ "jwk": Asserter::new(Algorithm::Es256).jwk() });
    let nothing = || json!({});
    let zgw = || json!({ "expires_at": end });
    for (kind, what, first, body) in [
        ("api-tokens", "API token", "api-token create", &nothing as &dyn Fn() -> Value),
        ("zgw-keys", "key of ZGW JWTs", "zgw-key create", &zgw),
        ("public-keys", "public key", "public-key add", &key),
    ] {
        let one = make(&at, &client, kind, &body());
        let refused = revoke(&at, &client, &one, "");
        assert_last(&refused, what);
        let first = format!("zaakpoort {first} {client}");
        assert!(refused.member("detail").contains(&first), "{}", refused.text());
        let another = make(&at, &client, kind, &body());
        assert_eq!(revoke(&at, &client, &one, "").status, 204, "{kind}");
        assert_last(&revoke(&at, &client, &secret, ""), "secret");
        assert_eq!(revoke(&at, &client, &another, "?force=true").status, 204, "{kind}");
    }
}

fn a_misspelt_force_is_none(bench: &Bench) {
    let at = bench.shared();
    let (client, id) = client(&at);
    for query in ["?forced=true", "?force=1", "?force", "?force=true&force=true"] {
        assert_fout(&revoke(&at, &client, &id, query), 400, "invalid");
    }
    assert_last(&revoke(&at, &client, &id, ""), "secret");
}
