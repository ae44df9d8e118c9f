//! Another path than the one that was judged (G1, G2).

use super::{mark, melder, melding, refused, seen, unseen};
use crate::cases;
use crate::harness::{Bench, Request, TaskApplication, send_raw};

cases![
    a_path_with_a_second_reading_is_refused_in_every_spelling,
    a_path_with_bytes_that_are_no_path_is_refused,
    what_stands_behind_a_hash_decides_nothing,
    a_prefix_ends_at_a_segment,
    case_and_a_trailing_slash_make_another_path,
    an_absolute_target_must_name_the_same_host,
    a_target_that_is_no_path_is_refused,
];

/// Behind `/zaken/api/v1/zaken`, unless it begins with a slash of its own.
const SPELLINGS: &[&str] = &[
    "/../../../../autorisaties/api/v1/applicaties",
    "/./MARK",
    "/MARK/..",
    "/MARK/.",
    "/../zaken/MARK",
    "/..;/..;/autorisaties",
    "/;x=1/MARK",
    "/MARK;x=1",
    "/%2e%2e/%2e%2e/autorisaties",
    "/%2E%2E/MARK",
    "/.%2e/MARK",
    "/%2e/MARK",
    "/%252e%252e/MARK",
    "/%25%32%65%25%32%65/MARK",
    "%2fMARK",
    "%2FMARK",
    "/..%2f..%2fautorisaties",
    "/%5c..%5cMARK",
    "/\\..\\..\\MARK",
    "\\MARK",
    "//MARK",
    "/MARK//audittrail",
    "/MARK//",
    "/MARK%00",
    "/%00/MARK",
    "/MARK%23",
    "/MARK%3f",
    "/MARK%3Fx=1",
    "/MARK%3b",
    "/MARK%0d%0aX-Evil:%201",
    "/MARK%0a",
    "/MARK%09",
    "/MARK%7f",
    "/MARK%",
    "/MARK%2",
    "/MARK%zz",
    "/MARK%u002e",
    "/%c0%ae%c0%ae/MARK",
    "/%ef%bc%8e%ef%bc%8e/MARK",
    "/%e2%80%a5/MARK",
    "/MARK%80",
    "/%6dARK",
    "/{MARK}",
    "/\"MARK\"",
    "/<MARK>",
    "/MARK|x",
    "/MARK^",
    "/MARK`",
];

fn a_path_with_a_second_reading_is_refused_in_every_spelling(bench: &Bench) {
    let at = bench.shared();
    let tokens = [melder(&at), TaskApplication::with_all(&at)].map(|who| who.token(&at));
    for spelling in SPELLINGS {
        for token in &tokens {
            let mark = mark();
            let path = format!("/zaken/api/v1/zaken{}", spelling.replace("MARK", &mark));
            let request = Request::get(&path).bearer(token).header("X-Mark", &mark);
            assert_eq!(request.send(at.gateway).status, 400, "{path}");
            unseen(&at.upstream, &mark);
        }
    }
    let mark = mark();
    let path = format!("/zaken/api/v1/zaken/{mark}");
    assert_eq!(Request::get(&path).bearer(&tokens[1]).send(at.gateway).status, 404);
    assert_eq!(seen(&at.upstream, &mark).target, path);
}

fn a_path_with_bytes_that_are_no_path_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for bytes in [&b"\x80"[..], b"\xe9", b"\xc0\xae", b"\x00", b"\x01", b"\x7f", b"\t", b" x"] {
        let mark = mark();
        let path = format!("/zaken/api/v1/zaken/{mark}");
        let rest = format!(
            " HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n",
            at.gateway
        );
        let request = [b"GET ", path.as_bytes(), bytes, rest.as_bytes()].concat();
        let answer = send_raw(at.gateway, &request);
        assert!(answer.starts_with(b"HTTP/1.1 400"), "{bytes:?}: {answer:?}");
        unseen(&at.upstream, &mark);
    }
}

