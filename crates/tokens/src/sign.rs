//! Signs access tokens (RFC 9068 2).

use crate::header::Header;
use crate::{AccessClaims, MAX_TOKEN_LENGTH, SigningKey, jws};

/// Why no token was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The claims could not be written as JSON.
    #[error("the claims could not be written")]
    Claims,
    /// The key made no signature.
    #[error("the key made no signature")]
    Signature,
    /// It would be longer than any of our verifiers takes.
    #[error("the token would have {length} bytes, over the limit of {MAX_TOKEN_LENGTH}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
}

/// Signs the claims with the key, whose `kid` and `alg` stand in the header beside `at+jwt`.
pub fn sign(claims: &AccessClaims, key: &SigningKey) -> Result<String, SignError> {
    let payload = serde_json::to_string(claims).map_err(|_| SignError::Claims)?;
    signed(&Header::json(key), &payload, key)
}

/// A header and a payload, each as JSON, with their signature.
pub(crate) fn signed(header: &str, payload: &str, key: &SigningKey) -> Result<String, SignError> {
    let message = jws::message(header, payload);
    let signature = key.signature(message.as_bytes()).ok_or(SignError::Signature)?;
    let token = jws::compact(message, &signature);
    if token.len() > MAX_TOKEN_LENGTH {
        return Err(SignError::TooLong { length: token.len() });
    }
    Ok(token)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
