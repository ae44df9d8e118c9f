//! Clients that authenticate by an assertion which they sign (`private_key_jwt`, RFC 7523).

use serde_json::{Value, json};
use tokens::Algorithm;

use super::{assert_refused, reader};
use crate::cases;
use crate::harness::asserter::{self, Asserter, AssertingClient, from_now};
use crate::harness::forge::claims_of;
use crate::harness::{Answer, Bench, Installation, Request, TaskApplication};

pub(crate) mod claims;
pub(crate) mod forms;
pub(crate) mod jwks_uri;
pub(crate) mod keys;
pub(crate) mod methods;
pub(crate) mod secrecy;

cases![
    ng_31_an_assertion_of_rs256_gets_a_token,
    ng_32_bp_13_an_assertion_of_es256_or_eddsa_gets_a_token,
    ng_33_an_assertion_of_ps256_gets_a_token,
    sd5_1_an_assertion_as_published_for_acm_gets_a_token,
    sd5_2_an_assertion_of_eleven_minutes_or_a_second_use_is_refused,
    r7523_04_a_jti_counts_once,
    r7523_06_without_a_kid_every_key_of_the_client_is_tried,
    r7523_16_what_is_advertised_is_what_works,
];

/// A client of a task application that authenticates by assertion, with these settings.
fn asserting(at: &Installation, oauth: Value) -> AssertingClient {
    AssertingClient::new(at, TaskApplication::with_all(at), oauth)
}

/// Settings of the profile `nlgov`, which has scopes said.
fn nlgov() -> Value {
    json!({ "profile": "nlgov", "default_scopes": ["zaken.lezen"] })
}

/// An answer must be a refusal of the client, which says this.
fn refused(answer: &Answer, told: &str) {
    assert_refused(answer, 401, "invalid_client");
    let description = answer.member("error_description");
    assert!(description.contains(told), "{description}");
    assert_eq!(answer.header("www-authenticate"), None, "no Authorization header was sent");
}

fn gets_a_token_by(bench: &Bench, algorithm: Algorithm) {
    let at = bench.shared();
    let client = AssertingClient::by(
        &at,
        TaskApplication::with_all(&at),
        (Asserter::new(algorithm), json!({})),
    );
    let answer = client.ask(&at);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let token = answer.member("access_token");
    let claims = claims_of(&token);
    assert_eq!((&claims["sub"], &claims["client_id"]), (&claims["azp"], &claims["azp"]));
    assert_eq!(claims["sub"], client.client_id());
    assert_eq!(claims["zp_credential"], client.key_id);
    let zaken = Request::get("/zaken/api/v1/zaken").bearer(&token).send(at.gateway);
    assert_eq!(zaken.status, 200, "{}", zaken.text());
    let stranger = Asserter::new(Algorithm::Es256);
    let forged = stranger.sign(&stranger.header(), &client.claims(&at));
    refused(&asserter::ask(&at, &forged), "fits no live key");
}

fn ng_31_an_assertion_of_rs256_gets_a_token(bench: &Bench) {
    gets_a_token_by(bench, Algorithm::Rs256);
}

fn ng_32_bp_13_an_assertion_of_es256_or_eddsa_gets_a_token(bench: &Bench) {
    gets_a_token_by(bench, Algorithm::Es256);
    gets_a_token_by(bench, Algorithm::EdDsa);
}

fn ng_33_an_assertion_of_ps256_gets_a_token(bench: &Bench) {
    gets_a_token_by(bench, Algorithm::Ps256);
}

/// As in the samples of Digitaal Vlaanderen: no kid, the issuer as aud, a UUID as jti, eight minutes.
fn sd5_1_an_assertion_as_published_for_acm_gets_a_token(bench: &Bench) {
    let at = bench.shared();
    let client =
        AssertingClient::by(&at, reader(&at), (Asserter::new(Algorithm::Rs256), json!({})));
    let mut claims = client.claims(&at);
    claims["exp"] = json!(from_now(8 * 60));
    let header = json!({ "alg": "RS256", "typ": "JWT" });
    let answer = asserter::ask(&at, &client.with.sign(&header, &claims));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn sd5_2_an_assertion_of_eleven_minutes_or_a_second_use_is_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let mut claims = client.claims(&at);
    claims["exp"] = json!(from_now(11 * 60));
    refused(&client.ask_with(&at, &claims), "further ahead");
    claims["exp"] = json!(from_now(10 * 60));
    let assertion = client.with.sign(&client.with.header(), &claims);
    assert_eq!(asserter::ask(&at, &assertion).status, 200);
    refused(&asserter::ask(&at, &assertion), "used before");
}

fn r7523_04_a_jti_counts_once(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let claims = client.claims(&at);
    assert_eq!(client.ask_with(&at, &claims).status, 200);
    let mut again = claims.clone();
    again["exp"] = json!(from_now(400));
    refused(&client.ask_with(&at, &again), "used before");
    again["jti"] = json!(asserter::fresh_jti());
    assert_eq!(client.ask_with(&at, &again).status, 200, "another jti");
    let other = asserting(&at, json!({}));
    let mut theirs = other.claims(&at);
    theirs["jti"] = claims["jti"].clone();
    assert_eq!(other.ask_with(&at, &theirs).status, 200, "the same jti of another client");
}

fn r7523_06_without_a_kid_every_key_of_the_client_is_tried(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let second = Asserter::new(Algorithm::Es256);
    asserter::register(&at.administrator(), client.client_id(), &second);
    let by_second = |header: &Value| second.sign(header, &client.claims(&at));
    assert_eq!(asserter::ask(&at, &by_second(&second.header())).status, 200);
    let named = |kid: &str| json!({ "alg": "ES256", "kid": kid });
    assert_eq!(asserter::ask(&at, &by_second(&named(second.key.kid().as_str()))).status, 200);
    let other = by_second(&named(client.with.key.kid().as_str()));
    refused(&asserter::ask(&at, &other), "fits no live key");
}

fn r7523_16_what_is_advertised_is_what_works(bench: &Bench) {
    let at = bench.shared();
    let metadata = Request::get("/.well-known/oauth-authorization-server").send(at.issuer).json();
    let methods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
    assert_eq!(metadata["token_endpoint_auth_methods_supported"], json!(methods));
    let algorithms = json!(["ES256", "RS256", "PS256", "EdDSA"]);
    assert_eq!(metadata["token_endpoint_auth_signing_alg_values_supported"], algorithms);
}
