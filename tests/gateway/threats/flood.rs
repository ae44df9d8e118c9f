//! More than there is room for: connections, headers, chunk extensions, and heads that never end (G29).

use std::time::{Duration, Instant};

use super::super::{mark, melding, unseen};
use crate::harness::{Answer, Connection, LoneGateway, ZAKEN, get_at};
use crate::house;

house![
    connections_that_say_nothing_keep_nobody_out,
    a_head_that_does_not_end_is_given_up,
    a_head_of_any_size_is_refused_and_the_next_request_is_served,
    chunk_extensions_reach_nobody_however_long_they_are,
];

/// Silent ones beside which others are answered as ever.
const SILENT: usize = 200;
const SOON: Duration = Duration::from_secs(2);

fn clean(at: &LoneGateway) -> Answer {
    get_at(ZAKEN, &melding()).bearer(&at.token("lezer")).send(at.address)
}

fn connections_that_say_nothing_keep_nobody_out() {
    let at = LoneGateway::start();
    assert_eq!(clean(&at).status, 200);
    let mut silent: Vec<Connection> = (0..SILENT).map(|_| Connection::open(at.address)).collect();
    for (number, connection) in silent.iter_mut().enumerate() {
        // Some say nothing, some half a head, some a head and none of its body.
        match number % 3 {
            0 => {}
            1 => connection.send("GET / HTTP/1.1\r\nHost: zaken"),
            _ => connection.send(
                "POST /zaken/api/v1/zaken HTTP/1.1\r\nHost: zaken.example\r\n\
                 Content-Length: 1000000\r\n\r\n",
            ),
        }
    }
    let begun = Instant::now();
    for _ in 0..2 {
        assert_eq!(clean(&at).status, 200);
    }
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}

/// The head has ten seconds, however busily it comes.
fn a_head_that_does_not_end_is_given_up() {
    let at = LoneGateway::start();
    let mut connection = Connection::open(at.address);
    connection.send("GET / HTTP/1.1\r\nHost: zaken.example\r\n");
    let mut number = 0;
    let given_up = crate::harness::eventually(Duration::from_secs(20), "it is given up", || {
        std::thread::park_timeout(Duration::from_millis(200));
        number += 1;
        connection.try_send(format!("X-{number}: a\r\n")).is_err()
    });
    assert!(given_up < Duration::from_secs(15), "{given_up:?}");
    assert_eq!(clean(&at).status, 200);
}

fn a_head_of_any_size_is_refused_and_the_next_request_is_served() {
    let at = LoneGateway::start();
    let token = at.token("alles");
    let many = "X-A: b\r\n".repeat(200);
    let long = format!("X-A: {}\r\n", "b".repeat(1024 * 1024));
    let name = format!("{}: b\r\n", "x".repeat(256 * 1024));
    let target = format!("?{}", "a".repeat(256 * 1024));
    for (target, more) in [("", &many), ("", &long), ("", &name), (target.as_str(), &String::new())]
    {
        let mark = mark();
        let mut connection = Connection::open(at.address);
        connection.send(format!(
            "GET {}{target} HTTP/1.1\r\nHost: zaken.example\r\nX-Mark: {mark}\r\n\
             Authorization: Bearer {token}\r\n{more}\r\n",
            melding()
        ));
        let answer = connection.answer();
        let refused = answer.as_ref().is_none_or(|answer| (400..500).contains(&answer.status));
        assert!(refused, "{answer:?}");
        unseen(&at.upstream, &mark);
        assert_eq!(clean(&at).status, 200);
    }
}

/// RFC 9112 7.1.1: they speak of one hop. One without an end is a body that does not move.
fn chunk_extensions_reach_nobody_however_long_they_are() {
    let at = LoneGateway::start();
    let token = at.token("alles");
    for length in [1, 1024 * 1024] {
        let mark = mark();
        let mut connection = Connection::open(at.address);
        connection.send(format!(
            "POST /zaken/api/v1/zaken HTTP/1.1\r\nHost: zaken.example\r\nX-Mark: {mark}\r\n\
             Authorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Transfer-Encoding: chunked\r\n\r\n2;{}\r\n{{}}\r\n0;last\r\n\r\n",
            "a".repeat(length)
        ));
        let answer = connection.answer();
        assert!(answer.is_none_or(|answer| answer.status < 500));
        let forwarded = at.upstream.traces(&mark);
        assert!(forwarded.iter().all(|seen| seen.body.start == b"{}"), "{forwarded:?}");
        assert_eq!(clean(&at).status, 200);
    }
}
