//! `/metrics`: what was counted is what was done, and it names nobody.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use chrono::{SecondsFormat, TimeDelta};
use edge::clock::Clock;
use serde_json::json;
use voorbeeldzaken::sample;

use crate::cases;
use crate::harness::people::basic;
use crate::harness::{
    Autorisatie, Bench, Connection, Installation, Options, Request, Scrape, ScriptedUpstream, Tail,
    TaskApplication, eventually, free_port, run,
};

cases![
    each_token_and_each_refusal_at_the_token_endpoint_is_counted,
    each_verdict_is_counted_by_its_rule_and_its_kind_of_credential,
    what_ends_before_long_is_counted_and_so_are_the_phases_of_keys,
    what_waits_for_the_webhook_is_seen_until_it_is_taken,
    an_upstream_that_fails_is_seen,
    a_gateway_says_that_it_judges_and_how_old_what_it_knows_is,
    requests_of_the_issuer_are_counted_by_their_route_and_never_by_their_path,
    nobody_is_named_in_it,
    it_is_told_at_one_address_alone_and_nowhere_unless_that_is_named,
    an_address_that_is_taken_ends_the_start_and_is_named_by_its_key,
];

/// How often the outbox is looked at, on a machine that does much else.
const SEEN: Duration = Duration::from_secs(20);

fn melding() -> String {
    format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR)
}

fn watched(bench: &Bench, options: Options) -> (Installation, SocketAddr) {
    let metrics = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
    (bench.with(&options.set("METRICS__LISTEN", &metrics.to_string())), metrics)
}

fn each_token_and_each_refusal_at_the_token_endpoint_is_counted(bench: &Bench) {
    let (at, metrics) = watched(bench, Options::default());
    let application = TaskApplication::with_all(&at);
    let tokens = |grant, result| {
        let labels = [("grant", grant), ("result", result)];
        Scrape::of(metrics).sum("zaakpoort_issuer_tokens_total", &labels)
    };
    let before = tokens("client_credentials", "issued");
    for _ in 0..3 {
        application.token(&at);
    }
    assert_eq!(tokens("client_credentials", "issued") - before, 3);
    let ask = |body: &str, authorization: &str| {
        let request = Request::post("/connect/token").form(body);
        request.header("Authorization", authorization).send(at.issuer).status
    };
    let right = basic(&application.client_id, &application.secret);
    let wrong = basic(&application.client_id, "zp_niet-het-geheim");
    assert_eq!(ask("grant_type=client_credentials", &wrong), 401);
    assert_eq!(ask("grant_type=client_credentials&scope=niet.gehad", &right), 400);
    assert_eq!(ask("grant_type=password", &right), 400);
    assert_eq!(ask("grant_type=refresh_token&refresh_token=x", &right), 400);
    assert_eq!(tokens("client_credentials", "invalid_client"), 1);
    assert_eq!(tokens("client_credentials", "invalid_scope"), 1);
    assert_eq!(tokens("other", "unsupported_grant_type"), 1);
    assert_eq!(tokens("refresh_token", "issued"), 0);
    let refused =
        Scrape::of(metrics).sum("zaakpoort_issuer_tokens_total", &[("grant", "refresh_token")]);
    assert_eq!(refused, 1);
}

