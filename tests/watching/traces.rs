//! `[traces]`: each request is a span, in the trace of its client, and a collector that is away holds nobody up.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::Duration;

use voorbeeldzaken::sample;

use crate::cases;
use crate::harness::people::basic;
use crate::harness::{
    Autorisatie, Bench, Installation, Options, PlayedCollector, Request, ScriptedUpstream, Tail,
    TaskApplication, eventually, free_port, run,
};

cases![
    a_proxied_request_is_a_span_of_its_clients_trace_and_the_upstream_is_told_of_it,
    a_refusal_is_no_error_of_the_span_and_says_by_which_rule,
    a_request_of_the_issuer_is_a_span_under_its_route_and_names_no_secret,
    what_is_not_in_the_sample_is_sent_only_if_its_client_wants_it,
    what_was_gathered_is_sent_at_the_stop,
    a_collector_that_is_away_or_silent_holds_nobody_up,
    a_share_that_is_none_is_told,
];

const ID: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
/// Spans are sent twice a second here, on a machine that does much else.
const SENT: Duration = Duration::from_secs(15);

fn traced(collector: &PlayedCollector) -> Options {
    let options = Options::default().set("TRACES__ENDPOINT", &collector.endpoint());
    options.with_variable("OTEL_BSP_SCHEDULE_DELAY", "500")
}

fn parent(sampled: &str) -> String {
    format!("00-{ID}-{PARENT}-{sampled}")
}

fn a_proxied_request_is_a_span_of_its_clients_trace_and_the_upstream_is_told_of_it(bench: &Bench) {
    let (collector, upstream) = (PlayedCollector::start(), ScriptedUpstream::start(OK, Tail::End));
    let address = format!("http://{}", upstream.address);
    let at = bench.with(&traced(&collector).set("GATEWAY__UPSTREAM__0__ADDRESS", &address));
    let token = TaskApplication::with_all(&at).token(&at);
    let ask = Request::get(sample::ZAAKTYPEN).bearer(&token);
    let continued = ask.header("traceparent", &parent("01"));
    assert_eq!(continued.send(at.gateway).status, 200);
    eventually(SENT, "the span is there", || collector.named("ztc GET /zaaktypen").len() == 1);
    let span = collector.named("ztc GET /zaaktypen").remove(0);
    assert_eq!((&*span.trace, &*span.parent), (ID, PARENT));
    assert!(span.is_server && !span.is_error, "{span:?}");
    assert_eq!(span.service, "zaakpoort");
    for (name, value) in [
        ("http.request.method", "GET"),
        ("url.path", sample::ZAAKTYPEN),
        ("http.response.status_code", "200"),
        ("zaakpoort.upstream", "openzaak"),
        ("zaakpoort.verdict", "permit"),
        ("zaakpoort.rule", "heeft-alle-autorisaties"),
        ("zaakpoort.credential", "access-token"),
    ] {
        assert_eq!(span.facts.get(name).map(String::as_str), Some(value), "{name} {span:?}");
    }
    let heads = upstream.heads();
    let told = format!("traceparent: 00-{ID}-{}-01", span.span);
    assert!(heads[0].contains(&told), "{told}: {heads:?}");
    // Without a trace of its own a request begins one, and the upstream is told that.
    let fresh = Request::get(sample::ZAAKTYPEN).bearer(&token);
    assert_eq!(fresh.send(at.gateway).status, 200);
    eventually(SENT, "the next is there", || collector.named("ztc GET /zaaktypen").len() == 2);
    let next = collector.named("ztc GET /zaaktypen").remove(1);
    assert_eq!(next.parent, "");
    let heads = upstream.heads();
    let told = format!("traceparent: 00-{}-{}-0", next.trace, next.span);
    assert!(heads[1].contains(&told), "{told}: {heads:?}");
}

fn a_refusal_is_no_error_of_the_span_and_says_by_which_rule(bench: &Bench) {
    let collector = PlayedCollector::start();
    let at = bench.with(&traced(&collector));
    let reads = [Autorisatie::zaken(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "openbaar")];
    let token = TaskApplication::with(&at, &reads).token(&at);
    let post = Request::post(sample::ZAKEN).bearer(&token).json(&serde_json::json!({}));
    assert_eq!(post.send(at.gateway).status, 403);
    eventually(SENT, "the span is there", || collector.named("zrc POST /zaken").len() == 1);
    let span = collector.named("zrc POST /zaken").remove(0);
    assert!(!span.is_error, "{span:?}");
    assert_eq!(span.facts["zaakpoort.rule"], "scope-not-held");
    assert_eq!(span.facts["http.response.status_code"], "403");
}

