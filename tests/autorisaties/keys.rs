//! Keys of ZGW JWTs beside secrets: two kinds that never mix, each with an end of its own.

use chrono::TimeDelta;
use edge::clock::Clock;
use serde_json::{Value, json};
use tokens::UnixTime;
use tokens::zgw::{self, ZgwClaims};

use super::assert_problem;
use crate::admin::assert_fout;
use crate::cases;
use crate::harness::ac::{AC, AcClient};
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Bench, Clocked, Installation, Request};

cases![
    what_is_one_kind_is_refused_as_the_other,
    a_rotation_of_secrets_leaves_keys_alone,
    at_most_five_keys_live_at_once,
    a_key_is_refused_past_its_end_and_a_token_past_its_own,
    an_imported_key_is_not_shown_and_lies_sealed,
];

fn keys_of(ac: &AcClient) -> String {
    format!("/clients/{}/zgw-keys", encoded(&ac.application.client_id))
}

fn in_a_day() -> Value {
    json!(Clock::system().now() + TimeDelta::days(1))
}

fn what_is_one_kind_is_refused_as_the_other(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let (id, secret) = (&ac.application.client_id, &ac.application.secret);
    let grant = "grant_type=client_credentials";
    for request in [
        Request::post("/connect/token").header("Authorization", &basic(id, &ac.key)).form(grant),
        Request::post("/connect/token")
            .form(&format!("{grant}&client_id={id}&client_secret={}", encoded(&ac.key))),
    ] {
        let answer = request.send(at.issuer);
        assert_eq!((answer.status, answer.member("error").as_str()), (401, "invalid_client"));
    }
    let feed = Request::get("/feed/v1").header("Authorization", &basic(id, &ac.key));
    assert_eq!(feed.send(at.issuer).status, 401);
    for secret in [secret, &at.first_secret()] {
        let body = json!({ "expires_at": in_a_day(), "key": secret });
        let refused = at.administrator().call("POST", &keys_of(&ac), &body);
        assert_fout(&refused, 400, "invalid");
        assert!(!refused.text().contains(secret.as_str()));
    }
    for system in ["beheerder", "gateway"] {
        let body = json!({ "expires_at": in_a_day() });
        let path = format!("/clients/{system}/zgw-keys");
        assert_fout(&at.administrator().call("POST", &path, &body), 400, "invalid");
    }
}

fn a_rotation_of_secrets_leaves_keys_alone(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let path = format!("/clients/{}/secrets/rotate", encoded(&ac.application.client_id));
    let made = at.administrator().done("POST", &path, &json!({ "overlap": 0 }));
    assert_eq!(made["replaced"].as_array().unwrap().len(), 1);
    assert_eq!(made["replaced"][0]["id"], json!(ac.application.secret_id));
    assert_eq!(ac.application.ask(&at, "").status, 401);
    assert_eq!(ac.ask("GET", "/applicaties?clientIds=x").status, 200);
}

fn at_most_five_keys_live_at_once(bench: &Bench) {
    let at = bench.shared();
    let (ac, admin) = (AcClient::writer(&at), at.administrator());
    let make = || admin.call("POST", &keys_of(&ac), &json!({ "expires_at": in_a_day() }));
    let made: Vec<Value> = (0..4).map(|_| make().json()).collect();
    let sixth = make();
    assert_eq!(sixth.status, 409, "{}", sixth.text());
    let id = made[0]["id"].as_str().unwrap();
    let path = format!("/clients/{}/secrets/{id}", encoded(&ac.application.client_id));
    admin.done("DELETE", &path, &json!({}));
    assert_eq!(make().status, 201, "one that is revoked leaves room");
    assert_eq!(ac.ask("GET", "/applicaties?clientIds=x").status, 200, "the first goes on");
}

/// A key of a client on a clock that is moved.
fn key_on(at: &Clocked, client_id: &str, ends_in: TimeDelta, now: UnixTime) -> String {
    let end = chrono::DateTime::from_timestamp(now.as_secs(), 0).unwrap() + ends_in;
    let path = format!("/clients/{client_id}/zgw-keys");
    let made = at.administrator().done("POST", &path, &json!({ "expires_at": end }));
    made["key"].as_str().unwrap().to_owned()
}

fn jwt_at(client_id: &str, key: &str, now: UnixTime) -> String {
    let claims = ZgwClaims {
        iss: client_id.to_owned(),
        client_id: client_id.to_owned(),
        iat: now,
        exp: UnixTime::new(now.as_secs() + 3_000),
        user_id: None,
        user_representation: None,
    };
    zgw::sign(&claims, key.as_bytes())
}

fn a_key_is_refused_past_its_end_and_a_token_past_its_own(bench: &Bench) {
    let at = Clocked::start(bench);
    let start = Clock::system().unix();
    let secret = at.client("ac", TimeDelta::hours(1))["secret"].clone();
    let short = key_on(&at, "ac", TimeDelta::hours(2), start);
    let long = key_on(&at, "ac", TimeDelta::hours(4), start);
    let resource = format!("http://{}", at.issuer);
    let form = format!("grant_type=client_credentials&resource={}", encoded(&resource));
    let token = Request::post("/connect/token")
        .header("Authorization", &basic("ac", secret.as_str().unwrap()))
        .form(&form)
        .send(at.issuer);
    let token = token.member("access_token");
    let ask = |bearer: &str| {
        let path = format!("{AC}/applicaties?clientIds=x");
        Request::get(&path).bearer(bearer).send(at.issuer)
    };
    let after = |hours: i64| UnixTime::new(start.as_secs() + hours * 3_600);
    let first = jwt_at("ac", &short, start);
    assert_eq!(ask(&first).status, 200);
    at.pass(TimeDelta::hours(1));
    assert_problem(&ask(&first), 401, "jwt-expiredsignatureerror");
    if !token.is_empty() {
        assert_problem(&ask(&token), 401, "authentication_failed");
    }
    assert_eq!(ask(&jwt_at("ac", &short, after(1))).status, 200);
    at.pass(TimeDelta::hours(1) + TimeDelta::seconds(5));
    assert_problem(&ask(&jwt_at("ac", &short, after(2))), 401, "invalid-jwt-signature");
    assert_eq!(ask(&jwt_at("ac", &long, after(2))).status, 200);
    at.pass(TimeDelta::hours(2));
    assert_problem(&ask(&jwt_at("ac", &long, after(4))), 401, "invalid-client-identifier");
}

fn an_imported_key_is_not_shown_and_lies_sealed(bench: &Bench) {
    let at = bench.fresh();
    let (mut ac, admin) = (AcClient::writer(&at), at.administrator());
    let key = "sleutel-van-elders-sleutel-van-elders";
    let made = admin.done("POST", &keys_of(&ac), &json!({ "expires_at": in_a_day(), "key": key }));
    assert_eq!(made.get("key"), None);
    let made_here = std::mem::replace(&mut ac.key, key.to_owned());
    assert_eq!(ac.ask("GET", "/applicaties?clientIds=x").status, 200);
    assert_nowhere(&at, &[key, &made_here]);
}

fn assert_nowhere(at: &Installation, canaries: &[&str]) {
    let (said, database) = (at.said(), at.database_bytes());
    for canary in canaries {
        assert!(!said.contains(canary), "{canary} is said");
        let mut windows = database.windows(canary.len());
        assert!(!windows.any(|window| window == canary.as_bytes()), "{canary} is stored");
    }
}
