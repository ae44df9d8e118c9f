//! Another method than the one that was judged (G3).

use super::{mark, melding, refused, seen, unseen};
use crate::cases;
use crate::harness::{Bench, Request, TaskApplication, send_raw};

cases![
    a_method_that_is_not_known_to_the_letter_is_refused,
    a_method_that_the_path_does_not_have_is_refused_with_those_that_it_has,
    a_tunnel_is_refused,
    an_override_header_reaches_nobody,
];

fn a_method_that_is_not_known_to_the_letter_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for method in ["get", "Get", "GETT", "GE", "PROPFIND", "QUERY", "PURGE", "LOCK", "X"] {
        let mark = mark();
        let request = Request::new(method, &melding()).bearer(&token).header("X-Mark", &mark);
        refused(&request.send(at.gateway), 400, "method-unknown");
        unseen(&at.upstream, &mark);
    }
    let mark = mark();
    let request = Request::new("GET", &melding()).bearer(&token).header("X-Mark", &mark);
    assert_eq!(request.send(at.gateway).status, 200);
    assert_eq!(seen(&at.upstream, &mark).method, "GET");
}

fn a_method_that_the_path_does_not_have_is_refused_with_those_that_it_has(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for (method, path, allow) in [
        ("POST", melding(), "GET, HEAD, PUT, PATCH, DELETE"),
        ("OPTIONS", melding(), "GET, HEAD, PUT, PATCH, DELETE"),
        ("TRACE", melding(), "GET, HEAD, PUT, PATCH, DELETE"),
        ("DELETE", "/zaken/api/v1/zaken".to_owned(), "GET, HEAD, POST"),
        ("GET", "/zaken/api/v1/zaken/_zoek".to_owned(), "POST"),
        ("HEAD", "/zaken/api/v1/zaken/_zoek".to_owned(), "POST"),
    ] {
        let mark = mark();
        let request = Request::new(method, &path).bearer(&token).header("X-Mark", &mark);
        let answer = request.send(at.gateway);
        assert_eq!(answer.status, 405, "{method} {path}: {answer:?}");
        let mut allowed: Vec<&str> = answer.header("allow").unwrap().split(", ").collect();
        let mut expected: Vec<&str> = allow.split(", ").collect();
        allowed.sort_unstable();
        expected.sort_unstable();
        assert_eq!(allowed, expected, "{method} {path}");
        unseen(&at.upstream, &mark);
    }
}

fn a_tunnel_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for target in [at.upstream.address().to_string(), at.gateway.to_string(), melding()] {
        let mark = mark();
        let request = format!(
            "CONNECT {target} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             X-Mark: {mark}\r\nConnection: close\r\n\r\n\
             GET {} HTTP/1.1\r\nHost: {}\r\nX-Mark: {mark}\r\nConnection: close\r\n\r\n",
            at.gateway,
            melding(),
            at.upstream.address(),
        );
        let answer = send_raw(at.gateway, request.as_bytes());
        assert!(answer.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&answer));
        unseen(&at.upstream, &mark);
    }
}

fn an_override_header_reaches_nobody(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let names = [
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "X_HTTP_Method_Override",
        "x.http.method.override",
        "X-METHOD-OVERRIDE",
        "X-Method",
    ];
    let mark = mark();
    let mut request = Request::get(&melding()).bearer(&token).header("X-Mark", &mark);
    for name in names {
        request = request.header(name, "DELETE");
    }
    assert_eq!(request.send(at.gateway).status, 200);
    let seen = seen(&at.upstream, &mark);
    assert_eq!(seen.method, "GET");
    assert!(seen.headers.iter().all(|(_, value)| value != b"DELETE"), "{:?}", seen.headers);
    assert_eq!(Request::get(&melding()).bearer(&token).send(at.gateway).status, 200);
}
