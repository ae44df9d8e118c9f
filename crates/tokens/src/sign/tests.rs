//! What we sign, read by somebody else.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};

use super::*;
use crate::testing::{AUDIENCE, claims, our_key, token, verify};
use crate::{Audience, base64url};

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&base64url::decode(part).unwrap()).unwrap()
}

#[test]
fn a_token_of_ours_verifies_with_the_cryptographic_library_alone() {
    let token = token();
    let jwk = our_key().verification_key().to_jwk();
    let coordinate = |text: Option<String>| base64url::decode(&text.unwrap()).unwrap();
    let point = [vec![4], coordinate(jwk.x), coordinate(jwk.y)].concat();
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = base64url::decode(signature).unwrap();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    assert!(key.verify(message.as_bytes(), &signature).is_ok());
    assert!(key.verify(&message.as_bytes()[1..], &signature).is_err());
}

#[test]
fn header_and_payload_stand_on_the_wire_as_rfc_9068_has_them() {
    let token = token();
    let parts: Vec<&str> = token.split('.').collect();
    let kid = "lSiFKS4V8Amk3Npud1IxU_rFmOTD0exVc9k1WtxmTEA";
    assert_eq!(decoded(parts[0]), json!({"typ": "at+jwt", "alg": "ES256", "kid": kid}));
    let payload = json!({
        "iss": "https://poort.voorbeeld.nl",
        "sub": "taakapp",
        "aud": "https://zaken.voorbeeld.nl",
        "exp": 1_800_000_300,
        "iat": 1_800_000_000,
        "jti": "9aJ2",
        "client_id": "taakapp",
        "azp": "taakapp",
        "scope": "zaken.lezen",
        "zp_credential": "c1",
        "zp_change": 17,
    });
    assert_eq!(decoded(parts[1]), payload);
    assert_eq!(base64url::decode(parts[2]).unwrap().len(), 64, "r and s, not DER");
}

#[test]
fn what_is_left_out_is_not_written() {
    let bare = AccessClaims { azp: None, scope: None, zp_credential: None, ..claims() };
    let token = sign(&bare, &our_key()).unwrap();
    let payload = decoded(token.split('.').nth(1).unwrap());
    for member in ["azp", "scope", "zp_credential", "nbf"] {
        assert_eq!(payload.get(member), None, "{member}");
    }
    assert_eq!(verify(&token).unwrap().claims(), &bare);
}

#[test]
fn one_audience_is_a_text_and_several_are_an_array() {
    let names = vec![AUDIENCE.to_owned(), "https://elders.voorbeeld.nl".to_owned()];
    let several = AccessClaims { aud: Audience::from(names.clone()), ..claims() };
    let token = sign(&several, &our_key()).unwrap();
    assert_eq!(decoded(token.split('.').nth(1).unwrap())["aud"], json!(names));
    assert_eq!(verify(&token).unwrap().claims().aud, several.aud);
}

#[test]
fn text_that_json_must_escape_comes_back_as_it_was() {
    let odd = AccessClaims { sub: "a\"b\\c\u{0}\u{1f512}".to_owned(), ..claims() };
    let token = sign(&odd, &our_key()).unwrap();
    assert_eq!(verify(&token).unwrap().claims().sub, odd.sub);
}

#[test]
fn a_token_that_no_verifier_would_take_is_not_made() {
    let with_scope = |length: usize| AccessClaims { scope: Some("s".repeat(length)), ..claims() };
    let fits = sign(&with_scope(11_500), &our_key()).unwrap();
    assert!(verify(&fits).is_ok());
    let refused = sign(&with_scope(12_500), &our_key()).unwrap_err();
    assert!(matches!(refused, SignError::TooLong { length } if length > MAX_TOKEN_LENGTH));
}

#[test]
fn a_token_of_just_the_longest_length_is_signed_and_can_be_read() {
    let of_length = |length: usize| {
        let jti = "j".repeat(length);
        sign(&AccessClaims { jti, ..claims() }, &our_key()).map(|token| token.len())
    };
    // Base64 leaves lengths out; three in a row hold every one that there is.
    let about = MAX_TOKEN_LENGTH * 3 / 4 - token().len() * 3 / 4;
    let lengths: Vec<usize> = (about - 60..about + 60).filter_map(|n| of_length(n).ok()).collect();
    assert_eq!(lengths.iter().max(), Some(&MAX_TOKEN_LENGTH));
}
