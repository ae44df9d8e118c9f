//! A client that signs whatever the tests want.

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use crate::jws;
use crate::testing::NOW;
use crate::zgw::{Bounds, Unverified, Verified, ZgwError};

pub(super) const KEY: &[u8] = "geheim-é".as_bytes();
pub(super) const OTHER_KEY: &[u8] = b"ander geheim";

/// The good header, to be spoilt.
pub(super) fn header() -> Value {
    json!({"typ": "JWT", "alg": "HS256"})
}

/// The good payload, to be spoilt: the least that passes.
pub(super) fn payload() -> Value {
    json!({"client_id": "taakapp", "iat": NOW.as_secs()})
}

pub(super) fn token() -> String {
    forged(&header(), &payload())
}

/// A token with any header and payload, genuinely signed with the client's key.
pub(super) fn forged(header: &Value, payload: &Value) -> String {
    forged_text(&header.to_string(), &payload.to_string())
}

/// The same of any text.
pub(super) fn forged_text(header: &str, payload: &str) -> String {
    signed_by(KEY, header, payload)
}

/// The same with any key.
pub(super) fn signed_by(key: &[u8], header: &str, payload: &str) -> String {
    let message = jws::message(header, payload);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message.as_bytes());
    jws::compact(message, tag.as_ref())
}

/// What the verifier says of a token now; the client has one key.
pub(super) fn verify(token: &str) -> Result<Verified<&'static str>, ZgwError> {
    Unverified::parse(token)?.verify([("de sleutel", KEY)], Bounds::WIDEST, NOW)
}
