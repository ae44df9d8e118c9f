//! An authorization code (RFC 6749 4.1.2): 256 bits of chance, of which the digest alone is kept, and
//! what was authorized by it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use edge::chance::{self, NoChance};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokens::token_digest;

/// How long one may be redeemed.
pub(crate) const LIFETIME: TimeDelta = TimeDelta::seconds(60);

/// What somebody authorized, as it is kept with the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Given {
    /// The redirect URI as it was presented, if one was.
    pub(crate) presented: Option<String>,
    /// Where the code was sent.
    pub(crate) redirect_uri: String,
    /// The challenge of PKCE, S256.
    pub(crate) challenge: Option<String>,
    /// Separated by spaces.
    pub(crate) scope: String,
    pub(crate) audience: Vec<String>,
    pub(crate) nonce: Option<String>,
    /// When the person gave their password, in seconds since 1970.
    pub(crate) auth_time: i64,
}

/// A new code, or the id of a pending request: 256 bits.
pub(crate) fn make() -> Result<SecretString, NoChance> {
    Ok(URL_SAFE_NO_PAD.encode(chance::bytes::<32>()?).into())
}

/// What is kept of it.
pub(crate) fn digest(code: &SecretString) -> String {
    URL_SAFE_NO_PAD.encode(token_digest(code.expose_secret()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_256_bits_of_chance_and_what_is_kept_of_it_is_its_hash() {
        let made = make().unwrap();
        assert_eq!(URL_SAFE_NO_PAD.decode(made.expose_secret()).unwrap().len(), 32);
        assert_ne!(made.expose_secret(), make().unwrap().expose_secret());
        // FIPS 180-2, appendix B.1.
        let of_abc = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
        assert_eq!(digest(&"abc".into()), of_abc);
    }
}
