//! The compact form of a signed token (RFC 7515 7.1).

use crate::{TokenError, base64url};

/// Bytes that a token may have; a longer one is refused before it is looked at.
pub const MAX_TOKEN_LENGTH: usize = 16 * 1024;

/// Header, payload and signature, each still encoded.
pub(crate) fn parts(token: &str) -> Result<[&str; 3], TokenError> {
    if token.len() > MAX_TOKEN_LENGTH {
        return Err(TokenError::TooLong);
    }
    let parts: Vec<&str> = token.splitn(6, '.').collect();
    <[&str; 3]>::try_from(parts).map_err(|parts| not_three(parts.len()))
}

fn not_three(parts: usize) -> TokenError {
    // RFC 7516 7.1: an encrypted token has five.
    if parts == 5 { TokenError::Encrypted } else { TokenError::NotCompact }
}

/// Of a token's text what its signature is about: all before the second dot.
pub(crate) fn signed<'a>(token: &'a str, [header, payload, _]: &[&str; 3]) -> &'a str {
    &token[..header.len() + 1 + payload.len()]
}

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
