//! How a token is asked for (G28), as a strict client reads it (RFC 9110 11.6.1, RFC 6750 3).

use voorbeeldzaken::sample;

use super::{mark, melder, melding, refused, unseen, zaak};
use crate::cases;
use crate::harness::{Bench, Options, Request};

cases![
    r6750_01_without_a_token_the_challenge_names_the_realm_and_no_error,
    ng_89_ng_92_r6750_08_every_refusal_of_a_caller_has_a_challenge_that_parses,
    zgw_clients_get_the_403_that_they_expect,
];

/// The parameters of a Bearer challenge, in their order; the realm must come first.
#[track_caller]
pub(super) fn parse(challenge: &str) -> Vec<(String, String)> {
    let mut rest = challenge.strip_prefix("Bearer ").expect("it is no Bearer challenge");
    let mut parameters = Vec::new();
    loop {
        let (name, value) = rest.split_once("=\"").expect("a parameter is not key=\"value\"");
        let (value, after) = value.split_once('"').expect("a value does not end");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
        assert!(value.bytes().all(|byte| (0x20..0x7f).contains(&byte) && byte != b'\\'), "{value}");
        parameters.push((name.to_owned(), value.to_owned()));
        match after {
            "" => break,
            after => rest = after.strip_prefix(", ").expect("no comma between parameters"),
        }
    }
    let names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[0], "realm", "{challenge}");
    let known = ["realm", "error", "error_description", "scope"];
    assert!(names.iter().all(|name| known.contains(name)), "{challenge}");
    let mut once = names.clone();
    once.dedup();
    assert_eq!(once, names, "a parameter comes twice: {challenge}");
    parameters
}

/// A parameter of a challenge.
pub(super) fn parameter(challenge: &str, name: &str) -> Option<String> {
    parse(challenge).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

fn r6750_01_without_a_token_the_challenge_names_the_realm_and_no_error(bench: &Bench) {
    let at = bench.shared();
    let mark = mark();
    let answer = Request::get(&melding()).header("X-Mark", &mark).send(at.gateway);
    refused(&answer, 401, "not_authenticated");
    let challenge = answer.header("www-authenticate").unwrap();
    assert_eq!(parse(challenge), [("realm".to_owned(), "zaakpoort".to_owned())]);
    unseen(&at.upstream, &mark);
}

fn ng_89_ng_92_r6750_08_every_refusal_of_a_caller_has_a_challenge_that_parses(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let ask = |path: &str| Request::get(path).bearer(&token).send(at.gateway);
    let answer = ask("/besluiten/api/v1/besluiten");
    refused(&answer, 403, "scope-not-held");
    let challenge = answer.header("www-authenticate").unwrap();
    assert_eq!(parameter(challenge, "error").as_deref(), Some("insufficient_scope"));
    assert_eq!(parameter(challenge, "scope").as_deref(), Some("besluiten.lezen"));
    let answer = ask(&zaak(sample::ZAAK_BIJSTAND_OPENBAAR));
    refused(&answer, 403, "object-not-held");
    let challenge = answer.header("www-authenticate").unwrap();
    assert_eq!(parameter(challenge, "error").as_deref(), Some("insufficient_scope"));
    assert_eq!(parameter(challenge, "scope").as_deref(), Some("zaken.lezen"));
    let answer = Request::get(&melding()).bearer("a.b.c").send(at.gateway);
    refused(&answer, 401, "token-not-valid");
    let challenge = answer.header("www-authenticate").unwrap();
    assert_eq!(parameter(challenge, "error").as_deref(), Some("invalid_token"));
}

fn zgw_clients_get_the_403_that_they_expect(bench: &Bench) {
    let at = bench.with(&Options::default().set("GATEWAY__UPSTREAM__0__ERRORS", "zgw"));
    let application = melder(&at);
    let mark = mark();
    for authorization in ["", "Bearer a.b.c", "Basic YTpi", "Bearer abc"] {
        let request = Request::get(&melding()).header("X-Mark", &mark);
        let request = match authorization {
            "" => request,
            value => request.header("Authorization", value),
        };
        refused(&request.send(at.gateway), 403, "permission_denied");
    }
    unseen(&at.upstream, &mark);
    let token = application.token(&at);
    let answer = Request::get(&melding()).bearer(&token).send(at.gateway);
    assert_eq!(answer.status, 200, "{answer:?}");
}
