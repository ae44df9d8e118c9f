//! The way to an upstream: several addresses, what is sent once, and how often a client may ask.

use std::net::SocketAddr;

use serde_json::json;
use voorbeeldzaken::sample;

use super::{melding, refused};
use crate::cases;
use crate::harness::{
    Bench, IN_FORCE, Installation, Options, OwnGateway, Request, ScriptedUpstream, Tail,
    TaskApplication, eventually, free_port, write_secret,
};

cases![
    an_address_that_is_away_costs_nobody_an_answer_and_the_log_says_so,
    a_post_whose_connection_ends_is_sent_once_and_its_outcome_is_unknown,
    a_client_that_asks_too_often_is_told_when_to_come_back,
    what_an_upstream_must_know_of_a_client_hangs_on_who_keeps_its_applicaties,
    the_gateways_own_token_reaches_the_upstream_and_no_log,
    the_callers_token_goes_on_only_if_it_is_for_that_upstream_alone,
];

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

fn before(bench: &Bench, addresses: &[SocketAddr]) -> Installation {
    let addresses: Vec<_> = addresses.iter().map(|one| format!("\"http://{one}\"")).collect();
    let addresses = format!("[{}]", addresses.join(", "));
    bench.with(&Options::default().set("GATEWAY__UPSTREAM__0__ADDRESS", &addresses))
}

fn an_address_that_is_away_costs_nobody_an_answer_and_the_log_says_so(bench: &Bench) {
    let upstream = ScriptedUpstream::start(OK, Tail::End);
    let away = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let at = before(bench, &[away, upstream.address]);
    let token = TaskApplication::with_all(&at).token(&at);
    for _ in 0..20 {
        assert_eq!(Request::get(&melding()).bearer(&token).send(at.gateway).status, 200);
        let post = Request::post(sample::ZAKEN).bearer(&token).json(&json!({ "a": 1 }));
        assert_eq!(post.send(at.gateway).status, 200);
    }
    assert_eq!(upstream.heads().len(), 40);
    let said = at.said();
    // Once each time that it is out, which is for longer and longer.
    let times = said.matches("requests do not go there for now").count();
    assert!((1..=3).contains(&times), "{times}: {said}");
    assert!(said.contains(&away.to_string()), "{said}");
}

fn a_post_whose_connection_ends_is_sent_once_and_its_outcome_is_unknown(bench: &Bench) {
    let upstreams = [(); 2].map(|()| ScriptedUpstream::start("", Tail::End));
    let at = before(bench, &upstreams.each_ref().map(|upstream| upstream.address));
    let token = TaskApplication::with_all(&at).token(&at);
    let post = Request::post(sample::ZAKEN).bearer(&token).json(&json!({ "a": 1 }));
    for sent in 1..=4 {
        let answer = post.send(at.gateway);
        refused(&answer, 502, "upstream-broke-off");
        assert!(answer.member("detail").contains("whether it acted is unknown"), "{answer:?}");
        let heads: usize = upstreams.iter().map(|upstream| upstream.heads().len()).sum();
        assert_eq!(heads, sent);
    }
}

fn a_client_that_asks_too_often_is_told_when_to_come_back(bench: &Bench) {
    let options = Options::default()
        .set("GATEWAY__UPSTREAM__0__RATE_LIMIT__REQUESTS", "1")
        .set("GATEWAY__UPSTREAM__0__RATE_LIMIT__PER", "10m")
        .set("GATEWAY__UPSTREAM__0__RATE_LIMIT__BURST", "2");
    let at = bench.with(&options);
    let [one, other] = [(); 2].map(|()| TaskApplication::with_all(&at).token(&at));
    let ask = |token: &str| Request::get(&melding()).bearer(token).send(at.gateway);
    for _ in 0..2 {
        assert_eq!(ask(&one).status, 200);
    }
    let answer = ask(&one);
    refused(&answer, 429, "throttled");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((500..=600).contains(&wait), "{wait}");
    assert_eq!(ask(&other).status, 200, "another client");
}

