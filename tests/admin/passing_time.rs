//! What comes to pass by itself: old secrets end with their overlap, keys enter their next phase.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::cases;
use crate::harness::forge::{claims_of, header_of};
use crate::harness::{Bench, Clocked, IN_FORCE, Request, eventually, let_them_look};

cases![
    a_secret_counts_from_its_beginning_on_and_is_pending_until_then,
    sd1_9_old_and_new_secret_work_until_the_overlap_ends_and_then_the_new_one_alone,
    a_key_is_replaced_without_one_token_that_fails,
    a_key_verifies_as_long_as_the_longest_token_that_it_signed,
    keys_that_have_signed_for_ninety_days_are_replaced_by_themselves,
];

/// The issuer looks four times a second whether something is due.
const KEEPER: Duration = Duration::from_secs(5);

fn a_secret_counts_from_its_beginning_on_and_is_pending_until_then(bench: &Bench) {
    let at = Clocked::start(bench);
    at.client("straks", TimeDelta::minutes(5));
    let start = at.now() + TimeDelta::hours(2);
    let path = "/clients/straks/secrets";
    let made = at.administrator().done("POST", path, &json!({ "not_before": start }));
    assert_eq!(made["not_before"], json!(start));
    let listed = || {
        let listed = at.administrator().done("GET", path, &json!({}));
        let is_it = |one: &&Value| one["id"] == made["id"];
        listed["results"].as_array().unwrap().iter().find(is_it).unwrap().clone()
    };
    let ask = || at.ask("straks", &made["secret"]).status;
    assert_eq!((ask(), &listed()["state"]), (401, &json!("pending")));
    assert_eq!(listed()["not_before"], json!(start));
    at.pass(TimeDelta::minutes(119));
    assert_eq!(ask(), 401);
    at.pass(TimeDelta::minutes(2));
    assert_eq!((ask(), &listed()["state"]), (200, &json!("live")));
}

fn sd1_9_old_and_new_secret_work_until_the_overlap_ends_and_then_the_new_one_alone(bench: &Bench) {
    let at = Clocked::start(bench);
    let old = at.client("wisselaar", TimeDelta::days(1))["secret"].clone();
    at.pass(TimeDelta::seconds(1));
    let rotate = json!({ "overlap": "PT1H" });
    let new = at.administrator().done("POST", "/clients/wisselaar/secrets/rotate", &rotate);
    let new = new["secret"].clone();
    let token = |secret: &Value| {
        let answer = at.ask("wisselaar", secret);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.member("access_token")
    };
    let (of_old, of_new) = (token(&old), token(&new));
    eventually(IN_FORCE, "both are allowed", || at.call(&of_old) == 200 && at.call(&of_new) == 200);
    at.pass(TimeDelta::seconds(3_598));
    let last = token(&old);
    token(&new);
    assert_eq!([&of_old, &of_new, &last].map(|token| at.call(token)), [200; 3], "until the end");
    at.pass(TimeDelta::seconds(2));
    assert_eq!(at.ask("wisselaar", &old).status, 401, "it has ended");
    token(&new);
    assert_eq!([&of_old, &of_new, &last].map(|token| at.call(token)), [401, 200, 401]);
    let listed = at.administrator().done("GET", "/clients/wisselaar/secrets", &json!({}));
    let states = listed["results"].as_array().unwrap().iter().map(|one| one["state"].clone());
    assert_eq!(states.collect::<Vec<_>>(), [json!("live"), json!("expired")]);
}

/// The new key of ES256, which signs unless a client says otherwise.
fn es256(rotated: &Value) -> Value {
    let mut keys = rotated["keys"].as_array().unwrap().iter();
    keys.find(|key| key["algorithm"] == "ES256").unwrap()["kid"].clone()
}

fn phase_of(at: &Clocked, kid: &Value) -> Value {
    let keys = at.administrator().done("GET", "/keys", &json!({}));
    let keys = keys["results"].as_array().unwrap().iter();
    keys.clone().find(|key| key["kid"] == *kid).unwrap()["phase"].clone()
}

fn published(at: &Clocked, kid: &Value) -> bool {
    let keys = Request::get("/connect/jwks").send(at.issuer).json();
    keys["keys"].as_array().unwrap().iter().any(|key| key["kid"] == *kid)
}

/// Calls with every token that is still valid, each of which must be let through.
fn use_all(at: &Clocked, tokens: &mut Vec<String>, minute: i64) {
    let now = at.now().timestamp();
    tokens.retain(|token| claims_of(token)["exp"].as_i64().unwrap() > now);
    for token in tokens {
        let kid = header_of(token)["kid"].clone();
        assert_eq!(at.call(token), 200, "minute {minute}, signed by {kid}");
    }
}

