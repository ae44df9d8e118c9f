//! When credentials were last used, as the list of a client's secrets, keys and API tokens says it.

use std::time::Duration;

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use serde_json::{Value, json};
use tokens::Algorithm;

use crate::cases;
use crate::harness::ac::AcClient;
use crate::harness::asserter::{self, Asserter, AssertingClient};
use crate::harness::client::encoded;
use crate::harness::{
    Administrator, Bench, Clocked, IN_FORCE, Installation, Options, Request, TaskApplication,
    eventually, let_them_look,
};

cases![
    a_secret_shows_in_which_minute_it_was_last_used_and_its_neighbour_never,
    a_public_key_and_a_key_of_zgw_jwts_show_their_use_after_a_stop_and_their_neighbours_none,
    a_gateways_credential_is_in_use_as_long_as_its_feed_is_open,
    an_api_token_shows_its_use_at_the_gateway_and_one_that_was_refused_shows_none,
    what_was_used_just_before_a_graceful_stop_is_not_forgotten,
    what_a_gateway_saw_while_its_issuer_was_away_is_reported_when_that_is_back,
];

/// Uses are handed on when a minute has passed on the clock; it is looked at four times a second.
const SHOWN: Duration = Duration::from_secs(5);
const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// When a credential of a client was last used.
fn used(admin: &Administrator, client_id: &str, id: &str) -> Option<DateTime<Utc>> {
    let path = format!("/clients/{}/secrets", encoded(client_id));
    let listed = admin.done("GET", &path, &json!(null));
    let mut rows = listed["results"].as_array().unwrap().iter();
    let row = rows.find(|row| row["id"] == id).unwrap();
    row["last_used_at"].as_str().map(|moment| moment.parse().unwrap())
}

