//! The compact form of a signed token (RFC 7515 7.1).

use crate::base64url;

/// Header and payload, encoded and joined: the message that is signed.
pub(crate) fn message(header: &str, payload: &str) -> String {
    let mut message = base64url::encode(header);
    message.push('.');
    message.push_str(&base64url::encode(payload));
    message
}

/// The message with its signature.
pub(crate) fn compact(mut message: String, signature: &[u8]) -> String {
    message.push('.');
    message.push_str(&base64url::encode(signature));
    message
}