fn what_an_upstream_must_know_of_a_client_hangs_on_who_keeps_its_applicaties(bench: &Bench) {
    for (kept, told) in [("all", "heeftAlleAutorisaties"), ("manual", "is kept by hand")] {
        let key = "GATEWAY__UPSTREAM__0__APPLICATIES";
        let at = bench.with(&Options::default().set(key, kept));
        let environment = [(format!("ZAAKPOORT__{key}"), kept.to_owned())];
        let environment = environment.each_ref().map(|(key, value)| (key.as_str(), value.as_str()));
        let arguments = ["gateway", "upstream-secret", "app"];
        let shown = crate::harness::run(&at.path(""), &arguments, &environment);
        assert!(shown.status.success() && shown.stderr.contains(told), "{kept}: {}", shown.stderr);
    }
}

/// A gateway that serves one more upstream, for tokens of the installation's, and says all it can.
fn with_another(at: &Installation, upstream: &ScriptedUpstream, credential: &str) -> OwnGateway {
    let more = format!(
        r#"
[log]
filter = "debug"
[[gateway.upstream]]
name = "elders"
public_url = "https://elders.example"
address = "http://{}"
objects = "upstream"
audience = ["{}"]
credential = {credential}
apis = [{{ component = "zrc", path = "/zaken/api/v1" }}]
"#,
        upstream.address,
        at.public_url()
    );
    let mut gateway = OwnGateway::serving(at, "elders", &more);
    gateway.start_ready();
    gateway
}

fn the_gateways_own_token_reaches_the_upstream_and_no_log(bench: &Bench) {
    let at = bench.with(&Options::default().split());
    let (upstream, server) =
        (ScriptedUpstream::start(OK, Tail::End), ScriptedUpstream::start("", Tail::End));
    write_secret(&at.path("idp.secret"), "een-geheim-van-elders");
    let credential = format!(
        "{{ kind = 'oauth2', token_url = 'http://{}/token', client_id = 'poort', \
         client_secret = {{ file = 'idp.secret' }} }}",
        server.address
    );
    let gateway = with_another(&at, &upstream, &credential);
    let token = TaskApplication::with_all(&at).token(&at);
    let ask = || gateway.ask("elders.example", Request::get(&melding()).bearer(&token));
    let body = r#"{"error":"invalid_client","error_description":"not een-geheim-van-elders"}"#;
    let refusal = format!("HTTP/1.1 401 X\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    server.says(&refusal);
    refused(&ask(), 502, "upstream-token-refused");
    let why = || gateway.said().contains("401 Unauthorized (invalid_client)");
    eventually(IN_FORCE, "the log says why", why);
    let body = r#"{"access_token":"een-token-van-elders","token_type":"Bearer"}"#;
    server.says(&format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    eventually(std::time::Duration::from_secs(20), "it is asked again", || ask().status == 200);
    let heads = upstream.heads();
    assert!(heads[0].contains("authorization: bearer een-token-van-elders\r\n"), "{heads:?}");
    assert!(!heads[0].contains(&token.to_ascii_lowercase()), "{heads:?}");
    let said = gateway.said();
    for secret in ["een-geheim-van-elders", "een-token-van-elders", &token] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}

fn the_callers_token_goes_on_only_if_it_is_for_that_upstream_alone(bench: &Bench) {
    let at = bench.with(&Options::default().split());
    let upstream = ScriptedUpstream::start(OK, Tail::End);
    let gateway = with_another(&at, &upstream, "{ kind = 'passthrough' }");
    let token = TaskApplication::with_all(&at).token(&at);
    let ask = |credential: &str| {
        let request = Request::get(&melding()).header("Authorization", credential);
        gateway.ask("elders.example", request)
    };
    assert_eq!(ask(&format!("Bearer {token}")).status, 200);
    let heads = upstream.heads();
    let passed = format!("authorization: bearer {}\r\n", token.to_ascii_lowercase());
    assert!(heads[0].contains(&passed), "{heads:?}");
    // One for more than this upstream: crates/gateway/tests/gateway/upstream_tokens.rs.
    refused(&ask(&format!("Bearer {}x", &token[..token.len() - 1])), 401, "token-not-valid");
    assert_eq!(upstream.heads().len(), 1);
    assert!(!gateway.said().contains(&token));
}
