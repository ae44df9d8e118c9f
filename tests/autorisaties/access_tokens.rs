//! Our own access tokens at the Autorisaties API: for it, with its scope, of a client that holds it.

use serde_json::json;

use super::assert_problem;
use crate::cases;
use crate::harness::ac::{AC, AcClient};
use crate::harness::client::encoded;
use crate::harness::forge::{Forge, claims_of, header_of, sign_hs256};
use crate::harness::{Answer, Bench, IN_FORCE, Installation, Request, TaskApplication, eventually};

cases![
    a_token_for_this_api_does_what_its_client_may,
    a_token_reaches_no_further_than_it_says,
    a_token_for_another_api_is_refused,
    a_token_dies_with_its_secret_and_with_time,
    what_only_looks_like_a_token_of_ours_is_refused,
];

const INVALID: &str = r#"Bearer realm="Autorisaties API", error="invalid_token""#;

fn read(at: &Installation, token: &str) -> Answer {
    Request::get(&format!("{AC}/applicaties?clientIds=x")).bearer(token).send(at.issuer)
}

fn write(at: &Installation, token: &str) -> Answer {
    let request = Request::post(&format!("{AC}/applicaties")).bearer(token);
    request.json(&json!({})).send(at.issuer)
}

/// A token for this API, with these scopes or with all.
fn token(at: &Installation, application: &TaskApplication, scope: &str) -> String {
    let scope = if scope.is_empty() { String::new() } else { format!("&scope={scope}") };
    let asked = format!("resource={}{scope}", encoded(&at.public_url()));
    let answer = application.ask(at, &asked);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.member("access_token")
}

/// One that may ask for tokens for this API.
fn application(at: &Installation, scopes: &[&str]) -> TaskApplication {
    let may = json!({ "component": "ac", "scopes": scopes });
    let audiences = json!({ "audiences": [at.public_url(), at.issuer_url()] });
    TaskApplication::register(at, &json!({ "label": "AC", "autorisaties": [may] }), &audiences)
}

/// That it is refused for want of this scope.
fn assert_lacks(answer: &Answer, scope: &str) {
    assert_problem(answer, 403, "permission_denied");
    let challenge =
        format!(r#"Bearer realm="Autorisaties API", error="insufficient_scope", scope="{scope}""#);
    assert_eq!(answer.header("www-authenticate"), Some(challenge.as_str()));
}

fn a_token_for_this_api_does_what_its_client_may(bench: &Bench) {
    let at = bench.shared();
    let both = application(&at, &["autorisaties.lezen", "autorisaties.bijwerken"]);
    let reader = application(&at, &["autorisaties.lezen"]);
    let writer = application(&at, &["autorisaties.bijwerken"]);
    let neither = application(&at, &["notificaties.consumeren"]);
    let of_both = token(&at, &both, "");
    assert_eq!((read(&at, &of_both).status, write(&at, &of_both).status), (200, 400));
    let of_reader = token(&at, &reader, "");
    assert_eq!(read(&at, &of_reader).status, 200);
    assert_lacks(&write(&at, &of_reader), "autorisaties.bijwerken");
    let of_writer = token(&at, &writer, "");
    assert_eq!(write(&at, &of_writer).status, 400);
    assert_lacks(&read(&at, &of_writer), "autorisaties.lezen");
    assert_lacks(&read(&at, &token(&at, &neither, "")), "autorisaties.lezen");

    // A right that is taken is gone for a token that was given before.
    let ac = AcClient::writer(&at);
    let body =
        json!({ "autorisaties": [{ "component": "ztc", "scopes": ["autorisaties.lezen"] }] });
    ac.done("PATCH", &format!("/applicaties/{}", reader.applicatie), &body);
    eventually(IN_FORCE, "it lacks the right", || read(&at, &of_reader).status == 403);
    // And one that is given is there.
    let all = json!({ "heeftAlleAutorisaties": true, "autorisaties": [] });
    ac.done("PATCH", &format!("/applicaties/{}", reader.applicatie), &all);
    eventually(IN_FORCE, "it has every right", || {
        write(&at, &token(&at, &reader, "")).status == 400
    });
}

fn a_token_reaches_no_further_than_it_says(bench: &Bench) {
    let at = bench.shared();
    let both = application(&at, &["autorisaties.lezen", "autorisaties.bijwerken"]);
    let narrow = token(&at, &both, "autorisaties.lezen");
    assert_eq!(read(&at, &narrow).status, 200);
    assert_lacks(&write(&at, &narrow), "autorisaties.bijwerken");
    let narrow = token(&at, &both, "autorisaties.bijwerken");
    assert_eq!(write(&at, &narrow).status, 400);
    assert_lacks(&read(&at, &narrow), "autorisaties.lezen");
}

fn a_token_for_another_api_is_refused(bench: &Bench) {
    let at = bench.shared();
    let both = application(&at, &["autorisaties.lezen"]);
    let elsewhere = both.ask(&at, &format!("resource={}", encoded(&at.issuer_url())));
    for token in [elsewhere.member("access_token"), at.administrator().token] {
        let answer = read(&at, &token);
        assert_problem(&answer, 401, "authentication_failed");
        assert_eq!(answer.header("www-authenticate"), Some(INVALID));
    }
}

fn a_token_dies_with_its_secret_and_with_time(bench: &Bench) {
    let at = bench.shared();
    let both = application(&at, &["autorisaties.lezen"]);
    let revoked = token(&at, &both, "");
    assert_eq!(read(&at, &revoked).status, 200);
    let path =
        format!("/clients/{}/secrets/{}?force=true", encoded(&both.client_id), both.secret_id);
    at.administrator().done("DELETE", &path, &json!({}));
    eventually(IN_FORCE, "refused", || read(&at, &revoked).status == 401);
    assert_problem(&read(&at, &revoked), 401, "authentication_failed");
}

fn what_only_looks_like_a_token_of_ours_is_refused(bench: &Bench) {
    let at = bench.shared();
    let both = application(&at, &["autorisaties.lezen"]);
    let good = token(&at, &both, "");
    let (header, claims) = (header_of(&good), claims_of(&good));
    let forge = Forge::new();
    let mut as_ours = header.clone();
    as_ours["kid"] = json!(forge.key.kid().to_string());
    let ac = AcClient::writer(&at);
    let hs = r#"{"typ":"at+jwt","alg":"HS256"}"#;
    let cut = &good[..good.len() - 4];
    for (token, code) in [
        (forge.sign(&header.to_string(), &claims.to_string()), "authentication_failed"),
        (forge.sign(&as_ours.to_string(), &claims.to_string()), "authentication_failed"),
        (format!("{cut}AAAA"), "authentication_failed"),
        (cut.to_owned(), "authentication_failed"),
        // Whoever names HS256 signed it itself, whatever the typ says.
        (sign_hs256(hs, &claims.to_string(), b"x"), "invalid-client-identifier"),
        (
            sign_hs256(&header.to_string(), &claims.to_string(), ac.key.as_bytes()),
            "authentication_failed",
        ),
    ] {
        assert_problem(&read(&at, &token), 401, code);
    }
}
