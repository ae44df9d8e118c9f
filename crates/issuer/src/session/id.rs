//! What a browser is known again by: 256 bits of chance, of which the database has the digest alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edge::chance::{self, NoChance};
use secrecy::{ExposeSecret as _, SecretString};
use tokens::token_digest;

const BYTES: usize = 32;
/// Of 32 bytes, in base64url.
const LETTERS: usize = 43;

/// The value of a cookie of ours. Who has it is that browser.
#[derive(Debug, Clone)]
pub(crate) struct BrowserId(SecretString);

impl BrowserId {
    pub(crate) fn make() -> Result<Self, NoChance> {
        Ok(Self(URL_SAFE_NO_PAD.encode(chance::bytes::<BYTES>()?).into()))
    }

    /// One as it came back.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let well_made = text.len() == LETTERS && URL_SAFE_NO_PAD.decode(text).is_ok();
        well_made.then(|| Self(text.into()))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is kept of it: SHA-256. There is nothing to guess, so nothing slower is needed.
    pub(crate) fn digest(&self) -> Digest {
        Digest(URL_SAFE_NO_PAD.encode(token_digest(self.expose())))
    }
}

/// By what a session is found in the database; it opens none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Digest(String);

impl Digest {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