fn a_request_of_the_issuer_is_a_span_under_its_route_and_names_no_secret(bench: &Bench) {
    let collector = PlayedCollector::start();
    let at = bench.with(&traced(&collector));
    let application = TaskApplication::with_all(&at);
    let token = application.token(&at);
    let wrong = basic(&application.client_id, "zp_niet-het-geheim");
    let ask = Request::post("/connect/token").form("grant_type=client_credentials");
    assert_eq!(ask.header("Authorization", &wrong).send(at.issuer).status, 401);
    assert_eq!(Request::get("/admin/v1/audit?geheim=kanarie").send(at.issuer).status, 401);
    let of_status = |status: &str| {
        let spans = collector.named("POST /connect/token").into_iter();
        spans.filter(|span| span.facts["http.response.status_code"] == status).count()
    };
    eventually(SENT, "both are there", || {
        let audit = collector.named("GET /admin/v1/audit").len();
        of_status("200") >= 1 && of_status("401") == 1 && audit == 1
    });
    let span = collector.named("POST /connect/token").remove(0);
    assert_eq!(span.facts["http.route"], "/connect/token");
    let signature = token.rsplit('.').next().unwrap();
    for secret in [&*application.secret, signature, "niet-het-geheim", "kanarie", &wrong] {
        assert!(!collector.was_told(secret), "{secret}");
    }
    assert!(collector.was_told("/connect/token"), "the search finds what is there");
}

fn what_is_not_in_the_sample_is_sent_only_if_its_client_wants_it(bench: &Bench) {
    let collector = PlayedCollector::start();
    let at = bench.with(&traced(&collector).set("TRACES__SAMPLE", "0%"));
    let token = TaskApplication::with_all(&at).token(&at);
    let get = || Request::get(sample::ZAAKTYPEN).bearer(&token);
    assert_eq!(get().send(at.gateway).status, 200);
    assert_eq!(get().header("traceparent", &parent("00")).send(at.gateway).status, 200);
    assert_eq!(get().header("traceparent", &parent("01")).send(at.gateway).status, 200);
    eventually(SENT, "one is there", || collector.count() > 0);
    assert_eq!(collector.count(), 1);
    assert_eq!(collector.named("ztc GET /zaaktypen")[0].parent, PARENT);
}

fn what_was_gathered_is_sent_at_the_stop(bench: &Bench) {
    let collector = PlayedCollector::start();
    let options = traced(&collector).with_variable("OTEL_BSP_SCHEDULE_DELAY", "600000");
    let mut at = bench.with(&options);
    let nowhere = Request::get("/nergens/heen").header("traceparent", &parent("01"));
    assert_eq!(nowhere.send(at.issuer).status, 404);
    assert_eq!(collector.count(), 0, "it is not time yet");
    stops(&mut at);
    assert!(collector.was_told("/nergens/heen"));
}

fn a_collector_that_is_away_or_silent_holds_nobody_up(bench: &Bench) {
    let away = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    for address in [away, silent.local_addr().unwrap()] {
        let endpoint = format!("http://{address}/v1/traces");
        let options = Options::default().set("TRACES__ENDPOINT", &endpoint);
        let mut at = bench.with(&options.with_variable("OTEL_BSP_SCHEDULE_DELAY", "100"));
        let token = TaskApplication::with_all(&at).token(&at);
        for _ in 0..50 {
            let answer = Request::get(sample::ZAAKTYPEN).bearer(&token).send(at.gateway);
            assert_eq!(answer.status, 200);
        }
        stops(&mut at);
    }
}

fn a_share_that_is_none_is_told(_: &Bench) {
    let folder = tempfile::tempdir().unwrap();
    let environment = [
        ("ZAAKPOORT__TRACES__ENDPOINT", "http://127.0.0.1:4318/v1/traces"),
        ("ZAAKPOORT__TRACES__SAMPLE", "110%"),
    ];
    let finished = run(folder.path(), &["up"], &environment);
    assert_eq!(finished.status.code(), Some(2), "{}", finished.stderr);
    let told = "`110%` is not a share such as 100%, 10% or 0.1%";
    assert!(finished.stderr.contains(told), "{}", finished.stderr);
    assert!(finished.stderr.contains("ZAAKPOORT__TRACES__SAMPLE"), "{}", finished.stderr);
}

fn stops(at: &mut Installation) {
    at.issuer_process().terminate();
    let status = at.issuer_process().ended_within(Duration::from_secs(10));
    assert!(status.success(), "{status}");
}
