//! Where an answer ends: as the upstream meant it, and as the client reads it.

use super::{melder, melding, refused};
use crate::cases;
use crate::harness::{
    Answer, Bench, Connection, Installation, Options, Request, ScriptedUpstream, Tail,
    TaskApplication, send_raw,
};

cases![
    an_answer_that_can_have_no_body_passes_with_the_length_it_states,
    an_answer_with_two_ends_is_refused,
    of_a_head_only_a_stated_length_is_told,
    http_1_0_gets_an_end_instead_of_chunks,
    a_head_among_requests_sent_at_once_costs_none_of_them_its_answer,
];

fn before(bench: &Bench, upstream: &ScriptedUpstream) -> Installation {
    let address = format!("http://{}", upstream.address);
    bench.with(&Options::default().set("GATEWAY__UPSTREAM__0__ADDRESS", &address))
}

fn an_answer_that_can_have_no_body_passes_with_the_length_it_states(bench: &Bench) {
    let upstream = ScriptedUpstream::start("", Tail::End);
    let at = before(bench, &upstream);
    let token = TaskApplication::with_all(&at).token(&at);
    for method in ["GET", "HEAD"] {
        for (status, length) in [(304, Some("9")), (304, None), (204, Some("9")), (204, None)] {
            let stated =
                length.map_or(String::new(), |length| format!("Content-Length: {length}\r\n"));
            upstream.says(&format!("HTTP/1.1 {status} X\r\nETag: \"a\"\r\n{stated}\r\n"));
            let answer = Request::new(method, &melding()).bearer(&token).send(at.gateway);
            assert_eq!(answer.status, status, "{method}: {answer:?}");
            assert_eq!(answer.header("etag"), Some("\"a\""));
            // RFC 9110 8.6: no 204 has a length.
            let expected = length.filter(|_| status == 304);
            assert_eq!(answer.header("content-length"), expected, "{method} {status}");
            assert_eq!(answer.header("transfer-encoding"), None);
        }
    }
}

fn an_answer_with_two_ends_is_refused(bench: &Bench) {
    let upstream = ScriptedUpstream::start("", Tail::End);
    let at = before(bench, &upstream);
    for application in [TaskApplication::with_all(&at), melder(&at)] {
        let token = application.token(&at);
        let ask = |framing: &str, body: &str| {
            upstream.says(&format!("HTTP/1.1 404 X\r\n{framing}\r\n\r\n{body}"));
            Request::get(&melding()).bearer(&token).send(at.gateway)
        };
        let chunks = "c\r\nhello, world\r\n0\r\n\r\n";
        for framing in [
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 12",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: identity",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        ] {
            refused(&ask(framing, chunks), 502, "answer-ambiguous");
        }
        for framing in ["Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5, 6"] {
            assert_eq!(ask(framing, "hello").status, 502, "{framing}");
        }
        for framing in ["Transfer-Encoding: chunked", "Transfer-Encoding: Chunked"] {
            let answer = ask(framing, chunks);
            assert_eq!((answer.status, answer.text().as_str()), (404, "hello, world"), "{framing}");
        }
        let to_the_end = ask("X-A: b", "hello");
        assert_eq!((to_the_end.status, to_the_end.text().as_str()), (404, "hello"));
    }
}

fn of_a_head_only_a_stated_length_is_told(bench: &Bench) {
    let upstream = ScriptedUpstream::start("", Tail::End);
    let at = before(bench, &upstream);
    let token = TaskApplication::with_all(&at).token(&at);
    for (framing, length) in [
        ("Content-Length: 12", Some("12")),
        ("Content-Length: 0", Some("0")),
        ("Transfer-Encoding: chunked", None),
        ("X-A: b", None),
    ] {
        upstream.says(&format!("HTTP/1.1 200 OK\r\n{framing}\r\n\r\n"));
        let answer = Request::new("HEAD", &melding()).bearer(&token).send(at.gateway);
        assert_eq!(answer.status, 200, "{framing}: {answer:?}");
        assert_eq!(answer.header("content-length"), length, "{framing}");
        assert_eq!(answer.header("transfer-encoding"), None, "{framing}");
    }
}

fn http_1_0_gets_an_end_instead_of_chunks(bench: &Bench) {
    let said = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    let upstream = ScriptedUpstream::start(said, Tail::End);
    let at = before(bench, &upstream);
    let token = TaskApplication::with_all(&at).token(&at);
    let ask = |version: &str| {
        let (path, host) = (melding(), at.gateway);
        let request = format!(
            "GET {path} HTTP/{version}\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
             Connection: {}\r\n\r\n",
            if version == "1.0" { "keep-alive" } else { "close" }
        );
        let bytes = send_raw(at.gateway, request.as_bytes());
        let answer = Answer::parse(&bytes, false).unwrap();
        assert_eq!((answer.status, answer.text().as_str()), (200, "hello"), "{answer:?}");
        answer
    };
    let old = ask("1.0");
    assert_eq!(old.header("transfer-encoding"), None);
    assert_ne!(old.header("connection"), Some("keep-alive"));
    assert_eq!(ask("1.1").header("transfer-encoding"), Some("chunked"));
}

fn a_head_among_requests_sent_at_once_costs_none_of_them_its_answer(bench: &Bench) {
    let at = bench.shared();
    for application in [TaskApplication::with_all(&at), melder(&at)] {
        let token = application.token(&at);
        for methods in [&["HEAD", "GET"][..], &["GET", "HEAD", "GET"], &["HEAD", "HEAD", "GET"]] {
            let heads = methods.iter().map(|method| {
                format!(
                    "{method} {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n",
                    melding(),
                    at.gateway
                )
            });
            let mut connection = Connection::open(at.gateway);
            connection.send(heads.collect::<String>());
            for method in methods {
                let answer = connection.answer_to(method).unwrap();
                assert_eq!(answer.status, 200, "{methods:?}: {answer:?}");
                assert_eq!(answer.body.is_empty(), *method == "HEAD", "{methods:?}: {answer:?}");
                assert!(answer.header("content-length").is_some(), "{answer:?}");
            }
        }
    }
}
