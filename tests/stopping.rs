//! How the processes end: with the last request, and at a second signal without it.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;
use voorbeeldzaken::sample;

use crate::cases;
use crate::harness::people::basic;
use crate::harness::{
    Bench, Connection, Events, Installation, Options, Request, TaskApplication, eventually,
};

cases![
    ten_open_feeds_and_idle_connections_do_not_keep_a_process_from_stopping,
    with_ten_open_feeds_a_process_ends_within_a_second_of_the_last_request,
    a_request_that_runs_at_a_stop_is_answered_and_then_the_process_ends,
    a_process_that_is_to_stop_says_so_and_answers_on_until_nobody_comes_any_more,
    a_second_signal_ends_the_process_without_waiting_for_what_runs,
];

const SECOND: Duration = Duration::from_secs(1);

fn ten_open_feeds_and_idle_connections_do_not_keep_a_process_from_stopping(bench: &Bench) {
    let mut at = bench.fresh();
    let mut feeds: Vec<Events> = (0..10).map(|_| Events::of_the_gateway(&at, None)).collect();
    feeds.iter_mut().for_each(|feed| drop(feed.snapshot()));
    let mut idle: Vec<Connection> =
        [at.issuer, at.gateway].repeat(5).into_iter().map(Connection::open).collect();
    for connection in &mut idle {
        connection.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!(connection.answer().unwrap().status, 200);
    }
    let _silent = [TcpStream::connect(at.issuer), TcpStream::connect(at.gateway)];
    at.issuer_process().terminate();
    let begun = Instant::now();
    feeds.iter_mut().for_each(Events::drain);
    assert!(begun.elapsed() < SECOND, "took {:?}", begun.elapsed());
    let status = at.issuer_process().ended_within(SECOND);
    assert!(status.success(), "{status}");
    assert!(idle.iter_mut().all(Connection::ends), "idle connections are closed");
}

/// A request whose body is still on its way, and the rest of it.
fn half_sent(at: &Installation) -> (Connection, Vec<u8>) {
    let token = TaskApplication::with_all(at).token(at);
    let zaaktype = sample::url(&at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
    let body = json!({ "zaaktype": zaaktype, "bronorganisatie": "002220647" }).to_string();
    let (begin, rest) = body.split_at(body.len() / 2);
    let mut connection = Connection::open(at.gateway);
    let before = at.upstream.count();
    connection.send(format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{begin}",
        sample::ZAKEN,
        at.gateway,
        body.len(),
    ));
    eventually(SECOND * 5, "the upstream has its beginning", || at.upstream.count() > before);
    (connection, rest.as_bytes().to_vec())
}

fn with_ten_open_feeds_a_process_ends_within_a_second_of_the_last_request(bench: &Bench) {
    let mut at = bench.fresh();
    // Five are read, and five stand there unread; none keeps the process once the request is over.
    let mut feeds: Vec<Events> = (0..10).map(|_| Events::of_the_gateway(&at, None)).collect();
    feeds.iter_mut().take(5).for_each(|feed| drop(feed.snapshot()));
    let (mut running, rest) = half_sent(&at);
    at.issuer_process().terminate();
    let until = Instant::now() + SECOND * 2;
    while Instant::now() < until {
        assert!(at.issuer_process().runs(), "a request runs: {}", at.said());
        std::thread::park_timeout(SECOND / 20);
    }
    running.send(rest);
    assert_eq!(running.answer().unwrap().status, 201, "{}", at.said());
    let status = at.issuer_process().ended_within(SECOND);
    assert!(status.success(), "{status}");
}

fn a_request_that_runs_at_a_stop_is_answered_and_then_the_process_ends(bench: &Bench) {
    let mut at = bench.fresh();
    let (mut running, rest) = half_sent(&at);
    at.issuer_process().terminate();
    eventually(SECOND, "nobody else is let in", || TcpStream::connect(at.gateway).is_err());
    // Longer than actix takes to stop the system when one of its servers has ended.
    let until = Instant::now() + SECOND;
    while Instant::now() < until {
        assert!(at.issuer_process().runs(), "{}", at.said());
        std::thread::park_timeout(SECOND / 20);
    }
    running.send(rest);
    assert_eq!(running.answer().unwrap().status, 201, "{}", at.said());
    let status = at.issuer_process().ended_within(SECOND);
    assert!(status.success(), "{status}");
}

fn a_process_that_is_to_stop_says_so_and_answers_on_until_nobody_comes_any_more(bench: &Bench) {
    let options =
        Options::default().set("ISSUER__STOP_DELAY", "2s").set("GATEWAY__STOP_DELAY", "2s");
    let mut at = bench.with(&options);
    let application = TaskApplication::with_all(&at);
    let token = application.token(&at);
    let admin = at.administrator();
    let mut kept = Connection::open(at.gateway);
    let zaken = Request::get(sample::ZAAKTYPEN).bearer(&token);
    kept.send(zaken.to_bytes(at.gateway));
    assert_eq!(kept.answer().unwrap().header("connection"), None);
    at.issuer_process().terminate();
    let ready = |server| Request::get("/health/ready").send(server).status;
    eventually(SECOND, "both say so", || [at.issuer, at.gateway].map(ready) == [503; 2]);
    // Who had not heard of it yet is served as ever, and told to come no more.
    assert_eq!(application.ask(&at, "").status, 200);
    kept.send(zaken.to_bytes(at.gateway));
    let last = kept.answer().unwrap();
    assert_eq!((last.status, last.header("connection")), (200, Some("close")));
    assert_eq!(Request::get("/health/live").send(at.gateway).status, 200);
    let write = admin.call("POST", "/applicaties", &json!({ "label": "Te laat" }));
    assert_eq!(write.status, 503, "nobody would hear of it in time: {}", write.text());
    assert_eq!(admin.call("GET", "/applicaties", &json!({})).status, 200);
    let credential = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    let gateway = basic("gateway", credential.trim());
    let feed = Request::get("/feed/v1").header("Authorization", &gateway).send(at.issuer);
    assert_eq!(feed.status, 503, "a feed that would end at once: {}", feed.text());
    let status = at.issuer_process().ended_within(SECOND * 3);
    assert!(status.success(), "{status}: {}", at.said());
}

fn a_second_signal_ends_the_process_without_waiting_for_what_runs(bench: &Bench) {
    let mut at = bench.fresh();
    let (mut running, _) = half_sent(&at);
    at.issuer_process().terminate();
    eventually(SECOND, "it stops", || at.said().contains("a second signal ends at once"));
    at.issuer_process().terminate();
    let status = at.issuer_process().ended_within(SECOND);
    assert_eq!(status.code(), Some(1), "{status}");
    assert!(running.ends());
    eventually(SECOND, "it says so", || at.said().contains("were broken off"));
}