fn each_verdict_is_counted_by_its_rule_and_its_kind_of_credential(bench: &Bench) {
    let (at, metrics) = watched(bench, Options::default());
    let everything = TaskApplication::with_all(&at).token(&at);
    let reader = [Autorisatie::zaken(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "openbaar")];
    let reader = TaskApplication::with(&at, &reader).token(&at);
    let melding = melding();
    let get = |token: &str| Request::get(&melding).bearer(token).send(at.gateway).status;
    let decided = |verdict, rule, credential| {
        let labels = [("verdict", verdict), ("rule", rule), ("credential", credential)];
        Scrape::of(metrics).sum("zaakpoort_gateway_decisions_total", &labels)
    };
    assert_eq!([get(&everything), get(&everything)], [200, 200]);
    assert_eq!(decided("permit", "heeft-alle-autorisaties", "access-token"), 2);
    let post = Request::post(sample::ZAKEN).bearer(&reader).json(&json!({}));
    assert_eq!(post.send(at.gateway).status, 403);
    assert_eq!(decided("deny", "scope-not-held", "access-token"), 1);
    assert_eq!(Request::get(&melding).send(at.gateway).status, 401);
    assert_eq!(decided("deny", "not_authenticated", "none"), 1);
    assert_eq!(Request::get("/nergens").bearer(&reader).send(at.gateway).status, 404);
    let scrape = Scrape::of(metrics);
    let nowhere = [("upstream", "none"), ("rule", "path-unknown")];
    assert_eq!(scrape.one("zaakpoort_gateway_decisions_total", &nowhere), 1);
    // Two were let through; each of the four that named an operation took its time.
    let upstream = [("upstream", "openzaak")];
    assert_eq!(scrape.one("zaakpoort_gateway_request_duration_seconds_count", &upstream), 4);
    assert!(scrape.value("zaakpoort_gateway_request_duration_seconds_sum", &upstream) > 0.0);
    let answers = [("upstream", "openzaak"), ("status", "2xx")];
    assert!(scrape.one("zaakpoort_gateway_upstream_answers_total", &answers) >= 2);
    let all = scrape.sum("zaakpoort_gateway_upstream_answers_total", &upstream);
    assert_eq!(scrape.one("zaakpoort_gateway_upstream_duration_seconds_count", &upstream), all);
}

fn what_ends_before_long_is_counted_and_so_are_the_phases_of_keys(bench: &Bench) {
    let (at, metrics) = watched(bench, Options::default());
    let client = TaskApplication::with_all(&at).client_id;
    let ending = |scrape: &Scrape, days| {
        scrape.one("zaakpoort_issuer_credentials_ending", &[("kind", "secret"), ("days", days)])
    };
    let before = Scrape::of(metrics);
    assert_eq!(ending(&before, "90"), 0, "none of those has an end");
    let end = Clock::system().now() + TimeDelta::days(10);
    let end = end.to_rfc3339_opts(SecondsFormat::Secs, true);
    let path = format!("/clients/{client}/secrets");
    let made = at.administrator().done("POST", &path, &json!({ "expires_at": end }));
    let scrape = Scrape::of(metrics);
    assert_eq!(["7", "15", "90"].map(|days| ending(&scrape, days)), [0, 1, 1]);
    let secrets =
        |scrape: &Scrape| scrape.one("zaakpoort_issuer_credentials", &[("kind", "secret")]);
    assert_eq!(secrets(&scrape) - secrets(&before), 1);
    let first = scrape
        .one("zaakpoort_issuer_credential_first_end_timestamp_seconds", &[("kind", "secret")]);
    let end = chrono::DateTime::parse_from_rfc3339(&end).unwrap().timestamp();
    assert_eq!(first, end);
    let path = format!("{path}/{}", made["id"].as_str().unwrap());
    at.administrator().done("DELETE", &path, &json!(null));
    let scrape = Scrape::of(metrics);
    assert_eq!(ending(&scrape, "90"), 0, "it is revoked");
    for algorithm in ["ES256", "RS256", "PS256", "EdDSA"] {
        let labels = [("algorithm", algorithm), ("phase", "active")];
        assert_eq!(scrape.one("zaakpoort_issuer_signing_keys", &labels), 1, "{algorithm}");
        let since = scrape.one("zaakpoort_issuer_signing_key_phase_timestamp_seconds", &labels);
        assert!(since > 1_700_000_000, "{algorithm} {since}");
    }
}

