//! Who signed it: a key of the client that serves the algorithm, or nobody.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};

use super::forge::{
    assertion, expected, forged, header, payload, public, signing, verify, verify_as,
};
use crate::assertion::{AssertionError, ClientKey, ClientKeys, Expected, Unverified, Verified};
use crate::testing::{NOW, other_key, our_key, signed_by, with};
use crate::{Algorithm, SigningKey, jws};

const BAD: Option<AssertionError> = Some(AssertionError::BadSignature);

/// What the verifier says of an assertion of a client with one key.
fn verify_by(key: &ClientKey, text: &str) -> Result<Verified<()>, AssertionError> {
    let keys: ClientKeys<'_, ()> = [((), key)].into_iter().collect();
    Unverified::parse(text)?.verify(&keys, &expected(), NOW)
}

/// NG-31, NG-32, NG-33.
#[test]
fn every_algorithm_verifies_what_its_private_half_signed() {
    for algorithm in Algorithm::ALL {
        let key = signing(algorithm);
        let header = json!({"alg": algorithm.as_str()}).to_string();
        let text = signed_by(&key, &header, &payload().to_string());
        assert!(verify_by(&public(&key), &text).is_ok(), "{algorithm}");
        let stranger = SigningKey::generate(algorithm).unwrap();
        assert_eq!(verify_by(&public(&stranger), &text).err(), BAD, "{algorithm}");
    }
}

#[test]
fn an_assertion_that_somebody_elses_library_signed_is_verified_in_each_algorithm() {
    use jsonwebtoken::{Algorithm as Theirs, EncodingKey, Header};
    for (algorithm, theirs) in [
        (Algorithm::Es256, Theirs::ES256),
        (Algorithm::Rs256, Theirs::RS256),
        (Algorithm::Ps256, Theirs::PS256),
        (Algorithm::EdDsa, Theirs::EdDSA),
    ] {
        let key = signing(algorithm);
        let pkcs8 = key.to_pkcs8();
        let private = match algorithm {
            Algorithm::Es256 => EncodingKey::from_ec_der(&pkcs8),
            // The library wants what PKCS#8 wraps (RFC 8017 A.1.2), without the 26 bytes around it.
            Algorithm::Rs256 | Algorithm::Ps256 => EncodingKey::from_rsa_der(&pkcs8[26..]),
            Algorithm::EdDsa => EncodingKey::from_ed_der(&pkcs8),
        };
        let text = jsonwebtoken::encode(&Header::new(theirs), &payload(), &private).unwrap();
        assert!(verify_by(&public(&key), &text).is_ok(), "{algorithm}");
    }
}

/// A signature says nothing in another algorithm than its own, though the key is the same.
#[test]
fn a_signature_counts_in_the_algorithm_that_the_header_names() {
    let header = |alg| json!({"alg": alg}).to_string();
    let key = signing(Algorithm::Rs256);
    for (signer, alg) in [(Algorithm::Rs256, "PS256"), (Algorithm::Ps256, "RS256")] {
        let text = signed_by(&signing(signer), &header(alg), &payload().to_string());
        assert_eq!(verify_by(&public(&key), &text).err(), BAD, "{signer} as {alg}");
    }
    let text = signed_by(&key, &header("ES256"), &payload().to_string());
    assert_eq!(verify_by(&public(&key), &text).err(), Some(AssertionError::UnknownKey));
}

#[test]
fn a_key_with_an_alg_of_its_own_verifies_no_other() {
    let mut jwk = serde_json::to_value(public(&signing(Algorithm::Rs256)).to_jwk()).unwrap();
    jwk["alg"] = "PS256".into();
    let bound = ClientKey::from_value(jwk).unwrap();
    let signed = |algorithm: Algorithm| {
        let header = json!({"alg": algorithm.as_str()}).to_string();
        signed_by(&signing(algorithm), &header, &payload().to_string())
    };
    assert!(verify_by(&bound, &signed(Algorithm::Ps256)).is_ok());
    let refused = verify_by(&bound, &signed(Algorithm::Rs256)).err();
    assert_eq!(refused, Some(AssertionError::UnknownKey));
}

