//! Texts that say nothing, and stand for what the issuer keeps: it makes them, and both servers know
//! each kind by its form.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::chance::{self, NoChance};

/// An access token (RFC 6750) of a client that wants no JWT.
pub const ACCESS_TOKEN: Opaque = Opaque("zpt_");
/// A key that a program shows as it is, for as long as it runs.
pub const API_TOKEN: Opaque = Opaque("zpk_");
/// A refresh token (RFC 6749 1.5).
pub const REFRESH_TOKEN: Opaque = Opaque("zpr_");
/// An initial access token (RFC 7591 3), with which applications register themselves.
pub const REGISTRATION_TOKEN: Opaque = Opaque("zpi_");

/// The random characters: 256 bits, base64url.
const RANDOM: usize = 43;

/// A kind of such texts, by what each begins with, so that one that leaks is found for what it is.
#[derive(Debug, Clone, Copy)]
pub struct Opaque(&'static str);

impl Opaque {
    /// A new one: 256 bits that never come again.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn make(self) -> Result<SecretString, NoChance> {
        let bytes = Zeroizing::new(chance::bytes::<32>()?);
        let random = Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes));
        Ok(format!("{}{}", self.0, *random).into())
    }

    /// Whether a text has the form of one.
    #[must_use]
    pub fn has_form_of(self, text: &str) -> bool {
        let of_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let random = text.strip_prefix(self.0);
        random.is_some_and(|random| random.len() == RANDOM && random.bytes().all(of_base64url))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn each_kind_has_a_form_of_its_own_without_dots_and_256_bits_of_chance() {
        for (kind, prefix) in [
            (ACCESS_TOKEN, "zpt_"),
            (API_TOKEN, "zpk_"),
            (REFRESH_TOKEN, "zpr_"),
            (REGISTRATION_TOKEN, "zpi_"),
        ] {
            let made = kind.make().unwrap();
            let text = made.expose_secret();
            let random = text.strip_prefix(prefix).unwrap();
            assert!(kind.has_form_of(text), "{text}");
            assert!(!text.contains('.'));
            assert_ne!(text, kind.make().unwrap().expose_secret());
            assert_eq!(URL_SAFE_NO_PAD.decode(random).unwrap().len(), 32);
            let plus = format!("{prefix}{}", "+".repeat(RANDOM));
            let (long, short, other) = (format!("{text}A"), &text[..46], format!("zpx_{random}"));
            for not in ["", prefix, random, &long, short, &other, &plus, "a.b.c"] {
                assert!(!kind.has_form_of(not), "{not}");
            }
        }
    }
}
