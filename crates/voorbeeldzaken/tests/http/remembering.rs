//! What the upstream remembers of the requests it saw.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

use serde_json::json;
use voorbeeldzaken::Seen;
use voorbeeldzaken::sample::ZAKEN;

use crate::client::Request;
use crate::fixture::{CLIENT, HOST, Upstream};

fn last(upstream: &Upstream) -> Seen {
    upstream.running().requests().pop().unwrap()
}

#[test]
fn a_request_is_remembered_as_it_came_with_the_caller_it_proved_to_be() {
    let upstream = Upstream::start();
    let target = format!("{ZAKEN}?page=1&identificatie=%41");
    let request = Request::new("GET", &target).header("X-Merk", "een").header("x-merk", "twee");
    assert_eq!(upstream.call(request).status, 200);
    let seen = last(&upstream);
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("GET", target.as_str()));
    assert_eq!(seen.header("X-Merk"), ["een", "twee"]);
    assert_eq!(seen.header("Host"), [HOST]);
    let caller = seen.caller.unwrap();
    assert_eq!((caller.client_id.as_str(), caller.user_id.as_deref()), (CLIENT, Some("jo")));
}

#[test]
fn a_refused_request_is_remembered_without_a_caller() {
    let upstream = Upstream::start();
    upstream.send(&Request::new("GET", ZAKEN).header("Host", HOST));
    upstream.send(&Request::new("GET", "/onbekend").header("Host", HOST));
    let seen = upstream.running().requests();
    let targets: Vec<_> = seen.iter().map(|seen| seen.target.as_str()).collect();
    assert_eq!(targets, [ZAKEN, "/onbekend"]);
    assert!(seen.iter().all(|seen| seen.caller.is_none()));
}

#[test]
fn a_body_is_remembered_up_to_64_kib_and_its_length_in_full() {
    let upstream = Upstream::start();
    upstream.post(ZAKEN, &json!({ "kort": true }));
    assert_eq!(last(&upstream).body.start, br#"{"kort":true}"#);
    let request = Request::new("POST", "/_sink").header("Host", HOST);
    upstream.send(&request.body(&vec![b'x'; 100_000]));
    let body = last(&upstream).body;
    assert_eq!((body.start.len(), body.length, body.complete), (65_536, 100_000, true));
}

#[test]
fn a_body_that_breaks_off_is_never_complete() {
    let upstream = Upstream::start();
    let mut connection = half_sent(&upstream);
    connection.shutdown(Shutdown::Write).unwrap();
    connection.read_to_end(&mut Vec::new()).unwrap();
    assert!(!last(&upstream).body.complete);
}

#[test]
fn the_rest_of_a_forgotten_request_is_not_put_to_the_next() {
    let upstream = Upstream::start();
    let mut connection = half_sent(&upstream);
    upstream.running().forget_requests();
    upstream.send(&Request::new("POST", "/_sink").header("Host", HOST).body(b"na"));
    connection.write_all(b"rest").unwrap();
    connection.read_to_end(&mut Vec::new()).unwrap();
    let seen = upstream.running().requests();
    assert_eq!((seen.len(), seen[0].body.start.as_slice()), (1, b"na".as_slice()));
}

#[test]
fn only_the_last_thousand_are_kept_and_all_can_be_forgotten() {
    let upstream = Upstream::start();
    for number in 0..1_001 {
        upstream.send(&Request::new("GET", &format!("/{number}")).header("Host", HOST));
    }
    let seen = upstream.running().requests();
    assert_eq!((seen.len(), seen[0].target.as_str()), (1_000, "/1"));
    upstream.running().forget_requests();
    assert!(upstream.running().requests().is_empty());
    upstream.send(&Request::new("POST", "/_sink").header("Host", HOST).body(b"na"));
    assert_eq!(last(&upstream).body.start, b"na");
}

/// A request of which four of the eight bytes have arrived.
fn half_sent(upstream: &Upstream) -> TcpStream {
    let mut connection = TcpStream::connect(upstream.running().address()).unwrap();
    let head = format!("POST /_sink HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n");
    connection.write_all(format!("{head}Content-Length: 8\r\n\r\nhalf").as_bytes()).unwrap();
    let arrived = || upstream.running().requests().pop().is_some_and(|s| s.body.length == 4);
    while !arrived() {
        std::thread::yield_now();
    }
    connection
}
