//! The outer form of a token request: method, media type, size.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{assert_refused, reader};
use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Request, send_raw};

cases![
    r6749_07_every_method_but_post_is_refused_and_says_so,
    multipart_is_refused_with_the_type_to_use,
    r6749_08_json_is_refused_with_the_type_to_use,
    r6749_08_json_under_the_name_of_a_form_is_recognised,
    a_body_without_type_is_refused_with_the_type_to_use,
    the_media_type_may_have_parameters_and_capitals,
    which_of_two_types_counts_is_not_guessed,
    a_body_that_is_encoded_is_refused,
    a_body_in_chunks_is_read,
    r6749_21_a_huge_body_is_refused_quickly_and_the_connection_closed,
    a_body_of_64_kib_is_read,
    a_body_that_never_ends_is_refused_before_it_does,
    no_origin_is_let_in,
    a_path_beside_the_endpoint_is_not_the_endpoint,
];

const FORM: &str = "application/x-www-form-urlencoded";

fn r6749_07_every_method_but_post_is_refused_and_says_so(bench: &Bench) {
    let at = bench.shared();
    for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"] {
        let answer = Request::new(method, "/connect/token").send(at.issuer);
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), Some("POST"), "{method}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{method}");
    }
    let all_in_the_query = "/connect/token?grant_type=client_credentials&client_id=a";
    assert_eq!(Request::get(all_in_the_query).send(at.issuer).status, 405);
}

fn refused_as(bench: &Bench, media_type: &str, body: &str) -> Answer {
    let at = bench.shared();
    let application = reader(&at);
    let header = basic(&application.client_id, &application.secret);
    let request = Request::post("/connect/token").header("Authorization", &header);
    let answer = request.body(media_type, body).send(at.issuer);
    assert_refused(&answer, 400, "invalid_request");
    assert!(answer.member("error_description").contains(FORM), "{}", answer.text());
    answer
}

fn multipart_is_refused_with_the_type_to_use(bench: &Bench) {
    let part = "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\n\
                client_credentials\r\n--x--\r\n";
    let answer = refused_as(bench, "multipart/form-data; boundary=x", part);
    assert!(answer.member("error_description").contains("multipart/form-data"));
}

