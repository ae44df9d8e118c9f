//! Requests with two ends: none of them is half forwarded (G4).

use voorbeeldzaken::sample;

use super::{mark, melding, unseen};
use crate::cases;
use crate::harness::{Bench, Connection, Request, TaskApplication};

cases![
    a_request_with_two_lengths_is_refused_and_the_connection_ends,
    a_chunk_that_is_none_is_never_passed_for_a_whole_body,
    a_header_line_that_is_none_is_refused,
    a_bare_lf_ends_a_line_here_and_never_reaches_another_reader,
    another_version_has_no_second_reading,
];

fn a_request_with_two_lengths_is_refused_and_the_connection_ends(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for framing in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length: 18446744073709551621",
        "Content-Length: ",
        "Content-Length : 5",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: \x0bchunked",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\r\n chunked",
    ] {
        let mark = mark();
        let mut connection = Connection::open(at.gateway);
        let hidden = format!(
            "GET {}?{mark} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n",
            melding(),
            at.gateway
        );
        connection.send(format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nX-Mark: {mark}\r\n\
             Content-Type: application/json\r\n{framing}\r\n\r\n0\r\n\r\n{hidden}",
            sample::ZAKEN,
            at.gateway
        ));
        connection.end();
        let answer = connection.answer();
        assert!(answer.as_ref().is_none_or(|answer| answer.status == 400), "{framing}: {answer:?}");
        assert!(connection.answer().is_none(), "{framing}: a second answer");
        unseen(&at.upstream, &mark);
    }
}

fn a_chunk_that_is_none_is_never_passed_for_a_whole_body(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for chunks in [
        "5\r\nabcdefg\r\n0\r\n\r\n",
        "5\nabcde\n0\n\n",
        "-5\r\nabcde\r\n0\r\n\r\n",
        "0x5\r\nabcde\r\n0\r\n\r\n",
        "5 5\r\nabcde\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nabcde\r\n0\r\n\r\n",
        "ffffffffffffffff\r\nabcde\r\n0\r\n\r\n",
        "\r\nabcde\r\n0\r\n\r\n",
        "5\r\nabcde",
        "5\r\nabcde\r\n",
        "5\r\nabcde\r\n0\r\n",
        "g\r\nabcde\r\n0\r\n\r\n",
    ] {
        let mark = mark();
        let mut connection = Connection::open(at.gateway);
        connection.send(format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nX-Mark: {mark}\r\n\
             Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}",
            sample::ZAKEN,
            at.gateway
        ));
        connection.end();
        let answer = connection.answer();
        assert!(
            answer.as_ref().is_none_or(|answer| answer.status == 400),
            "{chunks:?}: {answer:?}"
        );
        let forwarded = at.upstream.traces(&mark);
        assert!(forwarded.iter().all(|seen| !seen.body.complete), "{chunks:?}: {forwarded:?}");
        let clean = Request::get(&melding()).bearer(&token).send(at.gateway);
        assert_eq!(clean.status, 200, "{chunks:?}");
    }
}

fn a_header_line_that_is_none_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for line in [
        "X-A",
        ": x",
        "X A: b",
        "X-A : b",
        "X-\u{e9}: b",
        "X-A\0: b",
        "X-A: b\0c",
        "X-A: b\rX-B: c",
        "X-A: b\r\n c",
        "(X): b",
        "X-A: b\x7f",
    ] {
        let mark = mark();
        let mut connection = Connection::open(at.gateway);
        connection.send(format!(
            "GET {}?{mark} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n{line}\r\n\r\n",
            melding(),
            at.gateway
        ));
        connection.end();
        let answer = connection.answer();
        assert!(answer.as_ref().is_none_or(|answer| answer.status == 400), "{line:?}: {answer:?}");
        unseen(&at.upstream, &mark);
    }
}

/// RFC 9112 2.2 allows it, and the parser reads it so. What counts is that there is one reading: of what stands behind
/// it here, and upstream, where each head is written anew.
fn a_bare_lf_ends_a_line_here_and_never_reaches_another_reader(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let (here, credential) = (at.gateway, format!("Authorization: Bearer {token}"));
    let sent = |head: String| {
        let mut connection = Connection::open(here);
        connection.send(head);
        connection.end();
        std::iter::from_fn(move || connection.answer()).map(|answer| answer.status).collect()
    };
    let next = |mark: &str| {
        format!("GET {}?{mark} HTTP/1.1\r\nHost: {here}\r\n{credential}\r\n\r\n", melding())
    };
    for (lines, statuses) in [
        ("Host: HOST\nCREDENTIAL\n\n", &[200, 200][..]),
        ("Host: HOST\r\nX-A: b\nX-Client-Id: c\r\nCREDENTIAL\r\n\n", &[200, 200]),
        // A length behind it counts: the three bytes are no request.
        ("Host: HOST\r\nX-A: b\nContent-Length: 3\r\nCREDENTIAL\r\n\r\nabc", &[200, 200]),
        // So does what ends the head: what follows is a request of its own.
        ("Host: HOST\r\nCREDENTIAL\r\n\nGET / HTTP/1.1\r\nHost: HOST\r\n\r\n", &[200, 404, 200]),
        ("Host: HOST\r\nX-A: b\nHost: evil.example\r\nCREDENTIAL\r\n\r\n", &[400]),
        ("Host: HOST\r\nX-A: b\nContent-Length: 3\nTransfer-Encoding: chunked\r\n\r\n", &[400]),
        ("Host: HOST\r\nCREDENTIAL\nAuthorization: Bearer x\r\n\r\n", &[400, 200]),
    ] {
        let (first, second) = (mark(), mark());
        let lines = lines.replace("HOST", &here.to_string()).replace("CREDENTIAL", &credential);
        let head = format!("GET {}?{first} HTTP/1.1\r\n{lines}{}", melding(), next(&second));
        let answered: Vec<u16> = sent(head);
        assert_eq!(answered, statuses, "{lines:?}");
        for mark in [&first, &second] {
            for seen in at.upstream.traces(mark) {
                assert_eq!(seen.target, format!("{}?{mark}", melding()));
                let names = || seen.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
                assert!(!names().any(|name| name == "x-client-id"), "{seen:?}");
                let lf = seen.headers.iter().any(|(_, value)| value.contains(&b'\n'));
                let body = &seen.body.start[..];
                assert!(!lf && (body.is_empty() || body == b"abc"), "{seen:?}");
            }
        }
    }
}

fn another_version_has_no_second_reading(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for version in ["HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "http/1.1", "HTTP/1.1 x", "HTTP/01.1", ""] {
        let mark = mark();
        let mut connection = Connection::open(at.gateway);
        connection.send(format!(
            "GET {}?{mark} {version}\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n",
            melding(),
            at.gateway
        ));
        connection.end();
        let answer = connection.answer();
        assert!(answer.as_ref().is_none_or(|answer| answer.status == 400), "{version}: {answer:?}");
        unseen(&at.upstream, &mark);
    }
    // RFC 9112 6.1: Transfer-Encoding in HTTP/1.0 has no certain end.
    let mark = mark();
    let hidden = format!(
        "GET {}?{mark} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n",
        melding(),
        at.gateway
    );
    let mut connection = Connection::open(at.gateway);
    connection.send(format!(
        "POST {} HTTP/1.0\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
         Connection: keep-alive\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}",
        sample::ZAKEN,
        at.gateway
    ));
    connection.end();
    let answer = connection.answer();
    assert!(answer.is_none_or(|answer| answer.status >= 400));
    assert!(connection.answer().is_none(), "a second answer");
    unseen(&at.upstream, &mark);
}
