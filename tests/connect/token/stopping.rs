//! A token that is asked for while the issuer is told to stop.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::reader;
use crate::cases;
use crate::harness::{Bench, Connection, Options, eventually};

cases![a_token_that_is_asked_for_across_a_stop_is_given_however_long_its_request_takes];

const SECOND: Duration = Duration::from_secs(1);

fn a_token_that_is_asked_for_across_a_stop_is_given_however_long_its_request_takes(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let application = reader(&at);
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        application.client_id, application.secret
    );
    let (begin, rest) = form.split_at(form.len() / 2);
    let mut running = Connection::open(at.issuer);
    running.send(format!(
        "POST /connect/token HTTP/1.1\r\nHost: {}\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        at.issuer,
        form.len(),
    ));
    assert!(running.interim().starts_with("HTTP/1.1 100"), "the request is being read");
    running.send(begin);
    at.issuer_process().terminate();
    eventually(SECOND, "nobody else is let in", || TcpStream::connect(at.issuer).is_err());
    // Longer than a state counts that nobody confirmed.
    let until = Instant::now() + SECOND * 2;
    while Instant::now() < until {
        assert!(at.issuer_process().runs(), "{}", at.said());
        std::thread::park_timeout(SECOND / 20);
    }
    running.send(rest);
    let answer = running.answer().unwrap();
    assert_eq!(answer.status, 200, "{}: {}", answer.text(), at.said());
    let status = at.issuer_process().ended_within(SECOND);
    assert!(status.success(), "{status}");
}
