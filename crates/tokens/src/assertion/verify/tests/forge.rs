//! A client that signs whatever the tests want, with a key of each kind.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::assertion::{
    AssertionError, ClientKey, ClientKeys, Expected, Rigour, Unverified, Verified,
};
use crate::testing::{NOW, other_key, our_key, signed_by};
use crate::{Algorithm, SigningKey};

pub(super) const ISSUER: &str = "https://poort.voorbeeld.nl";
pub(super) const ENDPOINT: &str = "https://poort.voorbeeld.nl/connect/token";

/// Made once for all tests: an RSA key takes its time.
static RSA: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(Algorithm::Rs256).unwrap());
static EDWARDS: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(Algorithm::EdDsa).unwrap());

/// The private key that the client signs with, in each algorithm.
pub(super) fn signing(algorithm: Algorithm) -> SigningKey {
    let pkcs8 = match algorithm {
        Algorithm::Es256 => our_key().to_pkcs8(),
        Algorithm::Rs256 | Algorithm::Ps256 => RSA.to_pkcs8(),
        Algorithm::EdDsa => EDWARDS.to_pkcs8(),
    };
    SigningKey::from_pkcs8(algorithm, &pkcs8).unwrap()
}

/// A key's public half as a client hands it in, without name and without `alg`.
pub(super) fn public(key: &SigningKey) -> ClientKey {
    let mut jwk = serde_json::to_value(key.verification_key().to_jwk()).unwrap();
    for said in ["alg", "kid", "use"] {
        jwk.as_object_mut().unwrap().remove(said);
    }
    ClientKey::from_value(jwk).unwrap()
}

/// The good header, to be spoilt.
pub(super) fn header() -> Value {
    json!({"alg": "ES256"})
}

/// The good payload, to be spoilt.
pub(super) fn payload() -> Value {
    json!({
        "iss": "taakapp",
        "sub": "taakapp",
        "aud": ISSUER,
        "exp": NOW.plus(300).as_secs(),
        "iat": NOW.as_secs(),
        "jti": "c1f5a2f6-6f0b-4d0e-9f43-5f4c8f5a1d11",
    })
}

pub(super) fn assertion() -> String {
    forged(&header(), &payload())
}

/// An assertion with any header and payload, genuinely signed with the client's key.
pub(super) fn forged(header: &Value, payload: &Value) -> String {
    forged_text(&header.to_string(), &payload.to_string())
}

/// The same of any text.
pub(super) fn forged_text(header: &str, payload: &str) -> String {
    signed_by(&our_key(), header, payload)
}

/// What is usually expected.
pub(super) fn expected() -> Expected<'static> {
    Expected { audiences: &[ISSUER, ENDPOINT], algorithm: None, lifetime: 600, rigour: Rigour::Jti }
}

/// What the verifier says of an assertion now, of a client with two keys.
pub(super) fn verify(text: &str) -> Result<Verified<&'static str>, AssertionError> {
    verify_as(text, &expected())
}

/// The same of other expectations.
pub(super) fn verify_as(
    text: &str,
    expected: &Expected<'_>,
) -> Result<Verified<&'static str>, AssertionError> {
    let keys = [public(&other_key()), public(&our_key())];
    let keys: ClientKeys<'_, _> = ["oud", "nieuw"].into_iter().zip(&keys).collect();
    Unverified::parse(text)?.verify(&keys, expected, NOW)
}

/// With another rigour.
pub(super) fn verify_with(
    rigour: Rigour,
    payload: &Value,
) -> Result<Verified<&'static str>, AssertionError> {
    verify_as(&forged(&header(), payload), &Expected { rigour, ..expected() })
}