fn r6749_08_json_is_refused_with_the_type_to_use(bench: &Bench) {
    let answer = refused_as(bench, "application/json", r#"{"grant_type":"client_credentials"}"#);
    assert!(answer.member("error_description").contains("JSON"));
}

fn r6749_08_json_under_the_name_of_a_form_is_recognised(bench: &Bench) {
    let answer = refused_as(bench, FORM, " {\"grant_type\": \"client_credentials\"}");
    assert!(answer.member("error_description").contains("JSON"));
}

fn a_body_without_type_is_refused_with_the_type_to_use(bench: &Bench) {
    for media_type in ["", "text/plain", "application/x-www-form-urlencodedx", "é", ";"] {
        refused_as(bench, media_type, "grant_type=client_credentials");
    }
    let at = bench.shared();
    let raw =
        format!("POST /connect/token HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", at.issuer);
    let answer = Answer::parse(&send_raw(at.issuer, raw.as_bytes()), false).unwrap();
    assert_refused(&answer, 400, "invalid_request");
}

fn the_media_type_may_have_parameters_and_capitals(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let header = basic(&application.client_id, &application.secret);
    for media_type in ["Application/X-WWW-Form-Urlencoded", &format!("{FORM} ; charset=UTF-8")] {
        let request = Request::post("/connect/token").header("Authorization", &header);
        let answer = request.body(media_type, "grant_type=client_credentials").send(at.issuer);
        assert_eq!(answer.status, 200, "{media_type}");
    }
}

/// A token request that would be answered, but for these headers beside its own.
fn beside(bench: &Bench, headers: &[(&str, &str)]) -> Answer {
    let at = bench.shared();
    let application = reader(&at);
    let header = basic(&application.client_id, &application.secret);
    let request = Request::post("/connect/token").header("Authorization", &header);
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    request.form("grant_type=client_credentials").send(at.issuer)
}

fn which_of_two_types_counts_is_not_guessed(bench: &Bench) {
    for first in [FORM, "application/json", ""] {
        let answer = beside(bench, &[("Content-Type", first)]);
        assert_refused(&answer, 400, "invalid_request");
        assert!(answer.member("error_description").contains("more than one"), "{}", answer.text());
    }
}

fn a_body_that_is_encoded_is_refused(bench: &Bench) {
    for encoding in [&["gzip"][..], &["identity", "br"], &["identity, gzip"], &["é"]] {
        let headers: Vec<_> = encoding.iter().map(|one| ("Content-Encoding", *one)).collect();
        let answer = beside(bench, &headers);
        assert_refused(&answer, 400, "invalid_request");
        assert!(answer.member("error_description").contains("Content-Encoding"));
    }
    assert_eq!(beside(bench, &[("Content-Encoding", "Identity")]).status, 200);
}

fn a_body_in_chunks_is_read(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let header = basic(&application.client_id, &application.secret);
    let raw = format!(
        "POST /connect/token HTTP/1.1\r\nHost: {}\r\nAuthorization: {header}\r\n\
         Content-Type: {FORM}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
         b\r\ngrant_type=\r\n12\r\nclient_credentials\r\n0\r\n\r\n",
        at.issuer
    );
    let answer = Answer::parse(&send_raw(at.issuer, raw.as_bytes()), false).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn r6749_21_a_huge_body_is_refused_quickly_and_the_connection_closed(bench: &Bench) {
    let at = bench.shared();
    let begun = Instant::now();
    let huge = "x".repeat(32 * 1024 * 1024);
    let answer = Request::post("/connect/token").form(&huge).send(at.issuer);
    assert_refused(&answer, 413, "invalid_request");
    assert_eq!(answer.header("connection"), Some("close"));
    assert!(begun.elapsed() < Duration::from_secs(2), "took {:?}", begun.elapsed());
}

fn a_body_of_64_kib_is_read(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let header = basic(&application.client_id, &application.secret);
    let body = |length: usize| {
        let start = "grant_type=client_credentials&x=";
        format!("{start}{}", "x".repeat(length - start.len()))
    };
    for (length, status) in [(65_536, 200), (65_537, 413)] {
        let request = Request::post("/connect/token").header("Authorization", &header);
        assert_eq!(request.form(&body(length)).send(at.issuer).status, status, "{length}");
    }
}

fn a_body_that_never_ends_is_refused_before_it_does(bench: &Bench) {
    let at = bench.shared();
    let mut socket = TcpStream::connect(at.issuer).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = format!(
        "POST /connect/token HTTP/1.1\r\nHost: {}\r\nContent-Type: {FORM}\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        at.issuer
    );
    socket.write_all(head.as_bytes()).unwrap();
    let chunk = [b"1000\r\n", [b'x'; 0x1000].as_slice(), b"\r\n"].concat();
    for _ in 0..20 {
        // It may have closed already.
        let _ = socket.write_all(&chunk);
    }
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer);
    assert_refused(&Answer::parse(&answer, false).unwrap(), 413, "invalid_request");
}

fn no_origin_is_let_in(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let header = basic(&application.client_id, &application.secret);
    for origin in ["https://evil.example", "null"] {
        let request = Request::post("/connect/token").header("Origin", origin);
        let request = request.header("Authorization", &header);
        let answer = request.form("grant_type=client_credentials").send(at.issuer);
        let preflight = Request::new("OPTIONS", "/connect/token")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .send(at.issuer);
        for answer in [answer, preflight] {
            let cors = |name: &str| name.starts_with("access-control-");
            assert!(!answer.headers.iter().any(|(name, _)| cors(name)), "{answer:?}");
        }
    }
}

fn a_path_beside_the_endpoint_is_not_the_endpoint(bench: &Bench) {
    let at = bench.shared();
    for path in ["/connect/token/", "/connect//token", "/connect/tokens", "/CONNECT/token"] {
        let answer = Request::post(path).form("grant_type=client_credentials").send(at.issuer);
        assert_eq!(answer.status, 404, "{path}");
    }
}
