//! Clients of the system itself, tokens of a client, keys and the feed.

use serde_json::{Value, json};
use voorbeeldzaken::sample;

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::{
    Administrator, Bench, Events, IN_FORCE, Request, TaskApplication, eventually,
};

cases![
    another_administrator_may_administer_and_nothing_else,
    another_gateway_opens_the_feed_with_a_credential_of_its_own,
    a_client_belongs_to_an_applicatie_or_to_the_system,
    revoked_tokens_are_refused_and_new_ones_are_not,
    an_administrators_own_tokens_are_revoked_too,
    the_feed_status_names_who_listens_and_how_far,
    a_rotation_publishes_a_key_that_does_not_sign_yet_and_a_second_one_must_wait,
    a_rotation_at_once_kills_every_token,
    a_rotation_may_be_of_one_algorithm_alone,
];

fn another_administrator_may_administer_and_nothing_else(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let body = json!({ "client_id": "tweede-beheerder", "system": "administrator" });
    admin.done("POST", "/clients", &body);
    let made = admin.done("POST", "/clients/tweede-beheerder/secrets", &json!({}));
    let secret = made["secret"].as_str().unwrap();
    let second = Administrator::login_as(at.issuer, "tweede-beheerder", secret);
    second.done("GET", "/keys", &json!({}));
    let shown = second.done("GET", "/clients/tweede-beheerder", &json!({}));
    assert_eq!((&shown["role"], &shown["applicatie"]), (&json!("administrator"), &Value::Null));
    assert!(Events::open(&at, "tweede-beheerder", secret, None).is_err(), "no gateway");
}

fn another_gateway_opens_the_feed_with_a_credential_of_its_own(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    admin.done("POST", "/clients", &json!({ "client_id": "gateway-zuid", "system": "gateway" }));
    let made = admin.done("POST", "/clients/gateway-zuid/secrets", &json!({}));
    let secret = made["secret"].as_str().unwrap();
    let mut events = Events::open(&at, "gateway-zuid", secret, None).unwrap_or_else(|_| panic!());
    events.snapshot();
    assert!(Events::open(&at, "gateway", secret, None).is_err(), "not in another's name");
    admin.done("DELETE", "/clients/gateway-zuid", &json!({}));
    while events.next().is_some() {}
    assert!(Events::open(&at, "gateway-zuid", secret, None).is_err(), "it ended with its client");
}

fn a_client_belongs_to_an_applicatie_or_to_the_system(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let id = empty(&at);
    for body in [
        json!({ "client_id": "van-beide", "applicatie": id, "system": "gateway" }),
        json!({ "client_id": "van-geen" }),
        json!({ "client_id": "van-iets", "system": "beheerder" }),
        json!({ "client_id": "van-alles", "system": "gateway", "extra_scopes": ["x"] }),
        json!({ "client_id": "van-alles", "system": "administrator", "audiences": ["x"] }),
    ] {
        assert_fout(&admin.call("POST", "/clients", &body), 400, "invalid");
    }
}

fn revoked_tokens_are_refused_and_new_ones_are_not(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let app = TaskApplication::with_all(&at);
    let path = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    let ask = |token: &str| Request::get(&path).bearer(token).send(at.gateway).status;
    let old = app.token(&at);
    eventually(IN_FORCE, "allowed", || ask(&old) == 200);
    let revoke = format!("/clients/{}/tokens/revoke", app.client_id);
    let revoked = admin.done("POST", &revoke, &json!({}));
    let new = app.token(&at);
    eventually(IN_FORCE, "the new token is allowed", || ask(&new) == 200);
    assert_eq!(ask(&old), 401);
    let shown = admin.done("GET", &format!("/clients/{}", app.client_id), &json!({}));
    assert_eq!(shown["judged_before"], revoked["judged_before"]);
}

fn an_administrators_own_tokens_are_revoked_too(bench: &Bench) {
    let at = bench.fresh();
    let admin = at.administrator();
    admin.done("POST", "/clients/beheerder/tokens/revoke", &json!({}));
    assert_fout(&admin.call("GET", "/keys", &json!({})), 401, "not-authenticated");
    at.administrator().done("GET", "/keys", &json!({}));
}

fn the_feed_status_names_who_listens_and_how_far(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    admin.done("POST", "/applicaties", &json!({ "label": "Iets nieuws" }));
    eventually(IN_FORCE, "the gateway's feed is where the issuer is", || {
        let status = admin.done("GET", "/feed", &json!({}));
        assert_eq!(status["fresh"], true);
        let feeds = status["feeds"].as_array().unwrap();
        let own = feeds.iter().find(|feed| feed["gateway"] == "gateway").unwrap();
        assert_eq!(own["peer"], "127.0.0.1");
        assert!(own["since"].is_string() && own["credential"].as_str().unwrap().len() == 12);
        own["sent"] == status["number"]
    });
}

fn key_of(admin: &Administrator, kid: &Value) -> Value {
    let keys = admin.done("GET", "/keys", &json!({}));
    keys["results"].as_array().unwrap().iter().find(|key| key["kid"] == *kid).unwrap().clone()
}

