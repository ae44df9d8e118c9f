//! Who signed it: the key that we know by that name, with its own algorithm, or nobody.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};

use crate::testing::{
    NOW, expectations, forged, header, other_key, our_key, payload, signed_by, token, verify, with,
};
use crate::{Algorithm, KeySet, SigningKey, TokenError, UnverifiedToken, base64url, jws};

const BAD: Option<TokenError> = Some(TokenError::BadSignature);

#[test]
fn a_token_signed_by_a_key_that_we_do_not_know_is_refused() {
    let key = other_key();
    let own = with(header(), "kid", key.kid().as_str()).to_string();
    let refused = verify(&signed_by(&key, &own, &payload().to_string())).err();
    assert_eq!(refused, Some(TokenError::UnknownKey));
}

#[test]
fn a_token_signed_by_another_key_under_our_name_is_refused() {
    let token = signed_by(&other_key(), &header().to_string(), &payload().to_string());
    assert_eq!(verify(&token).err(), BAD);
}

/// One key of RSA could make both signatures: it counts for the algorithm under which it is published.
#[test]
fn a_token_of_a_key_relabelled_as_another_algorithm_of_its_kind_is_refused() {
    let pss = SigningKey::generate(Algorithm::Ps256).unwrap();
    let pkcs1 = SigningKey::from_pkcs8(Algorithm::Rs256, &pss.to_pkcs8()).unwrap();
    assert_eq!(pss.kid(), pkcs1.kid());
    let keys = KeySet::from_iter([pss.verification_key().clone()]);
    let verify = |alg: &str, key: &SigningKey| {
        let header = with(with(header(), "alg", alg), "kid", key.kid().as_str());
        let token = signed_by(key, &header.to_string(), &payload().to_string());
        UnverifiedToken::parse(&token).unwrap().verify(&keys, &expectations(), NOW).err()
    };
    assert_eq!(verify("PS256", &pss), None);
    assert_eq!(verify("RS256", &pkcs1), Some(TokenError::AlgorithmNotOfKey));
    assert_eq!(verify("PS256", &pkcs1), BAD);
}

#[test]
fn a_token_is_refused_once_its_key_is_removed() {
    let token = token();
    let mut keys = crate::testing::keys();
    let verify = |keys: &KeySet| {
        UnverifiedToken::parse(&token).unwrap().verify(keys, &expectations(), NOW).err()
    };
    assert_eq!(verify(&keys), None);
    keys.remove(our_key().kid());
    assert_eq!(verify(&keys), Some(TokenError::UnknownKey));
}

#[test]
fn a_kid_is_a_name_and_never_a_path_a_query_or_an_address() {
    let long = "k".repeat(8000);
    let kids = ["../../dev/null", "' OR '1'='1", "https://kwaad.nl/jwks", "\u{0}", long.as_str()];
    for kid in kids {
        let refused = verify(&forged(&with(header(), "kid", kid), &payload())).err();
        assert_eq!(refused, Some(TokenError::UnknownKey), "{kid:.20}");
    }
}

/// A token that brings its own key is not believed, wherever the key is put.
#[test]
fn a_token_signed_by_its_own_embedded_key_is_refused() {
    let key = other_key();
    let jwk = serde_json::to_value(key.verification_key().to_jwk()).unwrap();
    let embedded: [(&str, Value); 4] = [
        ("jwk", jwk),
        ("jku", json!("https://kwaad.nl/jwks")),
        ("x5u", json!("https://kwaad.nl/cert.pem")),
        ("x5c", json!(["MIIB"])),
    ];
    for (member, value) in embedded {
        let under_our_name = with(header(), member, value);
        let own_name = with(under_our_name.clone(), "kid", key.kid().as_str());
        let signed = |header: &Value| {
            verify(&signed_by(&key, &header.to_string(), &payload().to_string())).err()
        };
        assert_eq!(signed(&under_our_name), BAD, "{member}");
        assert_eq!(signed(&own_name), Some(TokenError::UnknownKey), "{member}");
        assert_eq!(verify(&forged(&under_our_name, &payload())).err(), None, "{member} is ignored");
    }
}

/// The public key is public: whoever knows it must not be able to sign with it.
#[test]
fn an_hmac_under_the_public_key_is_refused() {
    let jwk = our_key().verification_key().to_jwk();
    let coordinate = |text: &Option<String>| base64url::decode(text.as_deref().unwrap()).unwrap();
    let point = [vec![4], coordinate(&jwk.x), coordinate(&jwk.y)].concat();
    let text = serde_json::to_vec(&jwk).unwrap();
    for secret in [point, text, Vec::new()] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let signed = |alg: &str| {
            let header = with(header(), "alg", alg).to_string();
            let message = jws::message(&header, &payload().to_string());
            let tag = hmac::sign(&key, message.as_bytes());
            verify(&jws::compact(message, tag.as_ref())).err()
        };
        assert_eq!(signed("HS256"), Some(TokenError::UnsupportedAlgorithm));
        assert_eq!(signed("ES256"), BAD);
    }
}

#[test]
fn an_unsigned_token_is_refused_with_and_without_a_signature() {
    let header = with(header(), "alg", "none").to_string();
    let message = jws::message(&header, &payload().to_string());
    assert_eq!(verify(&format!("{message}.")).err(), Some(TokenError::Unsigned));
    assert_eq!(verify(&format!("{message}.AAAA")).err(), Some(TokenError::Unsigned));
}

#[test]
fn a_signature_in_der_is_refused_though_it_is_a_signature() {
    let key = our_key();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &key.to_pkcs8()).unwrap();
    let message = jws::message(&header().to_string(), &payload().to_string());
    let der = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    assert_eq!(verify(&jws::compact(message.clone(), der.as_ref())).err(), BAD);
    let plain = key.signature(message.as_bytes()).unwrap();
    assert_eq!(verify(&jws::compact(message, &plain)).err(), None);
}

#[test]
fn a_signature_that_anybody_could_write_is_refused() {
    // The order of P-256 (SEC 2, 2.4.2), where r and s come round to zero.
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let order: Vec<u8> =
        (0..32).map(|i| u8::from_str_radix(&order[2 * i..2 * i + 2], 16).unwrap()).collect();
    let message = jws::message(&header().to_string(), &payload().to_string());
    let good = our_key().signature(message.as_bytes()).unwrap();
    let written = [
        Vec::new(),
        vec![0; 64],
        vec![1; 64],
        vec![0xff; 64],
        [order.clone(), order.clone()].concat(),
        [good[..32].to_vec(), order].concat(),
        [&good[..32], &[0; 32]].concat(),
        good[..63].to_vec(),
        [good.as_slice(), &[0]].concat(),
        [&[0], good.as_slice()].concat(),
    ];
    for signature in written {
        let refused = verify(&jws::compact(message.clone(), &signature)).err();
        assert_eq!(refused, BAD, "{signature:02x?}");
    }
}

#[test]
fn a_signature_belongs_to_its_own_header_and_payload() {
    let token = token();
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else { return };
    let wider = crate::testing::claims();
    let wider = crate::AccessClaims { scope: Some("zaken.verwijderen".to_owned()), ..wider };
    let wider = crate::sign(&wider, &our_key()).unwrap();
    let their_payload = wider.split('.').nth(1).unwrap();
    assert_eq!(verify(&format!("{header}.{their_payload}.{signature}")).err(), BAD);
    assert_eq!(verify(&format!("{header}.{payload}.{signature}")).err(), None);
}