fn a_key_is_replaced_without_one_token_that_fails(bench: &Bench) {
    let at = Clocked::start(bench);
    let secret = at.client("beller", TimeDelta::minutes(5))["secret"].clone();
    let fresh = || at.ask("beller", &secret).member("access_token");
    let first = fresh();
    eventually(IN_FORCE, "allowed", || at.call(&first) == 200);
    let old = header_of(&first)["kid"].clone();
    let rotated = at.administrator().done("POST", "/keys/rotate", &json!({}));
    let (new, mut tokens, mut signers) = (es256(&rotated), vec![first], Vec::new());
    for minute in 1..=20 {
        at.pass(TimeDelta::minutes(1));
        match minute {
            // Ten minutes in caches, and one for who is late.
            11 => drop(eventually(KEEPER, "it signs", || phase_of(&at, &new) == "active")),
            // The last moments before something is due.
            10 | 16 => let_them_look(),
            // Five minutes of its last token, and one for clocks that differ.
            17 => drop(eventually(KEEPER, "it is gone", || phase_of(&at, &old) == "removed")),
            _ => {}
        }
        let token = fresh();
        signers.push(header_of(&token)["kid"].clone());
        tokens.push(token);
        use_all(&at, &mut tokens, minute);
        assert!(published(&at, &new), "minute {minute}");
        assert_eq!(published(&at, &old), minute < 17, "minute {minute}");
    }
    let expected = (1..=20).map(|minute| if minute < 11 { old.clone() } else { new.clone() });
    assert_eq!(signers, expected.collect::<Vec<_>>());
}

fn a_key_verifies_as_long_as_the_longest_token_that_it_signed(bench: &Bench) {
    let at = Clocked::start(bench);
    let secret = at.client("lang", TimeDelta::hours(3))["secret"].clone();
    let token = at.ask("lang", &secret).member("access_token");
    eventually(IN_FORCE, "allowed", || at.call(&token) == 200);
    let old = header_of(&token)["kid"].clone();
    let rotated = at.administrator().done("POST", "/keys/rotate", &json!({}));
    at.pass(TimeDelta::minutes(11));
    let second = es256(&rotated);
    eventually(KEEPER, "it signs", || phase_of(&at, &second) == "active");
    at.pass(TimeDelta::minutes(168));
    let_them_look();
    assert_eq!(at.call(&token), 200, "a minute before its end");
    at.administrator().done("DELETE", "/clients/lang", &json!({}));
    let third = es256(&at.administrator().done("POST", "/keys/rotate", &json!({})));
    at.pass(TimeDelta::minutes(14));
    eventually(KEEPER, "the second one signs", || phase_of(&at, &third) == "active");
    eventually(KEEPER, "the first is gone", || phase_of(&at, &old) == "removed");
    at.pass(TimeDelta::minutes(179));
    let_them_look();
    assert_eq!(phase_of(&at, &second), "retiring", "a deleted client had long tokens");
    at.pass(TimeDelta::minutes(2));
    eventually(KEEPER, "it is gone", || phase_of(&at, &second) == "removed");
}

/// How many keys are published of each algorithm.
fn published_of_each(at: &Clocked) -> [usize; 4] {
    let keys = Request::get("/connect/jwks").send(at.issuer).json()["keys"].clone();
    let of = |name| keys.as_array().unwrap().iter().filter(|key| key["alg"] == name).count();
    ["ES256", "RS256", "PS256", "EdDSA"].map(of)
}

fn keys_that_have_signed_for_ninety_days_are_replaced_by_themselves(bench: &Bench) {
    let at = Clocked::start(bench);
    let secret = at.client("trouw", TimeDelta::minutes(12))["secret"].clone();
    let fresh = || at.ask("trouw", &secret).member("access_token");
    let signer = |token: &str| header_of(token)["kid"].clone();
    let old = signer(&fresh());
    // The gateway hears what time it is before it may have been told nothing for too long.
    for _ in 0..4 {
        at.pass(TimeDelta::days(22));
        let token = fresh();
        eventually(KEEPER, "allowed", || at.call(&token) == 200);
    }
    at.pass(TimeDelta::days(2) - TimeDelta::minutes(12));
    let_them_look();
    assert_eq!(published_of_each(&at), [1; 4], "a minute too soon");
    at.pass(TimeDelta::minutes(1));
    eventually(KEEPER, "the next ones are published", || published_of_each(&at) == [2; 4]);
    at.pass(TimeDelta::minutes(10));
    let_them_look();
    let last = fresh();
    assert_eq!(signer(&last), old);
    at.pass(TimeDelta::minutes(1));
    eventually(KEEPER, "the next one signs", || signer(&fresh()) != old);
    let next = fresh();
    eventually(IN_FORCE, "allowed", || at.call(&next) == 200);
    assert_eq!(at.call(&last), 200, "and no token of the old one fails");
    at.pass(TimeDelta::minutes(14));
    eventually(KEEPER, "the old ones are gone", || published_of_each(&at) == [1; 4]);
    assert!(!published(&at, &old));
}
