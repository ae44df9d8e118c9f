//! Bodies that take their time, or break off: nothing of them is stored, and what a caller lost
//! meanwhile it has no more.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{assert_problem, reader_of_catalogi};
use crate::cases;
use crate::harness::ac::{AC, AcClient, path_of};
use crate::harness::{Answer, Bench, Connection, IN_FORCE, Installation, eventually};

cases![
    a_body_that_breaks_off_leaves_nothing_behind,
    a_body_that_does_not_come_is_given_up,
    a_body_that_is_told_to_be_too_long_is_not_waited_for,
    a_right_that_is_taken_while_a_body_comes_is_gone,
];

/// Longer than a body may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The head of a write of this body.
fn head(ac: &AcClient, at: &Installation, body: &Value) -> (String, String) {
    let body = body.to_string();
    let head = format!(
        "POST {AC}/applicaties HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        at.issuer,
        ac.jwt(),
        body.len()
    );
    (head, body)
}

fn is_nowhere(ac: &AcClient, id: &str) {
    let answer = ac.ask("GET", &format!("/applicaties/consumer?clientId={id}"));
    assert_problem(&answer, 404, "not_found");
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&[id]));
    assert_eq!(ac.ask("DELETE", &path_of(&made)).status, 204);
}

fn a_body_that_breaks_off_leaves_nothing_behind(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = format!("{}-half", ac.application.client_id);
    let (head, body) = head(&ac, &at, &reader_of_catalogi(&[&id]));
    for sent in [0, 1, body.len() / 2, body.len() - 1] {
        let mut connection = Connection::open(at.issuer);
        connection.send(format!("{head}{}", &body[..sent]));
        connection.end();
        let answer = connection.answer();
        assert!(answer.is_none_or(|answer| answer.status == 400));
    }
    let chunks =
        head.replace(&format!("Content-Length: {}", body.len()), "Transfer-Encoding: chunked");
    let mut connection = Connection::open(at.issuer);
    connection.send(format!("{chunks}{:x}\r\n{body}\r\n", body.len()));
    connection.end();
    assert!(
        connection.answer().is_none_or(|answer| answer.status == 400),
        "its last chunk is missing"
    );
    let mut connection = Connection::open(at.issuer);
    connection.send(format!("{chunks}{:x}\r\n{body}\r\nx\r\n", body.len()));
    assert!(connection.answer().is_none_or(|answer| answer.status == 400));
    is_nowhere(&ac, &id);
}

fn a_body_that_does_not_come_is_given_up(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = format!("{}-traag", ac.application.client_id);
    let (head, body) = head(&ac, &at, &reader_of_catalogi(&[&id]));
    let mut socket = TcpStream::connect(at.issuer).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.write_all(format!("{head}{}", &body[..body.len() - 1]).as_bytes()).unwrap();
    let mut bytes = Vec::new();
    let _ = socket.read_to_end(&mut bytes);
    let answer = Answer::parse(&bytes, false).unwrap();
    assert_problem(&answer, 400, "parse_error");
    is_nowhere(&ac, &id);
}

fn a_body_that_is_told_to_be_too_long_is_not_waited_for(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let (head, body) = head(&ac, &at, &reader_of_catalogi(&["te-lang"]));
    let length = |length: usize| format!("Content-Length: {length}");
    let head = head.replace(&length(body.len()), &length(10_000_000));
    for to in [at.issuer, at.gateway] {
        let mut connection = Connection::open(to);
        let begin = Instant::now();
        connection.send(head.replace(&at.issuer.to_string(), &to.to_string()));
        let answer = connection.answer().unwrap();
        assert!(begin.elapsed() < Duration::from_secs(2), "{to}: {:?}", begin.elapsed());
        assert_problem(&answer, 400, "parse_error");
        assert!(answer.member("detail").contains("8 MiB"), "{}", answer.text());
        assert_eq!(answer.header("connection"), Some("close"), "{to}");
        assert!(connection.ends(), "{to}");
    }
}

fn a_right_that_is_taken_while_a_body_comes_is_gone(bench: &Bench) {
    let at = bench.shared();
    let (ac, slow) = (AcClient::writer(&at), AcClient::writer(&at));
    let id = format!("{}-laat", slow.application.client_id);
    let (head, body) = head(&slow, &at, &reader_of_catalogi(&[&id]));
    let (begin, rest) = body.split_at(10);
    let mut connection = Connection::open(at.issuer);
    connection.send(format!("{head}{begin}"));
    let path = format!("/applicaties/{}", slow.application.applicatie);
    let reading =
        json!({ "autorisaties": [{ "component": "ac", "scopes": ["autorisaties.lezen"] }] });
    ac.done("PATCH", &path, &reading);
    eventually(IN_FORCE, "it may not write", || slow.ask("POST", "/applicaties").status == 403);
    connection.send(rest);
    assert_problem(&connection.answer().unwrap(), 403, "permission_denied");
    is_nowhere(&ac, &id);
}
