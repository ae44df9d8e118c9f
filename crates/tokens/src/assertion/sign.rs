//! The other side: signs an assertion as a client does, for trying a client that is registered so.

use serde_json::json;

use crate::sign::{SignError, signed};
use crate::{SigningKey, UnixTime};

/// Seconds that it is good for: long enough for one request.
const LIFETIME: i64 = 60;

/// What an assertion says (RFC 7523 3).
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Who proves to be itself: `iss` and `sub`.
    pub client_id: &'a str,
    /// To whom: `aud`, the issuer's own name.
    pub issuer: &'a str,
    /// A name that never comes again.
    pub jti: &'a str,
}

/// Signs it. The header names no key: the client's are tried.
pub fn sign(said: &Said<'_>, key: &SigningKey, now: UnixTime) -> Result<String, SignError> {
    let header = json!({ "alg": key.algorithm().as_str(), "typ": "JWT" });
    let claims = json!({
        "iss": said.client_id, "sub": said.client_id, "aud": said.issuer, "jti": said.jti,
        "iat": now.as_secs(), "exp": now.plus(LIFETIME).as_secs(),
    });
    signed(&header.to_string(), &claims.to_string(), key)
}
