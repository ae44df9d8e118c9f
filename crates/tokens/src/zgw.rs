//! The JWT that ZGW APIs take today: HS256 under a secret that client and API share.

mod age;
mod error;
mod registered;
mod seconds;
mod verify;

use std::fmt;

use aws_lc_rs::hmac;
use serde_json::{Map, Value};

use crate::{UnixTime, jws};

pub use age::{Bounds, KEY_DAYS, MAX_AGE, MAX_AHEAD};
pub use error::ZgwError;
pub use verify::{MAX_USER_LENGTH, Unverified, Verified, is_user_text};

/// What a ZGW JWT says. There is no `aud` on purpose: Open Zaak refuses a token that has one.
#[derive(Clone, PartialEq, Eq)]
pub struct ZgwClaims {
    /// Who made it; by custom the client id.
    pub iss: String,
    /// Which client calls; selects the secret and the autorisaties.
    pub client_id: String,
    /// When it was made; the API counts its life from here, so never ahead of the API's clock.
    pub iat: UnixTime,
    /// From when it is void.
    pub exp: UnixTime,
    /// The user on whose behalf the client calls, for the audit trail.
    pub user_id: Option<String>,
    /// That user's name, for the audit trail.
    pub user_representation: Option<String>,
}

/// Signs the claims with the UTF-8 bytes of the secret as they are, not decoded from base64.
pub fn sign(claims: &ZgwClaims, secret: &[u8]) -> String {
    let message = jws::message(r#"{"typ":"JWT","alg":"HS256"}"#, &claims.json());
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, message.as_bytes());
    jws::compact(message, tag.as_ref())
}

impl ZgwClaims {
    fn json(&self) -> String {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("iss", self.iss.as_str().into());
        put("client_id", self.client_id.as_str().into());
        put("iat", self.iat.as_secs().into());
        put("exp", self.exp.as_secs().into());
        // Absent, not null: APIs have crashed on a user_id of null.
        if let Some(user) = &self.user_id {
            put("user_id", user.as_str().into());
        }
        if let Some(name) = &self.user_representation {
            put("user_representation", name.as_str().into());
        }
        Value::Object(members).to_string()
    }
}

impl fmt::Debug for ZgwClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ZgwClaims(client {:?}, until {})", self.client_id, self.exp)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
