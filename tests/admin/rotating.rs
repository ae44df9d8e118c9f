//! `/admin/v1/clients/{client_id}/secrets`: listed without what they are, and rotated.

use serde_json::{Value, json};

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::{Bench, IN_FORCE, Installation, Request, TaskApplication, eventually};
use voorbeeldzaken::sample;

cases![
    secrets_are_listed_newest_first_with_their_state_and_never_what_they_are,
    a_rotation_gives_a_new_secret_and_the_old_ones_an_end,
    an_end_that_comes_sooner_than_the_overlap_stays,
    a_rotation_without_overlap_ends_the_old_ones_and_their_tokens_at_once,
    the_last_administrator_may_rotate_without_overlap_but_not_to_an_end,
    what_is_no_overlap_is_refused,
];

fn secrets_of(at: &Installation, client_id: &str) -> Vec<Value> {
    let path = format!("/clients/{client_id}/secrets");
    at.administrator().done("GET", &path, &json!({}))["results"].as_array().unwrap().clone()
}

fn secrets_are_listed_newest_first_with_their_state_and_never_what_they_are(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    admin.done("POST", "/clients", &json!({ "client_id": "lijst", "applicatie": empty(&at) }));
    let make = |body: Value| admin.done("POST", "/clients/lijst/secrets", &body);
    let revoked = make(json!({ "label": "oud" }));
    let live = make(json!({ "label": "nieuw", "expires_at": "2099-01-01T00:00:00Z" }));
    let path = format!("/clients/lijst/secrets/{}", revoked["id"].as_str().unwrap());
    admin.done("DELETE", &path, &json!({}));
    let listed = secrets_of(&at, "lijst");
    let seen: Vec<(&Value, &Value, &Value)> =
        listed.iter().map(|one| (&one["id"], &one["state"], &one["label"])).collect();
    assert_eq!(
        seen,
        [
            (&live["id"], &json!("live"), &json!("nieuw")),
            (&revoked["id"], &json!("revoked"), &json!("oud")),
        ]
    );
    assert_eq!(listed[0]["expires_at"], "2099-01-01T00:00:00Z");
    let text = json!(listed).to_string();
    for secret in [&live, &revoked] {
        assert!(!text.contains(secret["secret"].as_str().unwrap()));
    }
    assert!(!text.contains("argon2") && !text.contains("hash"), "{text}");
}

fn rotate(at: &Installation, client_id: &str, body: &Value) -> Value {
    at.administrator().done("POST", &format!("/clients/{client_id}/secrets/rotate"), body)
}

fn a_rotation_gives_a_new_secret_and_the_old_ones_an_end(bench: &Bench) {
    let at = bench.shared();
    let mut app = TaskApplication::with_all(&at);
    let old = (app.secret_id.clone(), app.secret.clone());
    let made = rotate(&at, &app.client_id, &json!({ "label": "2027", "overlap": "P1D" }));
    assert_eq!(made["expires_at"], Value::Null);
    assert_eq!(made["replaced"][0]["id"], json!(old.0));
    assert_eq!(made["replaced"].as_array().unwrap().len(), 1);
    assert!(made["replaced"][0]["expires_at"].is_string());
    assert_eq!(app.ask(&at, "").status, 200, "the old one goes on");
    made["secret"].as_str().unwrap().clone_into(&mut app.secret);
    assert_eq!(app.ask(&at, "").status, 200, "the new one is valid at once");
    let listed = secrets_of(&at, &app.client_id);
    assert!(listed.iter().all(|secret| secret["state"] == "live"), "{listed:?}");
    let ended = |at: usize| chrono(&listed[at]["expires_at"]);
    let created = chrono(&listed[0]["created_at"]);
    assert_eq!((ended(1) - created).num_seconds(), 86_400);
}

fn chrono(value: &Value) -> chrono::DateTime<chrono::Utc> {
    value.as_str().unwrap().parse().unwrap()
}

fn an_end_that_comes_sooner_than_the_overlap_stays(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    admin.done("POST", "/clients", &json!({ "client_id": "eerder", "applicatie": empty(&at) }));
    let end = "2090-01-01T00:00:00Z";
    let long = admin.done("POST", "/clients/eerder/secrets", &json!({ "expires_at": end }));
    let soon = edge::clock::Clock::system().now() + chrono::TimeDelta::hours(1);
    let short = admin.done("POST", "/clients/eerder/secrets", &json!({ "expires_at": soon }));
    rotate(&at, "eerder", &json!({}));
    let listed = secrets_of(&at, "eerder");
    let end_of = |made: &Value| {
        let one = listed.iter().find(|one| one["id"] == made["id"]).unwrap();
        chrono(&one["expires_at"])
    };
    assert_eq!(end_of(&short).timestamp_millis(), soon.timestamp_millis());
    let days = (end_of(&long) - edge::clock::Clock::system().now()).num_days();
    assert_eq!(days, 13, "two weeks when nothing is said");
}

fn a_rotation_without_overlap_ends_the_old_ones_and_their_tokens_at_once(bench: &Bench) {
    let at = bench.shared();
    let app = TaskApplication::with_all(&at);
    let path = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    let token = app.token(&at);
    let ask = || Request::get(&path).bearer(&token).send(at.gateway).status;
    eventually(IN_FORCE, "allowed", || ask() == 200);
    let made = rotate(&at, &app.client_id, &json!({ "overlap": 0 }));
    assert_eq!(made["replaced"][0]["state"], "revoked");
    assert_eq!(app.ask(&at, "").status, 401, "the old one is gone");
    eventually(IN_FORCE, "and its token", || ask() == 401);
}

fn the_last_administrator_may_rotate_without_overlap_but_not_to_an_end(bench: &Bench) {
    let at = bench.fresh();
    let ends = json!({ "expires_at": "2099-01-01T00:00:00Z" });
    let path = "/clients/beheerder/secrets/rotate";
    let refused = at.administrator().call("POST", path, &ends);
    assert_fout(&refused, 409, "last-secret");
    let made = rotate(&at, "beheerder", &json!({ "overlap": "PT0S" }));
    let secret = made["secret"].as_str().unwrap();
    let admin = crate::harness::Administrator::login(at.issuer, secret);
    admin.done("GET", "/keys", &json!({}));
}

fn what_is_no_overlap_is_refused(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    admin.done("POST", "/clients", &json!({ "client_id": "overlap", "applicatie": empty(&at) }));
    for overlap in [json!("14d"), json!(-1), json!("P1M"), json!(1.5), json!("P400D"), json!([])] {
        let body = json!({ "overlap": overlap });
        let answer = admin.call("POST", "/clients/overlap/secrets/rotate", &body);
        assert_fout(&answer, 400, "invalid");
    }
    let answer = admin.call("POST", "/clients/overlap/secrets/rotate", &json!({ "overlp": 0 }));
    assert!(answer.member("detail").contains("did you mean `overlap`?"), "{}", answer.text());
    assert_eq!(secrets_of(&at, "overlap"), Vec::<Value>::new(), "a refusal makes none");
}