/// R7523-08.
#[test]
fn a_client_that_is_registered_with_one_algorithm_uses_no_other() {
    let registered = |algorithm| Expected { algorithm: Some(algorithm), ..expected() };
    assert!(verify_as(&assertion(), &registered(Algorithm::Es256)).is_ok());
    let refused = verify_as(&assertion(), &registered(Algorithm::Rs256)).err();
    assert_eq!(refused, Some(AssertionError::AlgorithmNotOfClient));
}

/// R7523-08: the public key is public; whoever knows it must not be able to sign with it.
#[test]
fn an_hmac_under_a_public_key_is_refused() {
    for algorithm in Algorithm::ALL {
        let key = public(&signing(algorithm));
        let text = serde_json::to_vec(key.to_jwk()).unwrap();
        for secret in [text, Vec::new()] {
            let secret = hmac::Key::new(hmac::HMAC_SHA256, &secret);
            let header = json!({"alg": algorithm.as_str()}).to_string();
            let message = jws::message(&header, &payload().to_string());
            let tag = hmac::sign(&secret, message.as_bytes());
            assert_eq!(verify_by(&key, &jws::compact(message, tag.as_ref())).err(), BAD);
        }
    }
}

/// R7523-10.
#[test]
fn a_key_that_an_assertion_brings_along_is_not_looked_at() {
    let stranger = SigningKey::generate(Algorithm::Es256).unwrap();
    let jwk = serde_json::to_value(stranger.verification_key().to_jwk()).unwrap();
    let embedded: [(&str, Value); 4] = [
        ("jwk", jwk),
        ("jku", json!("https://kwaad.nl/jwks")),
        ("x5u", json!("https://kwaad.nl/cert.pem")),
        ("x5c", json!(["MIIB"])),
    ];
    for (member, value) in embedded {
        let header = with(header(), member, value);
        let text = signed_by(&stranger, &header.to_string(), &payload().to_string());
        assert_eq!(verify(&text).err(), BAD, "{member}");
        assert_eq!(verify(&forged(&header, &payload())).err(), None, "{member} is ignored");
    }
}

/// R7523-14.
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
fn an_assertion_without_a_signature_is_refused() {
    let text = assertion();
    let unsigned = format!("{}.", text.rsplit_once('.').unwrap().0);
    assert_eq!(verify(&unsigned).err(), BAD);
}

#[test]
fn a_client_without_a_key_is_refused_and_nothing_is_said_of_its_claims() {
    let nobody: ClientKeys<'_, ()> = [].into_iter().collect();
    for payload in [payload(), with(payload(), "exp", "x"), with(payload(), "aud", "x")] {
        let text = forged(&header(), &payload);
        let refused = Unverified::parse(&text).unwrap().verify(&nobody, &expected(), NOW).err();
        assert_eq!(refused, Some(AssertionError::UnknownKey));
        let by_a_stranger = signed_by(
            &SigningKey::generate(Algorithm::Es256).unwrap(),
            &header().to_string(),
            &payload.to_string(),
        );
        assert_eq!(verify(&by_a_stranger).err(), BAD);
    }
}

/// SD5-8: either of two keys, and the one that did is told.
#[test]
fn any_of_a_clients_keys_may_fit_and_the_one_that_did_is_told() {
    let signer = |key: &SigningKey| {
        let text = signed_by(key, &header().to_string(), &payload().to_string());
        verify(&text).map(|verified| *verified.key())
    };
    assert_eq!(signer(&other_key()), Ok("oud"));
    assert_eq!(signer(&our_key()), Ok("nieuw"));
}

#[test]
fn an_assertion_that_names_its_key_was_signed_with_that_one() {
    let naming = |key: &SigningKey| with(header(), "kid", public(key).thumbprint().as_str());
    let verified = verify(&forged(&naming(&our_key()), &payload())).unwrap();
    assert_eq!(*verified.key(), "nieuw");
    assert_eq!(verify(&forged(&naming(&other_key()), &payload())).err(), BAD);
}