fn what_waits_for_the_webhook_is_seen_until_it_is_taken(bench: &Bench) {
    let away = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
    let options = Options::default()
        .set("ISSUER__WEBHOOK__URL", &format!("http://{away}/haken"))
        .set("ISSUER__WEBHOOK__SECRET__ENV", "HOOK_SECRET")
        .with_variable("HOOK_SECRET", &crate::harness::played_hook::PlayedHook::secret());
    let (at, metrics) = watched(bench, options);
    let waiting =
        || Scrape::of(metrics).sum("zaakpoort_issuer_outbox_messages", &[("target", "webhook")]);
    eventually(SEEN, "the outbox was looked at", || {
        Scrape::of(metrics).has("zaakpoort_issuer_outbox_messages")
    });
    assert_eq!(waiting(), 0);
    let client = TaskApplication::with_all(&at).client_id;
    let end = Clock::system().now() + TimeDelta::days(3);
    let body = json!({ "expires_at": end.to_rfc3339_opts(SecondsFormat::Secs, true) });
    at.administrator().done("POST", &format!("/clients/{client}/secrets"), &body);
    eventually(SEEN * 2, "one waits", || waiting() == 1);
    let oldest = Scrape::of(metrics).one("zaakpoort_issuer_outbox_oldest_timestamp_seconds", &[]);
    assert!(oldest > 1_700_000_000, "{oldest}");
}

fn an_upstream_that_fails_is_seen(bench: &Bench) {
    let upstream =
        ScriptedUpstream::start("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", Tail::End);
    let away = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
    let addresses = format!("[\"http://{away}\", \"http://{}\"]", upstream.address);
    let (at, metrics) =
        watched(bench, Options::default().set("GATEWAY__UPSTREAM__0__ADDRESS", &addresses));
    let token = TaskApplication::with_all(&at).token(&at);
    let up = |scrape: &Scrape, address: SocketAddr| {
        let labels = [("address", &*address.to_string())];
        scrape.one("zaakpoort_gateway_upstream_address_up", &labels)
    };
    assert_eq!(up(&Scrape::of(metrics), away), 1, "nobody has tried yet");
    for _ in 0..12 {
        let answer = Request::get(sample::ZAAKTYPEN).bearer(&token).send(at.gateway);
        assert_eq!(answer.status, 500);
    }
    let scrape = Scrape::of(metrics);
    assert_eq!([up(&scrape, away), up(&scrape, upstream.address)], [0, 1]);
    let unreachable = [("upstream", "openzaak"), ("reason", "unreachable")];
    assert!(scrape.one("zaakpoort_gateway_upstream_failures_total", &unreachable) >= 3);
    let failing = [("upstream", "openzaak"), ("status", "5xx")];
    assert_eq!(scrape.one("zaakpoort_gateway_upstream_answers_total", &failing), 12);
    assert_eq!(scrape.one("zaakpoort_gateway_upstream_rests", &[("upstream", "openzaak")]), 0);
    assert_eq!(scrape.one("zaakpoort_gateway_upstream_in_flight", &[("upstream", "openzaak")]), 0);
}

fn a_gateway_says_that_it_judges_and_how_old_what_it_knows_is(bench: &Bench) {
    let (at, metrics) = watched(bench, Options::default());
    let scrape = Scrape::of(metrics);
    assert_eq!(scrape.one("zaakpoort_gateway_judges", &[]), 1);
    assert!(scrape.value("zaakpoort_gateway_feed_age_seconds", &[]) < 10.0);
    assert_eq!(scrape.one("zaakpoort_gateway_configuration_refused", &[]), 0);
    assert_eq!(scrape.one("zaakpoort_issuer_gateways", &[]), 1);
    let clients = scrape.one("zaakpoort_issuer_clients", &[]);
    TaskApplication::with_all(&at);
    let same = || {
        let scrape = Scrape::of(metrics);
        let [issuer, gateway] = ["zaakpoort_issuer_change_number", "zaakpoort_gateway_feed_number"]
            .map(|name| scrape.one(name, &[]));
        assert_eq!(scrape.one("zaakpoort_issuer_clients", &[]), clients + 1);
        issuer == gateway && scrape.one("zaakpoort_issuer_gateways_behind", &[]) == 0
    };
    eventually(crate::harness::IN_FORCE, "the gateway is where the issuer is", same);
}