fn id_of(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

/// The minute that it is for the issuer, as the administrator's next token says it.
fn minute_of(at: &Clocked) -> DateTime<Utc> {
    at.now().duration_trunc(TimeDelta::minutes(1)).unwrap()
}

fn a_secret_shows_in_which_minute_it_was_last_used_and_its_neighbour_never(bench: &Bench) {
    let at = Clocked::start(bench);
    let made = at.client("gebruikt", TimeDelta::minutes(10));
    let logged = || {
        at.rows("SELECT COUNT(*) FROM changes UNION ALL SELECT COUNT(*) FROM audit WHERE act NOT LIKE 'token.%'")
    };
    let before = logged();
    let other = at.administrator().done("POST", "/clients/gebruikt/secrets", &json!({}));
    let made_two = logged();
    assert_ne!(made_two, before);
    let wrong = format!("{}x", other["secret"].as_str().unwrap());
    let is_used = |id: &Value| used(&at.administrator(), "gebruikt", id.as_str().unwrap());
    for hours in [0, 1] {
        at.pass(TimeDelta::hours(hours));
        let minute = minute_of(&at);
        for _ in 0..3 {
            assert_eq!(at.ask("gebruikt", &made["secret"]).status, 200);
        }
        assert_eq!(at.ask("gebruikt", &json!(wrong)).status, 401);
        at.pass(MINUTE);
        eventually(SHOWN, "it is shown", || is_used(&made["id"]) == Some(minute));
        assert_eq!(is_used(&other["id"]), None);
    }
    assert_eq!(logged(), made_two, "it is nobody's deed, and no gateway hears of it");
}

fn a_public_key_and_a_key_of_zgw_jwts_show_their_use_after_a_stop_and_their_neighbours_none(
    bench: &Bench,
) {
    let mut at = bench.fresh();
    let client = AssertingClient::new(&at, TaskApplication::with_all(&at), json!({}));
    let neighbour = Asserter::new(Algorithm::Es256);
    let neighbour_id = asserter::register(&at.administrator(), client.client_id(), &neighbour);
    assert_eq!(client.ask(&at).status, 200);
    let stranger = Asserter::new(Algorithm::Es256);
    let forged = stranger.sign(&stranger.header(), &client.claims(&at));
    assert_eq!(asserter::ask(&at, &forged).status, 401);
    let ac = AcClient::writer(&at);
    assert_eq!(ac.ask("GET", "/applicaties").status, 200);
    at.stop_issuer();
    at.start_again();
    let admin = at.administrator();
    assert!(used(&admin, client.client_id(), &client.key_id).is_some());
    assert_eq!(used(&admin, client.client_id(), &neighbour_id), None);
    let path = format!("/clients/{}/secrets", encoded(&ac.application.client_id));
    let listed = admin.done("GET", &path, &json!(null));
    let rows = listed["results"].as_array().unwrap();
    let of = |kind: &str| rows.iter().find(|row| row["kind"] == kind).unwrap();
    assert!(of("zgw_hs256")["last_used_at"].is_string(), "{listed}");
    assert!(of("secret")["last_used_at"].is_null(), "{listed}");
}

fn a_gateways_credential_is_in_use_as_long_as_its_feed_is_open(bench: &Bench) {
    let at = Clocked::start(bench);
    let own = at.administrator().done("GET", "/clients/gateway/secrets", &json!(null));
    let own = id_of(&own["results"][0]);
    at.pass(TimeDelta::hours(3));
    let minute = minute_of(&at);
    eventually(SHOWN, "it is shown", || {
        at.pass(MINUTE);
        used(&at.administrator(), "gateway", &own).is_some_and(|used| used >= minute)
    });
}

/// The status of a call with an API token.
fn call(at: std::net::SocketAddr, token: &Value) -> u16 {
    let value = format!("Token {}", token["token"].as_str().unwrap());
    let path = "/zaken/api/v1/zaken/0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001";
    Request::get(path).header("Authorization", &value).send(at).status
}

fn an_api_token_shows_its_use_at_the_gateway_and_one_that_was_refused_shows_none(bench: &Bench) {
    let at = Clocked::start(bench);
    let secret = at.client("scherm", TimeDelta::minutes(10))["secret"].clone();
    let soon = minute_of(&at) + TimeDelta::minutes(5);
    let make = |body: Value| at.administrator().done("POST", "/clients/scherm/api-tokens", &body);
    let [taken, idle, revoked] = [(); 3].map(|()| make(json!({})));
    let expired = make(json!({ "expires_at": soon }));
    let path = format!("/clients/scherm/secrets/{}", id_of(&revoked));
    at.administrator().done("DELETE", &path, &json!({}));
    at.pass(TimeDelta::minutes(10));
    // A token of now is judged by what the gateway has heard by now.
    assert_eq!(at.call(&at.ask("scherm", &secret).member("access_token")), 200);
    let unknown = json!({ "token": format!("zpk_{}", "A".repeat(43)) });
    assert_eq!([&revoked, &expired, &unknown].map(|token| call(at.gateway, token)), [401; 3]);
    let is_used = |token: &Value| used(&at.administrator(), "scherm", &id_of(token));
    for hours in [0, 1] {
        at.pass(TimeDelta::hours(hours));
        let minute = minute_of(&at);
        assert_eq!(call(at.gateway, &taken), 200);
        at.pass(MINUTE);
        eventually(SHOWN, "it is shown", || is_used(&taken) == Some(minute));
    }
    let_them_look();
    assert_eq!([&idle, &revoked, &expired].map(is_used), [None; 3]);
}

fn api_token(at: &Installation, client_id: &str) -> Value {
    let path = format!("/clients/{}/api-tokens", encoded(client_id));
    let made = at.administrator().done("POST", &path, &json!({}));
    eventually(IN_FORCE, "known", || call(at.gateway, &made) != 401);
    made
}

fn what_was_used_just_before_a_graceful_stop_is_not_forgotten(bench: &Bench) {
    let mut at = bench.fresh();
    let application = TaskApplication::with_all(&at);
    at.trust(&application.client_id);
    let path = format!("/clients/{}/api-tokens", encoded(&application.client_id));
    let is_used = |at: &Installation, id: &str| {
        used(&at.administrator(), &application.client_id, id).is_some()
    };
    // What comes after the first report waits for a minute.
    let first = id_of(&api_token(&at, &application.client_id));
    eventually(SHOWN, "the first is reported", || is_used(&at, &first));
    let second = at.administrator().done("POST", &path, &json!({}));
    eventually(IN_FORCE, "known", || call(at.gateway, &second) != 401);
    assert_eq!(application.ask(&at, "").status, 200);
    let listed =
        at.administrator().done("GET", &path.replace("api-tokens", "secrets"), &json!(null));
    let mut rows = listed["results"].as_array().unwrap().iter();
    let secret = rows.find(|row| row["kind"] == "secret").unwrap();
    let ids = [id_of(secret), id_of(&second)];
    assert!(!is_used(&at, &ids[1]), "it is not due yet");
    at.stop_issuer();
    at.start_again();
    assert_eq!(ids.each_ref().map(|id| is_used(&at, id)), [true; 2]);
}

fn what_a_gateway_saw_while_its_issuer_was_away_is_reported_when_that_is_back(bench: &Bench) {
    let mut at = bench.with(&Options::default().apart(1, 1));
    let application = TaskApplication::with_all(&at);
    at.trust(&application.client_id);
    let path = format!("/clients/{}/api-tokens", encoded(&application.client_id));
    let [token, idle] = [(); 2].map(|()| at.administrator().done("POST", &path, &json!({})));
    // Known there, and not used before the issuer is away.
    let jwt = application.token(&at);
    eventually(IN_FORCE, "the gateway has heard", || {
        Request::get("/zaken/api/v1/zaken").bearer(&jwt).send(at.gateway).status == 200
    });
    at.kill_issuer();
    assert_ne!(call(at.gateway, &token), 401);
    eventually(SHOWN, "it is told once", || at.said().contains("credentials were last used"));
    at.start_issuer();
    let is_used = |made: &Value| used(&at.administrator(), &application.client_id, &id_of(made));
    eventually(SHOWN * 2, "it is reported", || is_used(&token).is_some());
    assert_eq!(is_used(&idle), None);
    assert_eq!(at.said().matches("credentials were last used").count(), 1);
}
