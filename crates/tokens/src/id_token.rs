//! ID tokens (OpenID Connect Core 2): who signed in, said to the client that asked, and good for
//! nothing else.

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use serde::Serialize;

use crate::header::Header;
use crate::sign::{SignError, signed};
use crate::{Algorithm, SigningKey, UnixTime, base64url};

/// The claims of an ID token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdClaims {
    /// Who issued it.
    pub iss: String,
    /// Who signed in.
    pub sub: String,
    /// The client that it is for, and nobody else.
    pub aud: String,
    /// The same client.
    pub azp: String,
    /// From when it is void.
    pub exp: UnixTime,
    /// When it was issued.
    pub iat: UnixTime,
    /// When they signed in.
    pub auth_time: UnixTime,
    /// What the client sent, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Of the access token that is issued with it.
    pub at_hash: String,
}

/// Signs an ID token. Its `typ` is not that of an access token, so it is taken for none.
pub fn sign_id_token(claims: &IdClaims, key: &SigningKey) -> Result<String, SignError> {
    let payload = serde_json::to_string(claims).map_err(|_| SignError::Claims)?;
    signed(&Header::json_of("JWT", key), &payload, key)
}

/// The left half of an access token's hash, by the hash of the ID token's algorithm (OpenID Connect
/// Core 3.1.3.6).
pub fn at_hash(access_token: &str, algorithm: Algorithm) -> String {
    let hash = match algorithm {
        Algorithm::Es256 | Algorithm::Rs256 | Algorithm::Ps256 => &SHA256,
        Algorithm::EdDsa => &SHA512,
    };
    let hash = digest(hash, access_token.as_bytes());
    let whole = hash.as_ref();
    base64url::encode(&whole[..whole.len() / 2])
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::testing::our_key;
    use crate::{UnverifiedToken, is_access_token};

    fn claims() -> IdClaims {
        IdClaims {
            iss: "https://poort.voorbeeld.nl".to_owned(),
            sub: "5f3c".to_owned(),
            aud: "portaal".to_owned(),
            azp: "portaal".to_owned(),
            exp: UnixTime::new(1_800_000_300),
            iat: UnixTime::new(1_800_000_000),
            auth_time: UnixTime::new(1_799_999_000),
            nonce: None,
            at_hash: at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", Algorithm::Rs256),
        }
    }

    #[test]
    fn the_hash_is_that_of_the_standards_example() {
        // OpenID Connect Core 1.0, A.3 and A.4.
        assert_eq!(claims().at_hash, "77QmUPtjPfzWtF2AnpK9RQ");
        assert_eq!(at_hash("x", Algorithm::EdDsa).len(), 43, "half of SHA-512");
    }

    #[test]
    fn an_id_token_is_no_access_token() {
        let token = sign_id_token(&claims(), &our_key()).unwrap();
        assert!(!is_access_token(&token));
        assert!(UnverifiedToken::parse(&token).is_err());
    }

    #[test]
    fn without_a_nonce_none_is_written() {
        let payload = serde_json::to_value(claims()).unwrap();
        assert_eq!(payload.get("nonce"), None);
    }
}