/// The fragment never leaves a client, and uWSGI cuts at it: what is judged must be what is sent.
fn what_stands_behind_a_hash_decides_nothing(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let origin = format!("http://{}", at.gateway);
    for (target, sent) in [
        (format!("{}#/../../x", melding()), melding()),
        (format!("{}?a=b#&c=d", melding()), format!("{}?a=b", melding())),
        (format!("{}#?a=b", melding()), melding()),
        (format!("{origin}{}#@evil.example/", melding()), melding()),
    ] {
        let mark = mark();
        let answer = super::get(&target, &token, &mark).send(at.gateway);
        assert_eq!(answer.status, 200, "{target}: {answer:?}");
        assert_eq!(seen(&at.upstream, &mark).target, sent, "{target}");
    }
    let restricted = melder(&at).token(&at);
    let hidden = super::zaak(voorbeeldzaken::sample::ZAAK_BIJSTAND_OPENBAAR);
    for target in [format!("{hidden}#{}", melding()), format!("#{}", melding())] {
        let mark = mark();
        let answer = super::get(&target, &restricted, &mark).send(at.gateway);
        assert!(matches!(answer.status, 400 | 403 | 404), "{target}: {answer:?}");
    }
}

fn a_prefix_ends_at_a_segment(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for path in [
        "/zakenevil/api/v1/zaken/MARK",
        "/zaken/api/v1evil/zaken/MARK",
        "/zaken/api/v1.evil/MARK",
        "/zaken/api/v1/zakenevil/MARK",
        "/zaken/api/v11/zaken/MARK",
        "/zaken/api/v/zaken/MARK",
        "/zaken/api/zaken/MARK",
        "/api/v1/zaken/MARK",
        "/zaken/api/v2/zaken/MARK",
        "/x/zaken/api/v1/zaken/MARK",
        "/autorisaties/api/v1evil/applicaties/MARK",
    ] {
        let mark = mark();
        let path = path.replace("MARK", &mark);
        refused(&Request::get(&path).bearer(&token).send(at.gateway), 404, "path-unknown");
        unseen(&at.upstream, &mark);
    }
    assert_eq!(Request::get(&melding()).bearer(&token).send(at.gateway).status, 200);
}

fn case_and_a_trailing_slash_make_another_path(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for path in [
        "/ZAKEN/api/v1/zaken?x=MARK",
        "/zaken/API/v1/zaken?x=MARK",
        "/zaken/api/V1/zaken?x=MARK",
        "/zaken/api/v1/Zaken?x=MARK",
        "/zaken/api/v1/zaken/?x=MARK",
        "/zaken/api/v1/zaken/MARK/",
        "/zaken/api/v1/zaken/_ZOEK?x=MARK",
        "/zaken/api/v1/?x=MARK",
        "/zaken/api/v1?x=MARK",
        "/zaken/api/v1/zaken/geen-uuid?x=MARK",
        "/?x=MARK",
    ] {
        let mark = mark();
        let path = path.replace("MARK", &mark);
        refused(&Request::get(&path).bearer(&token).send(at.gateway), 404, "path-unknown");
        unseen(&at.upstream, &mark);
    }
}

fn an_absolute_target_must_name_the_same_host(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let here = at.gateway.to_string();
    let ask = |authority: &str, host: &str| {
        let mark = mark();
        let target = format!("http://{authority}/zaken/api/v1/zaken/{mark}");
        let request = Request::get(&target).header("Host", host).bearer(&token);
        (request.send(at.gateway), mark)
    };
    for (authority, host) in [
        ("evil.example", here.as_str()),
        (here.as_str(), "evil.example"),
        ("evil.example", "evil.example"),
        (&format!("evil@{here}"), &here),
        (&format!("{here}@evil.example"), &here),
        (&at.upstream.address().to_string(), &here),
        (&format!("{here}."), &here),
    ] {
        let (answer, mark) = ask(authority, host);
        assert!(matches!(answer.status, 400 | 421), "{authority} {host}: {answer:?}");
        unseen(&at.upstream, &mark);
    }
    let (answer, mark) = ask(&here, &here);
    assert_eq!(answer.status, 404, "{answer:?}");
    assert_eq!(seen(&at.upstream, &mark).target, format!("/zaken/api/v1/zaken/{mark}"));
}

fn a_target_that_is_no_path_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for target in ["*", "zaken/api/v1/zaken", "http:", "//", "file:///zaken/api/v1/zaken"] {
        let mark = mark();
        let request = Request::get(target).bearer(&token).header("X-Mark", &mark);
        let answer = request.send(at.gateway);
        assert!(matches!(answer.status, 400 | 404 | 421), "{target}: {answer:?}");
        unseen(&at.upstream, &mark);
    }
}
