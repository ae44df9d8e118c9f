//! A body that is judged arrives whole, once, and is not too long.

use voorbeeldzaken::sample;

use super::bodies::members;
use super::{mark, melder, new_zaak, refused, seen, unseen};
use crate::cases;
use crate::harness::{Bench, Connection, Installation, Options, Request, TaskApplication};

cases![
    a_body_in_chunks_is_judged_too,
    who_waits_for_100_continue_is_told_to_go_on,
    a_body_that_breaks_off_reaches_nobody,
    a_body_over_the_limit_is_refused_and_one_at_the_limit_is_not,
    without_the_scope_the_body_is_not_read,
];

/// A create in chunks of a few bytes, without the last chunk.
fn chunked(at: &Installation, token: &str, body: &str) -> String {
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        sample::ZAKEN,
        at.gateway
    );
    let chunks = body.as_bytes().chunks(7).map(|chunk| {
        let chunk = std::str::from_utf8(chunk).unwrap();
        format!("{:x}\r\n{chunk}\r\n", chunk.len())
    });
    head + &chunks.collect::<Vec<_>>().concat()
}

fn a_body_in_chunks_is_judged_too(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let marked = mark();
    let body = format!("{{{}}}", members(&at, &marked));
    let mut connection = Connection::open(at.gateway);
    connection.send(format!("{}0\r\n\r\n", chunked(&at, &token, &body)));
    assert_eq!(connection.answer().unwrap().status, 201);
    let seen = seen(&at.upstream, &marked);
    assert_eq!(seen.body.start, body.as_bytes());
    assert_eq!(seen.header("content-length"), [body.len().to_string()]);
    let marked = mark();
    let body = new_zaak(&at, sample::ZAAKTYPE_BIJSTAND, None, &marked).to_string();
    connection.send(format!("{}0\r\n\r\n", chunked(&at, &token, &body)));
    refused(&connection.answer().unwrap(), 403, "type-not-held");
    unseen(&at.upstream, &marked);
}

fn who_waits_for_100_continue_is_told_to_go_on(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let mark = mark();
    let body = format!("{{{}}}", members(&at, &mark));
    let mut connection = Connection::open(at.gateway);
    connection.send(format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nExpect: 100-continue\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        sample::ZAKEN,
        at.gateway,
        body.len()
    ));
    assert!(connection.interim().starts_with("HTTP/1.1 100"));
    unseen(&at.upstream, &mark);
    connection.send(&body);
    assert_eq!(connection.answer().unwrap().status, 201);
    assert!(seen(&at.upstream, &mark).header("expect").is_empty());
}

fn a_body_that_breaks_off_reaches_nobody(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let mark = mark();
    let body = format!("{{{}}}", members(&at, &mark));
    let with_length = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        sample::ZAKEN,
        at.gateway,
        body.len() + 1
    );
    for text in [
        with_length,
        chunked(&at, &token, &body),
        format!("{}3\r\nab", chunked(&at, &token, &body)),
    ] {
        let mut connection = Connection::open(at.gateway);
        connection.send(text);
        connection.end();
        let answer = connection.answer();
        assert!(answer.is_none_or(|answer| answer.status == 400));
        assert!(connection.ends());
        unseen(&at.upstream, &mark);
    }
}

fn a_body_over_the_limit_is_refused_and_one_at_the_limit_is_not(bench: &Bench) {
    let at = bench.with(&Options::default().set("GATEWAY__MAX_JUDGED_BODY", "1 KiB"));
    let token = melder(&at).token(&at);
    let sized = |size: usize, mark: &str| {
        let good = members(&at, mark);
        let filling = "x".repeat(size - good.len() - 9);
        format!("{{{good},\"x\":\"{filling}\"}}")
    };
    for (size, status) in [(1024, 201), (1025, 413), (100_000, 413)] {
        let mark = mark();
        let body = sized(size, &mark);
        assert_eq!(body.len(), size);
        let request = Request::post(sample::ZAKEN).bearer(&token);
        let answer = request.body("application/json", body.clone()).send(at.gateway);
        assert_eq!(answer.status, status, "{size}: {answer:?}");
        let mut connection = Connection::open(at.gateway);
        connection.send(format!("{}0\r\n\r\n", chunked(&at, &token, &body)));
        // Also when the rest of the body is not read: the answer is sent before the connection ends.
        let answer = connection.answer().expect("no answer");
        assert_eq!(answer.status, status, "{size} in chunks");
        assert_eq!(at.upstream.traces(&mark).is_empty(), status == 413);
    }
    let mark = mark();
    let all = TaskApplication::with_all(&at).token(&at);
    let request = Request::post(sample::ZAKEN).bearer(&all);
    let answer = request.body("application/json", sized(100_000, &mark)).send(at.gateway);
    assert_eq!(answer.status, 201, "only who is restricted by type pays: {answer:?}");
}

fn without_the_scope_the_body_is_not_read(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token_for(&at, "zaken.lezen");
    let mut connection = Connection::open(at.gateway);
    connection.send(format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{{",
        sample::ZAKEN,
        at.gateway
    ));
    refused(&connection.answer().unwrap(), 403, "scope-not-in-token");
    assert!(connection.ends(), "the rest of the body must not be taken for a request");
}
