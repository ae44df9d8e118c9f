//! Each form of Bearer has one kind, also what is no token at all.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

use super::*;
use crate::testing::{NOW, forged, header, payload, token, with, without};
use crate::zgw::{self, ZgwClaims};
use crate::{MAX_TOKEN_LENGTH, jws};

fn headed(header: &Value) -> bool {
    is_access_token(&forged(header, &payload()))
}

#[test]
fn what_the_issuer_signs_is_an_access_token_and_what_a_client_signs_is_not() {
    let claims = ZgwClaims {
        iss: "taakapp".to_owned(),
        client_id: "taakapp".to_owned(),
        iat: NOW,
        exp: NOW.plus(60),
        user_id: None,
        user_representation: None,
    };
    let by_the_client = zgw::sign(&claims, b"geheim");
    assert!(is_access_token(&token()) && !is_zgw_jwt(&token()));
    assert!(is_zgw_jwt(&by_the_client) && !is_access_token(&by_the_client));
}

#[test]
fn what_a_client_signs_says_hs256_letter_by_letter() {
    let headed = |alg: Value| is_zgw_jwt(&forged(&with(header(), "alg", alg), &payload()));
    assert!(headed(json!("HS256")));
    for other in [json!("hs256"), json!("HS384"), json!("none"), json!(null), json!(["HS256"])] {
        assert!(!headed(other.clone()), "{other}");
    }
}

#[test]
fn the_typ_of_an_access_token_is_known_in_every_spelling_and_no_other_is() {
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
        assert!(headed(&with(header(), "typ", typ)), "{typ}");
    }
    for typ in [json!("JWT"), json!("at+jwt "), json!(""), json!(null), json!(["at+jwt"])] {
        assert!(!headed(&with(header(), "typ", typ.clone())), "{typ}");
    }
    assert!(!headed(&without(header(), "typ")));
}

#[test]
fn an_alg_of_shared_keys_or_of_none_makes_it_no_access_token_in_any_case() {
    for alg in ["ES256", "RS256", "PS256", "EdDSA", "onbekend", "H", "é"] {
        assert!(headed(&with(header(), "alg", alg)), "{alg}");
    }
    for alg in [json!("HS256"), json!("hs512"), json!("Hs1"), json!("none"), json!("None")] {
        assert!(!headed(&with(header(), "alg", alg.clone())), "{alg}");
    }
    for alg in [json!(""), json!(null), json!(256)] {
        assert!(!headed(&with(header(), "alg", alg.clone())), "{alg}");
    }
    assert!(!headed(&without(header(), "alg")));
}

#[test]
fn a_header_that_has_not_one_reading_is_no_access_token() {
    let twice = r#"{"typ":"at+jwt","alg":"ES256","alg":"HS256"}"#;
    assert!(!is_access_token(&jws::compact(jws::message(twice, "{}"), b"x")));
    assert!(!is_access_token(&format!(" {}", token())));
    assert!(!is_access_token(&format!("{}.x", token())));
    assert!(!is_access_token(&format!("{}{}", token(), "A".repeat(MAX_TOKEN_LENGTH))));
}

/// The same cases in every run.
fn fixed() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(20_261_123),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn no_text_makes_it_panic(text in ".{0,80}", typ in ".{0,12}", alg in ".{0,6}") {
        prop_assert!(!is_access_token(&text));
        headed(&json!({"typ": typ, "alg": alg}));
        headed(&json!({"typ": "at+jwt", "alg": alg}));
    }
}