fn a_rotation_publishes_a_key_that_does_not_sign_yet_and_a_second_one_must_wait(bench: &Bench) {
    let at = bench.fresh();
    let admin = at.administrator();
    let made = admin.done("POST", "/keys/rotate", &json!({}));
    assert_eq!((&made["phase"], &made["removed"]), (&json!("next"), &json!([])));
    let new = made["keys"].as_array().unwrap();
    assert_eq!(algorithms(new, "algorithm"), ALGORITHMS);
    for new in new {
        let key = key_of(&admin, &new["kid"]);
        assert_eq!((&key["phase"], &key["phase_until"]), (&json!("next"), &made["signs_from"]));
        assert_eq!(key["algorithm"], new["algorithm"]);
    }
    let jwks = Request::get("/connect/jwks").send(at.issuer);
    assert_eq!(jwks.header("cache-control"), Some("public, max-age=600"));
    let published = jwks.json()["keys"].as_array().unwrap().clone();
    assert_eq!(published.len(), 8, "{published:?}");
    assert!(new.iter().all(|new| published.iter().any(|key| key["kid"] == new["kid"])));
    let token = at.administrator().token;
    let header = crate::harness::forge::header_of(&token);
    assert!(new.iter().all(|new| header["kid"] != new["kid"]), "none signs yet");
    let again = admin.call("POST", "/keys/rotate", &json!({}));
    assert_fout(&again, 409, "rotation-pending");
    let minute = &made["signs_from"].as_str().unwrap()[..16];
    assert!(again.member("detail").contains(minute), "it says when: {}", again.text());
}

fn a_rotation_at_once_kills_every_token(bench: &Bench) {
    let at = bench.fresh();
    let admin = at.administrator();
    let app = TaskApplication::with_all(&at);
    let path = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    let ask = |token: &str| Request::get(&path).bearer(token).send(at.gateway).status;
    let old = app.token(&at);
    eventually(IN_FORCE, "allowed", || ask(&old) == 200);
    let pending = admin.done("POST", "/keys/rotate", &json!({}));
    let made = admin.done("POST", "/keys/rotate", &json!({ "at_once": true }));
    assert_eq!(made["phase"], "active");
    assert_eq!(made["removed"].as_array().unwrap().len(), 8, "those that came next as well");
    assert_fout(&admin.call("GET", "/keys", &json!({})), 401, "not-authenticated");
    eventually(IN_FORCE, "refused at the gateway", || ask(&old) == 401);
    let new = app.token(&at);
    eventually(IN_FORCE, "a new token is allowed", || ask(&new) == 200);
    let admin = at.administrator();
    assert_eq!(key_of(&admin, &pending["keys"][0]["kid"])["phase"], "removed");
    let published = Request::get("/connect/jwks").send(at.issuer).json();
    let [published, made] = [&published["keys"], &made["keys"]].map(kids);
    assert_eq!(published, made);
}

/// The keys of one algorithm are replaced, and no token of another notices.
fn a_rotation_may_be_of_one_algorithm_alone(bench: &Bench) {
    let at = bench.fresh();
    let admin = at.administrator();
    let before = admin.done("GET", "/keys", &json!({}))["results"].as_array().unwrap().clone();
    let old = before.iter().find(|key| key["algorithm"] == "RS256").unwrap()["kid"].clone();
    let one = json!({ "algorithm": "RS256", "at_once": true });
    let made = admin.done("POST", "/keys/rotate", &one);
    assert_eq!(made["removed"], json!([old]));
    assert_eq!(algorithms(made["keys"].as_array().unwrap(), "algorithm"), ["RS256"]);
    let published = Request::get("/connect/jwks").send(at.issuer).json()["keys"].clone();
    let published = published.as_array().unwrap();
    assert_eq!(published.len(), 4);
    for key in published {
        let is_new = !before.iter().any(|old| old["kid"] == key["kid"]);
        assert_eq!(is_new, key["alg"] == "RS256", "{key}");
    }
    let in_time = admin.done("POST", "/keys/rotate", &json!({ "algorithm": "EdDSA" }));
    assert_eq!((&in_time["phase"], &in_time["removed"]), (&json!("next"), &json!([])));
    for (algorithm, status) in [("EdDSA", 409), ("PS256", 201)] {
        let again = admin.call("POST", "/keys/rotate", &json!({ "algorithm": algorithm }));
        assert_eq!(again.status, status, "{}", again.text());
    }
    let all = admin.call("POST", "/keys/rotate", &json!({}));
    assert_fout(&all, 409, "rotation-pending");
    for no_such in [json!("es256"), json!("HS256"), json!("none"), json!(""), json!(1)] {
        let answer = admin.call("POST", "/keys/rotate", &json!({ "algorithm": no_such }));
        assert_fout(&answer, 400, "invalid");
    }
    assert_eq!(admin.done("GET", "/keys", &json!({}))["results"].as_array().unwrap().len(), 7);
}

const ALGORITHMS: [&str; 4] = ["ES256", "RS256", "PS256", "EdDSA"];

fn algorithms<'a>(keys: &'a [Value], member: &str) -> Vec<&'a str> {
    keys.iter().map(|key| key[member].as_str().unwrap()).collect()
}

fn kids(keys: &Value) -> Vec<Value> {
    keys.as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
}
