//! `POST /feed/v1/uses`: a gateway says which API tokens it took, and nobody says anything else.

use chrono::{DateTime, TimeDelta, Utc};
use edge::clock::Clock;
use edge::uses::Minute;
use serde_json::{Value, json};

use crate::cases;
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Installation, Request, TaskApplication};

cases![
    a_report_says_when_an_api_token_was_used_and_never_takes_it_back,
    what_is_still_to_come_was_not_used_then,
    of_other_credentials_and_of_made_up_ids_a_report_says_nothing,
    nobody_but_a_gateway_reports_uses,
    what_is_no_report_is_refused_with_its_problem,
];

const PATH: &str = "/feed/v1/uses";

/// A client with a secret and an API token.
struct Client {
    id: String,
    secret: String,
    secret_id: Value,
    token: Value,
}

impl Client {
    fn new(at: &Installation) -> Self {
        let application = TaskApplication::with_all(at);
        let path = format!("/clients/{}/api-tokens", encoded(&application.client_id));
        let token = at.administrator().done("POST", &path, &json!({}))["id"].clone();
        let id = application.client_id.clone();
        let mut client = Self { id, secret: application.secret, secret_id: json!(null), token };
        client.secret_id = client.row(at, "secret")["id"].clone();
        client
    }

    fn row(&self, at: &Installation, kind: &str) -> Value {
        let path = format!("/clients/{}/secrets", encoded(&self.id));
        let listed = at.administrator().done("GET", &path, &json!(null));
        let mut rows = listed["results"].as_array().unwrap().iter();
        rows.find(|row| row["kind"] == kind).unwrap().clone()
    }

    fn used(&self, at: &Installation, kind: &str) -> Option<DateTime<Utc>> {
        let moment = &self.row(at, kind)["last_used_at"];
        moment.as_str().map(|moment| moment.parse().unwrap())
    }
}

fn own(at: &Installation) -> String {
    let credential = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    basic("gateway", credential.trim())
}

fn report(at: &Installation, uses: &Value) -> Answer {
    let request = Request::post(PATH).header("Authorization", &own(at));
    request.json(&json!({ "uses": uses })).send(at.issuer)
}

/// A number of minutes since 1970, so many from now.
fn minute(from_now: i64) -> Minute {
    Minute::of(Clock::system().now() + TimeDelta::minutes(from_now))
}

/// Reports one use.
fn used(at: &Installation, id: &Value, when: Minute) {
    let answer = report(at, &json!({ id.as_str().unwrap(): when }));
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
}

fn a_report_says_when_an_api_token_was_used_and_never_takes_it_back(bench: &Bench) {
    let at = bench.shared();
    let client = Client::new(&at);
    assert_eq!(client.used(&at, "api_token"), None);
    let minutes = [-20, -30, -20, -10, -11].map(minute);
    for (when, expected) in minutes.into_iter().zip([0, 0, 0, 3, 3]) {
        used(&at, &client.token, when);
        assert_eq!(client.used(&at, "api_token"), Some(minutes[expected].start()));
    }
    assert_eq!(client.used(&at, "secret"), None);
}

fn what_is_still_to_come_was_not_used_then(bench: &Bench) {
    let at = bench.shared();
    for ahead in [json!(minute(5)), json!(u32::MAX)] {
        let client = Client::new(&at);
        let before = minute(0);
        let answer = report(&at, &json!({ client.token.as_str().unwrap(): ahead }));
        assert_eq!(answer.status, 204, "{}", answer.text());
        let shown = client.used(&at, "api_token").unwrap();
        assert!((before.start()..=minute(0).start()).contains(&shown), "{ahead}: {shown}");
    }
}

fn of_other_credentials_and_of_made_up_ids_a_report_says_nothing(bench: &Bench) {
    let at = bench.shared();
    let client = Client::new(&at);
    let when = minute(-1);
    let made_up = ["AAAAAAAAAAAA", "", "'; --", "a\u{0}b", &"x".repeat(2_000)];
    for id in made_up.into_iter().chain(client.secret_id.as_str()) {
        assert_eq!(report(&at, &json!({ id: when })).status, 204, "{id}");
    }
    assert_eq!((client.used(&at, "secret"), client.used(&at, "api_token")), (None, None));
    // What stands beside it counts.
    let both = json!({ "AAAAAAAAAAAA": when, client.token.as_str().unwrap(): when });
    assert_eq!(report(&at, &both).status, 204);
    assert_eq!(client.used(&at, "api_token"), Some(when.start()));
}

fn nobody_but_a_gateway_reports_uses(bench: &Bench) {
    let at = bench.shared();
    let client = Client::new(&at);
    let body = json!({ "uses": { client.token.as_str().unwrap(): minute(-1) } });
    let gateways = own(&at);
    for header in [
        "",
        "Token x",
        &format!("Bearer {}", at.administrator().token),
        &basic("beheerder", &at.first_secret()),
        &basic(&client.id, &client.secret),
        &basic("gateway", &client.secret),
        &gateways[..gateways.len() - 8],
    ] {
        let answer = Request::post(PATH).header("Authorization", header).json(&body);
        let answer = answer.send(at.issuer);
        assert_eq!((answer.status, answer.member("code").as_str()), (401, "not-authenticated"));
        assert!(answer.header("www-authenticate").is_some());
    }
    let twice = Request::post(PATH).header("Authorization", &gateways);
    let twice = twice.header("Authorization", &gateways).json(&body).send(at.issuer);
    assert_eq!((twice.status, twice.member("code").as_str()), (400, "invalid-request"));
    assert_eq!(client.used(&at, "api_token"), None);
    assert_eq!(report(&at, &body["uses"]).status, 204);
}

fn what_is_no_report_is_refused_with_its_problem(bench: &Bench) {
    let at = bench.shared();
    let client = Client::new(&at);
    let id = client.token.as_str().unwrap();
    let send = |media_type: &str, body: &str| {
        let request = Request::post(PATH).header("Authorization", &own(&at));
        let answer = request.body(media_type, body).send(at.issuer);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.member("code"), "invalid-request", "{}", answer.text());
        answer.status
    };
    let good = json!({ "uses": { id: minute(-1) } }).to_string();
    for body in [
        "",
        "{}",
        "[{}]",
        "{\"uses\":{},\"more\":1}",
        &format!("{{\"uses\":{{\"{id}\":-1}}}}"),
        &format!("{{\"uses\":{{\"{id}\":\"2026-01-01T00:00:00Z\"}}}}"),
    ] {
        assert_eq!(send("application/json", body), 400, "{body}");
    }
    assert_eq!(send("application/x-www-form-urlencoded", &good), 400);
    assert_eq!(send("application/json", &format!("{good}{}", " ".repeat(70_000))), 413);
    assert_eq!(client.used(&at, "api_token"), None);
    for method in ["GET", "PUT", "DELETE"] {
        let request = Request::new(method, PATH).header("Authorization", &own(&at));
        assert_eq!(request.send(at.issuer).status, 405, "{method}");
    }
}
