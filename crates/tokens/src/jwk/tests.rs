//! What goes over the wire, and what must not.

use serde_json::{from_value, json};

use super::*;
use crate::testing::our_key;

/// The key of RFC 9449 4.1 and its thumbprint in 6.1.
#[test]
fn the_thumbprint_is_that_of_a_published_example() {
    let jwk: Jwk = from_value(json!({
        "kty": "EC", "crv": "P-256",
        "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
    }))
    .unwrap();
    assert_eq!(jwk.thumbprint().as_str(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
}

/// The key of RFC 7638 3.1: an RSA key, so that the members of a later row are covered too.
#[test]
fn the_thumbprint_of_an_rsa_key_is_that_of_rfc_7638() {
    let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6t\
             Soc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-\
             65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qN\
             Lyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awa\
             pJzKnqDKgw";
    let jwk: Jwk = from_value(json!({"kty": "RSA", "n": n, "e": "AQAB"})).unwrap();
    assert_eq!(jwk.thumbprint().as_str(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

#[test]
fn a_key_with_a_private_member_is_refused_and_one_with_an_unknown_member_is_not() {
    let public = serde_json::to_value(our_key().verification_key().to_jwk()).unwrap();
    for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        let mut whole = public.clone();
        whole[member] = json!("AQAB");
        let refused = from_value::<Jwk>(whole).unwrap_err().to_string();
        assert_eq!(refused, "a JWK with a private member is refused", "{member}");
    }
    let mut unknown = public.clone();
    unknown["x5t"] = json!("AQAB");
    assert!(from_value::<Jwk>(unknown).is_ok());
}

#[test]
fn a_key_reads_back_as_it_was_written_without_members_of_other_types() {
    let jwk = our_key().verification_key().to_jwk();
    let text = serde_json::to_string(&jwk).unwrap();
    assert!(!text.contains("null") && !text.contains(r#""n""#), "{text}");
    assert_eq!(serde_json::from_str::<Jwk>(&text).unwrap(), jwk);
}

#[test]
fn a_set_with_one_private_key_is_refused_whole() {
    let public = serde_json::to_value(our_key().verification_key().to_jwk()).unwrap();
    let mut whole = public.clone();
    whole["d"] = json!("AQAB");
    assert!(from_value::<Jwks>(json!({"keys": [public, whole]})).is_err());
    assert!(from_value::<Jwks>(json!({"keys": [public]})).is_ok());
}
