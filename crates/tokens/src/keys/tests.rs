//! Keys: made, stored, published, read back; and what is no key.

use serde_json::{Value, from_value, json};

use super::*;
use crate::testing::{other_key, our_key};
use crate::{base64url, jws};

#[test]
fn a_generated_key_signs_what_its_published_half_verifies() {
    let key = SigningKey::generate(Algorithm::Es256).unwrap();
    let published = VerificationKey::from_jwk(&key.verification_key().to_jwk()).unwrap();
    let signature = key.signature(b"message").unwrap();
    assert!(published.verifies(b"message", &signature));
    assert!(!published.verifies(b"massage", &signature));
    assert!(!other_key().verification_key().verifies(b"message", &signature));
}

#[test]
fn no_two_generated_keys_are_the_same() {
    let make = || SigningKey::generate(Algorithm::Es256).unwrap();
    assert_ne!(make().kid(), make().kid());
}

#[test]
fn a_stored_key_is_read_back_as_the_same_key() {
    let key = SigningKey::generate(Algorithm::Es256).unwrap();
    let again = SigningKey::from_pkcs8(Algorithm::Es256, &key.to_pkcs8()).unwrap();
    assert_eq!((again.kid(), again.algorithm()), (key.kid(), key.algorithm()));
    assert_eq!(again.to_pkcs8(), key.to_pkcs8());
}

#[test]
fn bytes_that_are_no_private_key_are_refused() {
    let good = our_key().to_pkcs8();
    let refused = |bytes: &[u8]| SigningKey::from_pkcs8(Algorithm::Es256, bytes).err();
    assert_eq!(refused(b""), Some(KeyError::NotAPrivateKey));
    assert_eq!(refused(b"-----BEGIN PRIVATE KEY-----"), Some(KeyError::NotAPrivateKey));
    assert_eq!(refused(&good[..good.len() - 1]), Some(KeyError::NotAPrivateKey));
    assert_eq!(refused(&good), None);
}

#[test]
fn a_private_key_on_another_curve_is_refused() {
    use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair};
    let p384 = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
    let document = p384.to_pkcs8v1().unwrap();
    let refused = SigningKey::from_pkcs8(Algorithm::Es256, document.as_ref()).err();
    assert_eq!(refused, Some(KeyError::NotAPrivateKey));
}

fn published() -> Value {
    serde_json::to_value(our_key().verification_key().to_jwk()).unwrap()
}

fn read(jwk: Value) -> Result<KeyId, KeyError> {
    VerificationKey::from_jwk(&from_value(jwk).unwrap()).map(|key| key.kid().clone())
}

#[test]
fn a_public_key_is_refused_for_each_member_that_is_wrong() {
    let off_the_curve = base64url::encode([1; 32]);
    let short = base64url::encode([1; 31]);
    let padded = format!("{}=", published()["y"].as_str().unwrap());
    let cases = [
        ("kty", json!("OKP"), KeyError::AnotherKind),
        ("kty", json!("RSA"), KeyError::AnotherKind),
        ("crv", json!("P-384"), KeyError::AnotherKind),
        ("crv", json!(null), KeyError::AnotherKind),
        ("alg", json!("HS256"), KeyError::NoAlgorithm),
        ("alg", json!("none"), KeyError::NoAlgorithm),
        ("alg", json!(null), KeyError::NoAlgorithm),
        ("use", json!("enc"), KeyError::NotForSignatures),
        ("kid", json!("ours"), KeyError::AnotherName),
        ("x", json!(null), KeyError::NotAPublicKey),
        ("y", json!(off_the_curve), KeyError::NotAPublicKey),
        ("y", json!(short), KeyError::NotAPublicKey),
        ("y", json!(padded), KeyError::NotAPublicKey),
        ("y", json!("?"), KeyError::NotAPublicKey),
    ];
    for (member, value, expected) in cases {
        let mut spoilt = published();
        spoilt[member] = value.clone();
        assert_eq!(read(spoilt), Err(expected), "{member} = {value}");
    }
}

/// The bytes of a good point, cut elsewhere: one key must not have two names.
#[test]
fn coordinates_of_the_wrong_size_are_refused_though_they_add_up_to_a_point() {
    let part = |name: &str| base64url::decode(published()[name].as_str().unwrap()).unwrap();
    let point = [part("x"), part("y")].concat();
    let cut_at = |at: usize| {
        let mut cut = published();
        cut["kid"] = json!(null);
        cut["x"] = base64url::encode(&point[..at]).into();
        cut["y"] = base64url::encode(&point[at..]).into();
        read(cut)
    };
    assert_eq!(cut_at(31), Err(KeyError::NotAPublicKey));
    assert_eq!(cut_at(33), Err(KeyError::NotAPublicKey));
    assert_eq!(cut_at(32), Ok(our_key().kid().clone()));
}

#[test]
fn a_public_key_without_use_and_kid_is_named_by_its_thumbprint() {
    let mut bare = published();
    bare.as_object_mut().unwrap().retain(|member, _| member != "use" && member != "kid");
    assert_eq!(read(bare), Ok(our_key().kid().clone()));
}

/// RFC 7515 A.3: a signature that was made elsewhere.
#[test]
fn the_es256_example_of_rfc_7515_verifies() {
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "alg": "ES256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let key = VerificationKey::from_jwk(&from_value(jwk).unwrap()).unwrap();
    let payload = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \
                   \"http://example.com/is_root\":true}";
    let message = jws::message(r#"{"alg":"ES256"}"#, payload);
    let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqP\
                     P3-Kg6NU1Q";
    let signature = base64url::decode(signature).unwrap();
    assert!(key.verifies(message.as_bytes(), &signature));
    let mut spoilt = signature;
    spoilt[0] ^= 1;
    assert!(!key.verifies(message.as_bytes(), &spoilt));
}

#[test]
fn a_key_prints_as_its_name_and_nothing_more() {
    let key = our_key();
    let name = format!("ES256 {}", key.kid());
    assert_eq!(format!("{key:?}"), format!("SigningKey({name})"));
    assert_eq!(format!("{:?}", key.verification_key()), format!("VerificationKey({name})"));
}
