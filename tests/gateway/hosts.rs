//! Another host than the one that is served (G18, G26).

use super::{mark, melding, refused, unseen};
use crate::harness::{
    ANDERE, Bench, LoneGateway, Request, TaskApplication, ZAKEN, get_at, send_raw,
};
use crate::{cases, house};

cases![another_host_is_misdirected, a_request_without_one_host_is_refused,];

house![
    a_host_is_the_same_in_any_case_and_the_upstream_hears_the_configured_one,
    a_forwarded_host_decides_nothing,
];

fn another_host_is_misdirected(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let here = at.gateway.to_string();
    let port = at.gateway.port();
    for host in [
        "evil.example",
        "127.0.0.1",
        &format!("127.0.0.1:{}", port ^ 1),
        &format!("localhost:{port}"),
        &format!("127.0.0.1.:{port}"),
        &format!("127.1:{port}"),
        &format!("{here}."),
        &format!("{here}@evil.example"),
        &format!("evil@{here}"),
        &format!("{here},evil.example"),
        &format!("http://{here}"),
        &format!("{here}/"),
        &at.upstream.address().to_string(),
        "",
    ] {
        let mark = mark();
        let request = Request::get(&melding()).header("Host", host).bearer(&token);
        let answer = request.header("X-Mark", &mark).send(at.gateway);
        assert!(matches!(answer.status, 400 | 421), "{host}: {answer:?}");
        unseen(&at.upstream, &mark);
    }
    let answer = Request::get(&melding()).header("Host", "evil.example").send(at.gateway);
    refused(&answer, 421, "host-unknown");
    let request = Request::get(&melding()).header("Host", &here).bearer(&token);
    assert_eq!(request.send(at.gateway).status, 200);
}

fn a_request_without_one_host_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let here = at.gateway;
    for (version, hosts) in [
        ("1.1", String::new()),
        ("1.0", String::new()),
        ("1.1", format!("Host: {here}\r\nHost: {here}\r\n")),
        ("1.1", format!("Host: {here}\r\nHost: evil.example\r\n")),
        ("1.1", format!("Host: evil.example\r\nHost: {here}\r\n")),
        ("1.1", format!("Host : {here}\r\n")),
        ("1.1", format!(" Host: {here}\r\n")),
    ] {
        let mark = mark();
        let request = format!(
            "GET {} HTTP/{version}\r\n{hosts}Authorization: Bearer {token}\r\n\
             X-Mark: {mark}\r\nConnection: close\r\n\r\n",
            melding()
        );
        let answer = send_raw(at.gateway, request.as_bytes());
        let text = String::from_utf8_lossy(&answer);
        let status = text.split(' ').nth(1).unwrap_or_default();
        assert!(matches!(status, "400" | "421"), "{hosts:?}: {text}");
        unseen(&at.upstream, &mark);
    }
}

fn a_host_is_the_same_in_any_case_and_the_upstream_hears_the_configured_one() {
    let at = LoneGateway::start();
    let token = at.token("alles");
    for host in ["zaken.example", "ZAKEN.Example", "zaken.example:80"] {
        let mark = mark();
        let request = Request::get(&melding()).header("Host", host).bearer(&token);
        let answer = request.header("X-Mark", &mark).send(at.address);
        assert_eq!(answer.status, 200, "{host}: {answer:?}");
        assert!(answer.member("url").starts_with("http://zaken.example/"), "{}", answer.text());
        let seen = super::seen(&at.upstream, &mark);
        assert_eq!(seen.header("host"), ["zaken.example"]);
        assert_eq!(seen.header("x-forwarded-proto"), ["http"]);
    }
}

fn a_forwarded_host_decides_nothing() {
    let at = LoneGateway::start();
    let both = serde_json::json!([ZAKEN, ANDERE]);
    let mut claims = at.claims("alles");
    claims["aud"] = both;
    let token = at.sign(&claims);
    let mark = mark();
    let request = get_at(ZAKEN, &melding()).bearer(&token).header("X-Mark", &mark);
    let request = request
        .header("X-Forwarded-Host", "andere.example")
        .header("X-Host", "andere.example")
        .header("Forwarded", "host=andere.example;proto=https")
        .header("X-Forwarded-Proto", "https")
        .header("X-Original-Host", "andere.example");
    assert_eq!(request.send(at.address).status, 200);
    let seen = super::seen(&at.upstream, &mark);
    assert_eq!(seen.header("host"), ["zaken.example"]);
    assert_eq!(seen.header("x-forwarded-proto"), ["http"]);
    assert!(seen.headers.iter().all(|(_, value)| !value.starts_with(b"andere")));
    assert!(seen.header("forwarded").is_empty());
}
