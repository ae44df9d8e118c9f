//! The test routes: bytes down, bytes up, no token.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::json;

use crate::client::Request;
use crate::fixture::{HOST, Upstream};

#[test]
fn bytes_come_chunked_and_as_many_as_asked_for() {
    let upstream = Upstream::start();
    for count in [0, 1, 16 * 1024, 100_000] {
        let request = Request::new("GET", &format!("/_bytes/{count}")).header("Host", HOST);
        let answer = upstream.send(&request);
        assert_eq!((answer.status, answer.body.len()), (200, count));
        assert_eq!(answer.header("Transfer-Encoding"), Some("chunked"));
        assert!(answer.body.iter().all(|byte| *byte == b'z'));
    }
}

#[test]
fn bytes_flow_before_they_are_all_made() {
    let upstream = Upstream::start();
    let mut connection = TcpStream::connect(upstream.running().address()).unwrap();
    let request = format!("GET /_bytes/{} HTTP/1.1\r\nHost: {HOST}\r\n\r\n", u64::MAX);
    connection.write_all(request.as_bytes()).unwrap();
    let mut first = vec![0; 1_000_000];
    connection.read_exact(&mut first).unwrap();
    assert!(first.starts_with(b"HTTP/1.1 200 OK\r\n"));
}

#[test]
fn the_sink_counts_what_it_swallows_with_a_length_or_in_chunks() {
    let upstream = Upstream::start();
    let sink = || Request::new("POST", "/_sink").header("Host", HOST);
    let counted = upstream.send(&sink().body(&vec![b'x'; 300_000]));
    assert_eq!((counted.status, counted.json()), (200, json!({ "bytes": 300_000 })));
    let mut connection = TcpStream::connect(upstream.running().address()).unwrap();
    let head = format!("POST /_sink HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n");
    let chunks = "Transfer-Encoding: chunked\r\n\r\n5\r\nzaken\r\n3\r\nweg\r\n0\r\n\r\n";
    connection.write_all(format!("{head}{chunks}").as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with(r#"{"bytes":8}"#), "{answer}");
}

#[test]
fn the_test_routes_have_one_method_each() {
    let upstream = Upstream::start();
    let status = |method: &str, target: &str| {
        upstream.send(&Request::new(method, target).header("Host", HOST)).status
    };
    assert_eq!((status("GET", "/_sink"), status("POST", "/_bytes/1")), (405, 405));
    assert_eq!(status("HEAD", "/_bytes/1"), 200);
}
