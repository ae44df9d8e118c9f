//! Fixed keys, a fixed moment and a forge, for this crate's tests.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use serde_json::{Value, json};

use crate::{
    AccessClaims, Algorithm, Expectations, KeySet, OrganisationClaims, SigningKey, TokenError,
    UnixTime, UnverifiedToken, VerifiedToken, base64url, jws, sign,
};

/// The moment at which tests take place.
pub(crate) const NOW: UnixTime = UnixTime::new(1_800_000_000);

pub(crate) const ISSUER: &str = "https://poort.voorbeeld.nl";
pub(crate) const AUDIENCE: &str = "https://zaken.voorbeeld.nl";

/// Made once, for these tests alone.
const OURS: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTqde8-w9qrE3MCSuZuATwitIDAXgyJkK\
    3y_Y5XDd9mShRANCAASd0EzNo_bWIorBbniAt_fhgLtlsvjgp-0yWU8rbE0znIUW5hYrzdkV7x1CDZ2K\
    OPhdq7AyY4uaWVsiYNghBalv";
const OTHER: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgCZdKpboAiokDBbP9P07KO_pgKPbKhfiZ\
    IdvCk5oYG2WhRANCAAR3dJ7U77AGBHP-svzrVpZjYF4yFEzBGyFeIg1jlUa7ahLDgKuo7lRsfLEkDUJh\
    7qtTaboMvUh4WMp8O69jMz_M";

/// The key that the verifier knows.
pub(crate) fn our_key() -> SigningKey {
    key(OURS)
}

/// A key that it does not know.
pub(crate) fn other_key() -> SigningKey {
    key(OTHER)
}

fn key(pkcs8: &str) -> SigningKey {
    SigningKey::from_pkcs8(Algorithm::Es256, &base64url::decode(pkcs8).unwrap()).unwrap()
}

/// The verifier's keys: only ours.
pub(crate) fn keys() -> KeySet {
    KeySet::from_iter([our_key().verification_key().clone()])
}

/// No leeway, so that every second counts.
pub(crate) fn expectations() -> Expectations {
    Expectations { leeway: 0, ..Expectations::new(ISSUER, vec![AUDIENCE.to_owned()]) }
}

pub(crate) fn claims() -> AccessClaims {
    AccessClaims {
        iss: ISSUER.to_owned(),
        sub: "taakapp".to_owned(),
        aud: AUDIENCE.into(),
        exp: NOW.plus(300),
        iat: NOW,
        jti: "9aJ2".to_owned(),
        client_id: "taakapp".to_owned(),
        azp: Some("taakapp".to_owned()),
        scope: Some("zaken.lezen".to_owned()),
        zp_credential: Some("c1".to_owned()),
        organisation: OrganisationClaims::default(),
        zp_grant: None,
        zp_since: None,
        auth_time: None,
        zp_change: 17,
    }
}

pub(crate) fn token() -> String {
    sign(&claims(), &our_key()).unwrap()
}

/// The good header, to be spoilt.
pub(crate) fn header() -> Value {
    json!({"typ": "at+jwt", "alg": "ES256", "kid": our_key().kid().as_str()})
}

/// The good payload, to be spoilt.
pub(crate) fn payload() -> Value {
    serde_json::to_value(claims()).unwrap()
}

/// An object with one member set.
pub(crate) fn with(mut object: Value, member: &str, value: impl Into<Value>) -> Value {
    object[member] = value.into();
    object
}

/// An object with one member left out.
pub(crate) fn without(mut object: Value, member: &str) -> Value {
    object.as_object_mut().unwrap().remove(member);
    object
}

/// A token with any header and payload, genuinely signed with our key.
pub(crate) fn forged(header: &Value, payload: &Value) -> String {
    forged_text(&header.to_string(), &payload.to_string())
}

/// The same of any text.
pub(crate) fn forged_text(header: &str, payload: &str) -> String {
    signed_by(&our_key(), header, payload)
}

/// A token with any header and payload, signed with any key.
pub(crate) fn signed_by(key: &SigningKey, header: &str, payload: &str) -> String {
    let message = jws::message(header, payload);
    let signature = key.signature(message.as_bytes()).unwrap();
    jws::compact(message, &signature)
}

/// What the verifier says of a token now.
pub(crate) fn verify(token: &str) -> Result<VerifiedToken, TokenError> {
    UnverifiedToken::parse(token)?.verify(&keys(), &expectations(), NOW)
}