fn requests_of_the_issuer_are_counted_by_their_route_and_never_by_their_path(bench: &Bench) {
    let (at, metrics) = watched(bench, Options::default());
    let admin = at.administrator();
    let made = admin.done("POST", "/applicaties", &json!({ "label": "Geteld" }));
    let id = made["id"].as_str().unwrap();
    admin.done("GET", &format!("/applicaties/{id}"), &json!(null));
    assert_eq!(Request::get(&format!("/geheim/{id}")).send(at.issuer).status, 404);
    let scrape = Scrape::of(metrics);
    let count = |labels: &[(&str, &str)]| scrape.sum("zaakpoort_issuer_requests_total", labels);
    let route = [("endpoint", "/admin/v1/applicaties/{id}"), ("method", "GET"), ("status", "200")];
    assert_eq!(count(&route), 1, "{}", scrape.text);
    assert_eq!(count(&[("endpoint", "other"), ("status", "404")]), 1, "{}", scrape.text);
    assert!(count(&[("endpoint", "/connect/token"), ("method", "POST"), ("status", "200")]) >= 1);
    let timed = [("endpoint", "/connect/token")];
    let timed = scrape.one("zaakpoort_issuer_request_duration_seconds_count", &timed);
    assert_eq!(timed, count(&[("endpoint", "/connect/token")]));
    assert!(!scrape.text.contains(id), "{}", scrape.text);
}

fn nobody_is_named_in_it(bench: &Bench) {
    let (at, metrics) = watched(bench, Options::default());
    let application = TaskApplication::with_all(&at);
    let token = application.token(&at);
    let melding = melding();
    assert_eq!(Request::get(&melding).bearer(&token).send(at.gateway).status, 200);
    Request::get("/nergens/heen").bearer(&token).send(at.gateway);
    let mut odd = Connection::open(at.gateway);
    odd.send(format!("GEHEIM {melding} HTTP/1.1\r\nHost: {}\r\n\r\n", at.gateway));
    odd.answer();
    let mut odd = Connection::open(at.issuer);
    odd.send(format!("GEHEIM /connect/token HTTP/1.1\r\nHost: {}\r\n\r\n", at.issuer));
    odd.answer();
    let text = Scrape::of(metrics).text;
    let signature = token.rsplit('.').next().unwrap();
    let zaak = sample::ZAAK_MELDING_OPENBAAR.to_string();
    let known = [&*application.client_id, &application.secret, signature, &zaak];
    for said in known.into_iter().chain(["nergens", "GEHEIM", "beheerder"]) {
        assert!(!text.contains(said), "{said}: {text}");
    }
}

fn it_is_told_at_one_address_alone_and_nowhere_unless_that_is_named(bench: &Bench) {
    let (at, metrics) = watched(bench, Options::default());
    assert!(at.said().contains("metrics are told at /metrics"), "{}", at.said());
    for elsewhere in [at.issuer, at.gateway] {
        assert_ne!(Request::get("/metrics").send(elsewhere).status, 200);
    }
    assert_eq!(Request::get("/").send(metrics).status, 404);
    assert_eq!(Request::post("/metrics").send(metrics).status, 405);
    let silent = bench.shared();
    assert!(!silent.said().contains("metrics are told"), "{}", silent.said());
}

fn an_address_that_is_taken_ends_the_start_and_is_named_by_its_key(bench: &Bench) {
    let at = bench.shared();
    let folder = tempfile::tempdir().unwrap();
    let environment = [("ZAAKPOORT__METRICS__LISTEN", &*at.issuer.to_string())];
    let finished = run(folder.path(), &["up"], &environment);
    assert_eq!(finished.status.code(), Some(1), "{}", finished.stderr);
    let expected =
        format!("cannot listen on {} (metrics.listen): something listens there already", at.issuer);
    assert!(finished.stderr.contains(&expected), "{}", finished.stderr);
    assert!(finished.stderr.contains("ZAAKPOORT__METRICS__LISTEN"), "{}", finished.stderr);
    assert!(!folder.path().join("data").exists(), "nothing was begun");
}
