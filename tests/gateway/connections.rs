//! Several requests on one connection: each stands for itself (G20).

use voorbeeldzaken::sample;

use super::{mark, melder, melding, refused, unseen, zaak};
use crate::cases;
use crate::harness::{Bench, Connection, Installation, TaskApplication};

cases![
    requests_sent_at_once_are_judged_one_by_one,
    a_kept_connection_carries_no_verdict_over,
    a_refusal_with_a_body_still_to_come_closes_the_connection,
    a_refused_body_is_not_taken_for_the_next_request,
    a_refusal_without_a_body_keeps_the_connection,
];

fn head(at: &Installation, path: &str, token: &str, mark: &str) -> String {
    let credential =
        if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    format!("GET {path} HTTP/1.1\r\nHost: {}\r\nX-Mark: {mark}\r\n{credential}\r\n", at.gateway)
}

fn requests_sent_at_once_are_judged_one_by_one(bench: &Bench) {
    let at = bench.shared();
    let (one, all) = (melder(&at), TaskApplication::with_all(&at));
    let (mine, theirs) = (one.token(&at), all.token(&at));
    let secret = zaak(sample::ZAAK_BIJSTAND_ZEER_GEHEIM);
    let (seen, unseen_mark) = (mark(), mark());
    let at_once = [
        head(&at, &secret, &theirs, &seen),
        head(&at, &melding(), "", &unseen_mark),
        head(&at, &melding(), &mine, &seen),
        head(&at, &secret, &mine, &seen),
        head(&at, &secret, "", &unseen_mark),
        head(&at, &secret, &theirs, &seen),
    ];
    let mut connection = Connection::open(at.gateway);
    connection.send(at_once.concat());
    let expected = [
        (200, Some(&all.client_id)),
        (401, None),
        (200, Some(&one.client_id)),
        (403, None),
        (401, None),
        (200, Some(&all.client_id)),
    ];
    for (number, (status, client)) in expected.into_iter().enumerate() {
        let answer = connection.answer().unwrap();
        assert_eq!(answer.status, status, "{number}: {answer:?}");
        let named = answer.header("x-voorbeeld-client-id");
        assert_eq!(named, client.map(String::as_str), "{number}");
    }
    unseen(&at.upstream, &unseen_mark);
}

fn a_kept_connection_carries_no_verdict_over(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let mark = mark();
    let mut connection = Connection::open(at.gateway);
    for _ in 0..3 {
        connection.send(head(&at, &melding(), &token, "seen"));
        assert_eq!(connection.answer().unwrap().status, 200);
        connection.send(head(&at, &melding(), "", &mark));
        refused(&connection.answer().unwrap(), 401, "not_authenticated");
        connection.send(head(&at, sample::DOCUMENTEN, &token, &mark));
        refused(&connection.answer().unwrap(), 403, "scope-not-held");
    }
    unseen(&at.upstream, &mark);
}

/// What an early refusal meets: no token, another path, another host, too little scope.
fn refusals(at: &Installation, token: &str) -> Vec<(u16, String)> {
    let here = at.gateway;
    vec![
        (401, format!("POST {} HTTP/1.1\r\nHost: {here}\r\n", sample::ZAKEN)),
        (
            401,
            format!(
                "POST {} HTTP/1.1\r\nHost: {here}\r\nAuthorization: Bearer a.b.c\r\n",
                sample::ZAKEN
            ),
        ),
        (404, format!("POST /x HTTP/1.1\r\nHost: {here}\r\nAuthorization: Bearer {token}\r\n")),
        (421, format!("POST {} HTTP/1.1\r\nHost: evil.example\r\n", sample::ZAKEN)),
        (400, format!("POST //x HTTP/1.1\r\nHost: {here}\r\n")),
        (
            405,
            format!(
                "DELETE {} HTTP/1.1\r\nHost: {here}\r\nAuthorization: Bearer {token}\r\n",
                sample::ZAKEN
            ),
        ),
        (
            400,
            format!(
                "POST {}/_zoek HTTP/1.1\r\nHost: {here}\r\nAuthorization: Bearer {token}\r\n",
                sample::ZAKEN
            ),
        ),
        (
            403,
            format!(
                "POST {} HTTP/1.1\r\nHost: {here}\r\nAuthorization: Bearer {token}\r\n",
                sample::BESLUITEN
            ),
        ),
    ]
}

/// How a body that never comes is announced.
const FRAMINGS: [&str; 2] = ["Content-Length: 1000000", "Transfer-Encoding: chunked"];

fn a_refusal_with_a_body_still_to_come_closes_the_connection(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let mut open = Vec::new();
    for framing in FRAMINGS {
        for expect in ["", "Expect: 100-continue\r\n"] {
            for (status, head) in refusals(&at, &token) {
                let mut connection = Connection::open(at.gateway);
                connection.send(format!("{head}{expect}{framing}\r\n\r\n"));
                open.push((connection, status, head));
            }
        }
    }
    for (mut connection, status, head) in open {
        let answer = connection.answer().unwrap();
        assert_eq!(answer.status, status, "{head}: {answer:?}");
        assert_eq!(answer.header("connection"), Some("close"), "{head}");
        assert!(connection.ends(), "{head}");
    }
}

fn a_refused_body_is_not_taken_for_the_next_request(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let all = TaskApplication::with_all(&at).token(&at);
    let mark = mark();
    let hidden = head(&at, &melding(), &all, &mark);
    let mut open = Vec::new();
    for (status, head) in refusals(&at, &token) {
        for framing in [
            format!("Content-Length: {}\r\n\r\n{hidden}", hidden.len()),
            format!("Content-Length: {}\r\n\r\n{hidden}", hidden.len() + 100),
            format!(
                "Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{hidden}\r\n0\r\n\r\n",
                hidden.len()
            ),
            format!("Transfer-Encoding: chunked\r\n\r\n{hidden}"),
        ] {
            let mut connection = Connection::open(at.gateway);
            connection.send(format!("{head}{framing}"));
            open.push((connection, status, head.clone()));
        }
    }
    for (mut connection, status, head) in open {
        let answer = connection.answer();
        assert!(answer.is_none_or(|answer| answer.status == status), "{head}");
        assert!(connection.answer().is_none(), "a second answer: {head}");
    }
    unseen(&at.upstream, &mark);
}

fn a_refusal_without_a_body_keeps_the_connection(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let mut connection = Connection::open(at.gateway);
    connection.send(head(&at, &melding(), "", "x"));
    assert_eq!(connection.answer().unwrap().status, 401);
    connection.send(head(&at, &melding(), &token, "x"));
    assert_eq!(connection.answer().unwrap().status, 200);
}
