//! How a token is presented (G17, G25).

use super::{mark, melder, melding, refused, seen, unseen};
use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Bench, Request, send_raw};
use voorbeeldzaken::sample;

cases![
    r6750_03_r6750_04_r6750_05_r6750_06_what_is_not_exactly_one_bearer_token_is_refused,
    ng_83_the_scheme_has_no_case,
    ng_40_ng_84_ng_85_bp_22_r6750_07_a_token_elsewhere_than_in_its_header_does_not_count,
    a_header_that_is_folded_or_broken_is_refused,
    bp_52_the_clients_token_never_reaches_the_upstream,
];

fn r6750_03_r6750_04_r6750_05_r6750_06_what_is_not_exactly_one_bearer_token_is_refused(
    bench: &Bench,
) {
    let at = bench.shared();
    let application = melder(&at);
    let other = melder(&at).token(&at);
    let token = application.token(&at);
    let bearer = format!("Bearer {token}");
    let (header, payload) = token.split_once('.').unwrap();
    let cases: &[(&[&str], u16, &str)] = &[
        (&[""], 400, "authorization-malformed"),
        (&["Bearer"], 400, "authorization-malformed"),
        (&["Bearer "], 400, "authorization-malformed"),
        (&[&bearer, &bearer], 400, "several-credentials"),
        (&[&bearer, &format!("Bearer {other}")], 400, "several-credentials"),
        (&[&bearer, ""], 400, "several-credentials"),
        (&["", &bearer], 400, "several-credentials"),
        (&["Basic YTpi", &bearer], 400, "several-credentials"),
        (&[&format!("{bearer}, {bearer}")], 400, "several-credentials"),
        (&[&format!("{bearer},")], 400, "several-credentials"),
        (&[&format!("Basic YTpi, {bearer}")], 400, "several-credentials"),
        (&[&format!("{bearer} {token}")], 401, "token-malformed"),
        (&[&format!("Bearer \"{token}\"")], 401, "token-malformed"),
        (&["Bearer abc"], 401, "token-malformed"),
        (&[&format!("Bearer {header}.{header}.{payload}")], 401, "token-malformed"),
        (&["Bearer .."], 401, "token-malformed"),
        (&[&token], 401, "scheme-not-taken"),
        (&[&format!("Token {token}")], 401, "authentication_failed"),
        (&[&format!("DPoP {token}")], 401, "scheme-not-taken"),
        (&[&format!("Basic {token}")], 401, "scheme-not-taken"),
        (&[&basic(&application.client_id, &application.secret)], 401, "scheme-not-taken"),
        (&["Negotiate abc"], 401, "scheme-not-taken"),
    ];
    for (values, status, code) in cases {
        let mark = mark();
        let mut request = Request::get(&melding()).header("X-Mark", &mark);
        for value in *values {
            request = request.header("Authorization", value);
        }
        refused(&request.send(at.gateway), *status, code);
        unseen(&at.upstream, &mark);
    }
}

fn ng_83_the_scheme_has_no_case(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    for scheme in ["Bearer", "bearer", "BEARER", "Bearer  "] {
        let request = Request::get(&melding());
        let answer = request.header("Authorization", &format!("{scheme} {token}")).send(at.gateway);
        assert_eq!(answer.status, 200, "{scheme}");
    }
}

fn ng_40_ng_84_ng_85_bp_22_r6750_07_a_token_elsewhere_than_in_its_header_does_not_count(
    bench: &Bench,
) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    for (name, value) in [
        ("Cookie", format!("access_token={token}")),
        ("X-Access-Token", token.clone()),
        ("X-Authorization", format!("Bearer {token}")),
        ("X-Forwarded-Authorization", format!("Bearer {token}")),
        ("Proxy-Authorization", format!("Bearer {token}")),
        ("Authorisation", format!("Bearer {token}")),
    ] {
        let mark = mark();
        let request = Request::get(&melding()).header("X-Mark", &mark).header(name, &value);
        refused(&request.send(at.gateway), 401, "not_authenticated");
        unseen(&at.upstream, &mark);
    }
    for parameter in ["access_token", "ACCESS_TOKEN", "access%5Ftoken", "accessToken"] {
        let mark = mark();
        let path = format!("{}?{parameter}={token}", melding());
        let request = Request::get(&path).header("X-Mark", &mark);
        let answer = request.send(at.gateway);
        refused(&answer, 401, "token-in-query");
        assert!(!answer.text().contains(&token));
        refused(&request.bearer(&token).send(at.gateway), 400, "token-in-query");
        unseen(&at.upstream, &mark);
    }
    let mark = mark();
    let form = format!("access_token={token}&x={mark}");
    let answer = Request::post(sample::ZAKEN).form(&form).send(at.gateway);
    refused(&answer, 401, "not_authenticated");
    unseen(&at.upstream, &mark);
}

fn a_header_that_is_folded_or_broken_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    for line in [
        format!("Authorization:\r\n Bearer {token}"),
        format!("Authorization: Bearer\r\n {token}"),
        format!("Authorization: Bearer\r\n\t{token}"),
        format!("Authorization : Bearer {token}"),
        format!("Authorization\t: Bearer {token}"),
        format!(" Authorization: Bearer {token}"),
        format!("Authorization: Bearer \0{token}"),
        format!("Authorization: Bearer {token}\0"),
        format!("Authorization: Bearer {token}\x0b"),
        format!("Authorization: Bearer\t{token}"),
        format!("Authorization: Bearer {token}\u{a0}"),
        format!("Authorization\0: Bearer {token}"),
        format!("Authorization;x=1: Bearer {token}"),
        format!("Authorization: Bearer {token}\rX-A: b"),
    ] {
        let mark = mark();
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: {}\r\n{line}\r\nX-Mark: {mark}\r\nConnection: close\r\n\r\n",
            melding(),
            at.gateway
        );
        let answer = send_raw(at.gateway, request.as_bytes());
        let text = String::from_utf8_lossy(&answer);
        let status = text.split(' ').nth(1).unwrap_or_default();
        assert!(matches!(status, "400" | "401"), "{line:?}: {text}");
        unseen(&at.upstream, &mark);
    }
}

fn bp_52_the_clients_token_never_reaches_the_upstream(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    for request in [
        Request::get(&melding()),
        Request::new("HEAD", &melding()),
        Request::get(&melding())
            .header("Connection", "authorization")
            .header("Proxy-Authorization", &format!("Bearer {token}"))
            .header("X-Forwarded-Access-Token", &token)
            .header("X_Authorization", &token)
            .header("Cookie", &format!("t={token}")),
    ] {
        let mark = mark();
        let answer = request.bearer(&token).header("X-Mark", &mark).send(at.gateway);
        assert_eq!(answer.status, 200, "{answer:?}");
        let seen = seen(&at.upstream, &mark);
        assert_eq!(seen.header("authorization").len(), 1);
        assert!(seen.header("authorization")[0].starts_with("Bearer "));
    }
    assert!(at.upstream.traces(&token).is_empty());
    let signature = token.rsplit('.').next().unwrap();
    assert!(at.upstream.traces(signature).is_empty());
}
