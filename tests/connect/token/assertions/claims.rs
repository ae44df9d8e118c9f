//! What an assertion must say: one case for each claim, and its neighbours.

use serde_json::{Value, json};

use super::{asserting, nlgov, refused};
use crate::cases;
use crate::harness::asserter::{AssertingClient, ask, from_now};
use crate::harness::{Bench, Installation};

cases![
    r7523_01_the_iss_is_the_sub,
    r7523_02_the_aud_is_this_issuer_alone,
    r7523_03_the_exp_is_there_not_past_and_not_far,
    r7523_05_jti_and_iat_may_be_missing_only_where_the_client_is_forgiven,
    r7523_07_an_exp_that_is_a_text_is_refused,
    r7523_12_a_payload_that_is_no_object_is_refused,
    r7523_15_clocks_may_differ_by_ten_seconds_and_not_by_sixty,
    ng_30_each_claim_is_there_of_its_type_and_right,
    a_client_may_be_set_to_an_hour,
];

/// The answer to a good assertion with one claim set, or left out where it is null.
fn said(
    at: &Installation,
    client: &AssertingClient,
    claim: &str,
    value: Value,
) -> Result<(), String> {
    let mut claims = client.claims(at);
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
        value => claims[claim] = value,
    }
    let answer = client.ask_with(at, &claims);
    if answer.status == 200 {
        return Ok(());
    }
    refused(&answer, "");
    Err(answer.member("error_description"))
}

fn assert_told(said: Result<(), String>, told: &str) {
    let description = said.expect_err("it was accepted");
    assert!(description.contains(told), "{told}: {description}");
}

fn r7523_01_the_iss_is_the_sub(bench: &Bench) {
    let at = bench.shared();
    let (client, other) = (asserting(&at, json!({})), asserting(&at, json!({})));
    assert_told(said(&at, &client, "iss", json!(other.client_id())), "iss");
    assert_told(said(&at, &client, "iss", json!(at.issuer_url())), "not its sub");
    assert_told(said(&at, &client, "sub", json!(other.client_id())), "fits no live key");
    assert_eq!(said(&at, &client, "iss", json!(client.client_id())), Ok(()));
}

fn r7523_02_the_aud_is_this_issuer_alone(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let issuer = at.issuer_url();
    let endpoint = format!("{issuer}/connect/token");
    for aud in [json!(issuer), json!(endpoint), json!([issuer]), json!([endpoint])] {
        assert_eq!(said(&at, &client, "aud", aud.clone()), Ok(()), "{aud}");
    }
    for aud in [json!([issuer, "https://evil"]), json!([issuer, endpoint]), json!([issuer, issuer])]
    {
        assert_told(said(&at, &client, "aud", aud), "names several");
    }
    for aud in [json!("https://evil"), json!(format!("{issuer}/")), json!(["https://evil"])] {
        assert_told(said(&at, &client, "aud", aud), "neither this issuer");
    }
}

fn r7523_03_the_exp_is_there_not_past_and_not_far(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    assert_told(said(&at, &client, "exp", Value::Null), "no exp");
    assert_told(said(&at, &client, "exp", json!(from_now(-60))), "has passed");
    assert_told(said(&at, &client, "exp", json!(from_now(700))), "further ahead");
    assert_told(said(&at, &client, "exp", json!(from_now(365 * 86_400))), "further ahead");
    assert_eq!(said(&at, &client, "exp", json!(from_now(30))), Ok(()));
    assert_eq!(said(&at, &client, "exp", json!(from_now(600))), Ok(()));
}

fn r7523_05_jti_and_iat_may_be_missing_only_where_the_client_is_forgiven(bench: &Bench) {
    let at = bench.shared();
    let nlgov = asserting(&at, nlgov());
    assert_told(said(&at, &nlgov, "jti", Value::Null), "no jti");
    assert_told(said(&at, &nlgov, "iat", Value::Null), "no iat");
    let usual = asserting(&at, json!({}));
    assert_told(said(&at, &usual, "jti", Value::Null), "no jti");
    assert_eq!(said(&at, &usual, "iat", Value::Null), Ok(()));
    let forgiven = asserting(&at, json!({ "assertion_tolerance": "acm" }));
    assert_eq!(said(&at, &forgiven, "jti", Value::Null), Ok(()));
    assert_eq!(said(&at, &forgiven, "iat", Value::Null), Ok(()));
    let mut nameless = forgiven.claims(&at);
    nameless["exp"] = json!(from_now(200));
    nameless.as_object_mut().unwrap().remove("jti");
    assert_eq!(forgiven.ask_with(&at, &nameless).status, 200);
    // Signed anew, so with another signature: what it says counts once.
    refused(&forgiven.ask_with(&at, &nameless), "used before");
}

fn r7523_07_an_exp_that_is_a_text_is_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    for claim in ["exp", "iat", "nbf"] {
        let text = from_now(5).to_string();
        assert_told(said(&at, &client, claim, json!(text)), "not a number");
        assert_eq!(said(&at, &client, claim, json!(from_now(5))), Ok(()), "{claim}");
    }
}

fn r7523_12_a_payload_that_is_no_object_is_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    for payload in [json!([]), json!("x"), json!(5), Value::Null, json!([client.claims(&at)])] {
        refused(&client.ask_with(&at, &payload), "JSON object");
    }
    for payload in ["", "{", "{}{}", "\u{0}"] {
        let header = client.with.header().to_string();
        let assertion = client.with.sign_text(&header, payload);
        refused(&ask(&at, &assertion), "JSON object");
    }
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let deep = client.with.sign_text(&client.with.header().to_string(), &deep);
    refused(&ask(&at, &deep), "JSON object");
    refused(&client.ask_with(&at, &json!({})), "no sub");
}

fn r7523_15_clocks_may_differ_by_ten_seconds_and_not_by_sixty(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    for claim in ["iat", "nbf"] {
        assert_eq!(said(&at, &client, claim, json!(from_now(10))), Ok(()), "{claim}");
        assert_told(said(&at, &client, claim, json!(from_now(62))), "in the future");
    }
    assert_eq!(said(&at, &client, "exp", json!(from_now(-10))), Ok(()));
    assert_told(said(&at, &client, "exp", json!(from_now(-60))), "has passed");
}

fn ng_30_each_claim_is_there_of_its_type_and_right(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, nlgov());
    for claim in ["iss", "sub", "aud", "exp", "iat", "jti"] {
        assert_told(said(&at, &client, claim, Value::Null), claim);
        for odd in [json!(true), json!({}), json!([5])] {
            assert_told(said(&at, &client, claim, odd), claim);
        }
    }
    for claim in ["iss", "sub", "aud"] {
        assert_told(said(&at, &client, claim, json!("https://evil")), "client");
    }
    assert_told(said(&at, &client, "jti", json!("")), "no jti");
    assert_told(said(&at, &client, "jti", json!("x".repeat(513))), "at most 512");
    assert_eq!(said(&at, &client, "jti", json!("x".repeat(512))), Ok(()));
    assert_eq!(client.ask(&at).status, 200);
}

fn a_client_may_be_set_to_an_hour(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({ "assertion_lifetime": 3600 }));
    assert_eq!(said(&at, &client, "exp", json!(from_now(3600))), Ok(()));
    assert_told(said(&at, &client, "exp", json!(from_now(3700))), "further ahead");
}
