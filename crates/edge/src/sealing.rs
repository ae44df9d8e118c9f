//! Sealing: what must be recoverable is encrypted under a key that lies elsewhere.
//!
//! AES-256-GCM. A sealed value names the key it was sealed under, so that several keys may be
//! configured (the first seals, all open), and is bound to its place (of a column: table, row,
//! column), so that it opens nowhere else.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const KEY_ID_LEN: usize = 8;
const KEY_LEN: usize = 32;

/// Why a value could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealingError {
    /// The key file does not hold what it should.
    #[error("a sealing key is 32 bytes in base64; make one with `openssl rand -base64 32`")]
    BadKey,
    /// The value was sealed under a key that is not configured.
    #[error("sealed under key {0}, which is not configured; add that key file again")]
    UnknownKey(String),
    /// The value is not what was sealed here.
    #[error("a sealed value does not open: it was changed, or moved here from another place")]
    Broken,
}

/// The keys that seal (the first) and open (all of them).
pub struct SealingKeys {
    keys: Vec<SealingKey>,
}

struct SealingKey {
    id: [u8; KEY_ID_LEN],
    cipher: RandomizedNonceKey,
}

impl std::fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SealingKeys").field("count", &self.keys.len()).finish_non_exhaustive()
    }
}

impl SealingKeys {
    /// Reads keys as they stand in key files: 32 bytes, base64. The first one seals.
    ///
    /// # Errors
    /// If one is not a key, or if there is none.
    pub fn parse(files: &[SecretString]) -> Result<Self, SealingError> {
        let keys = files.iter().map(SealingKey::parse).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(SealingError::BadKey) } else { Ok(Self { keys }) }
    }

    /// What goes into a new key file.
    pub fn key_file(key: &[u8; KEY_LEN]) -> Zeroizing<String> {
        Zeroizing::new(format!("{}\n", STANDARD.encode(key)))
    }

    /// Seals what lives in a place, named from the outside in. It opens only there.
    ///
    /// # Errors
    /// If the system gives no chance for the nonce.
    pub fn seal(&self, place: &[&str], plain: &[u8]) -> Result<Vec<u8>, SealingError> {
        let key = self.keys.first().ok_or(SealingError::BadKey)?;
        let mut text = Zeroizing::new(plain.to_vec());
        let nonce = key
            .cipher
            .seal_in_place_append_tag(Aad::from(associated(place)), &mut *text)
            .map_err(|_| SealingError::Broken)?;
        Ok([&[FORMAT], &key.id[..], nonce.as_ref(), &text[..]].concat())
    }

    /// Opens what was sealed in this place.
    ///
    /// # Errors
    /// If it was sealed elsewhere or under another key, or was changed since.
    pub fn open(&self, place: &[&str], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealingError> {
        let (key, nonce, text) = self.split(sealed)?;
        let mut text = Zeroizing::new(text.to_vec());
        let plain = key
            .cipher
            .open_in_place(nonce, Aad::from(associated(place)), &mut text)
            .map_err(|_| SealingError::Broken)?
            .len();
        text.truncate(plain);
        Ok(text)
    }

    fn split<'a>(&self, sealed: &'a [u8]) -> Result<(&SealingKey, Nonce, &'a [u8]), SealingError> {
        let rest = sealed.strip_prefix(&[FORMAT]).ok_or(SealingError::Broken)?;
        let (id, rest) = rest.split_first_chunk::<KEY_ID_LEN>().ok_or(SealingError::Broken)?;
        let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealingError::Broken)?;
        let key = self
            .keys
            .iter()
            .find(|key| key.id == *id)
            .ok_or_else(|| SealingError::UnknownKey(STANDARD.encode(id)))?;
        Ok((key, Nonce::assume_unique_for_key(*nonce), text))
    }
}

impl SealingKey {
    fn parse(file: &SecretString) -> Result<Self, SealingError> {
        let bytes = STANDARD
            .decode(file.expose_secret().trim())
            .map(Zeroizing::new)
            .map_err(|_| SealingError::BadKey)?;
        if bytes.len() != KEY_LEN {
            return Err(SealingError::BadKey);
        }
        let cipher =
            RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| SealingError::BadKey)?;
        let digest = blake3::derive_key("zaakpoort 2026-11 sealing key id", &bytes);
        let mut id = [0; KEY_ID_LEN];
        id.copy_from_slice(&digest[..KEY_ID_LEN]);
        Ok(Self { id, cipher })
    }
}

/// Each part with its length before it, so that two places never share one text.
fn associated(place: &[&str]) -> Vec<u8> {
    place
        .iter()
        .flat_map(|part| {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes();
            length.into_iter().chain(part.bytes()).collect::<Vec<u8>>()
        })
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    const HERE: &[&str] = &["signing_keys", "k1", "private"];

    fn key(byte: u8) -> SecretString {
        SealingKeys::key_file(&[byte; KEY_LEN]).as_str().to_owned().into()
    }

    fn keys(bytes: &[u8]) -> SealingKeys {
        SealingKeys::parse(&bytes.iter().map(|byte| key(*byte)).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_in_its_place_and_nowhere_else() {
        let keys = keys(&[1]);
        let sealed = keys.seal(HERE, b"geheim").unwrap();
        assert_eq!(*keys.open(HERE, &sealed).unwrap(), b"geheim");
        let elsewhere = ["signing_keys", "k2", "private"];
        assert!(matches!(keys.open(&elsewhere, &sealed), Err(SealingError::Broken)));
    }

    #[test]
    fn the_parts_of_a_place_do_not_run_into_each_other() {
        assert_ne!(associated(&["ab", "c", "d"]), associated(&["a", "bc", "d"]));
    }

    #[test]
    fn every_configured_key_opens_and_an_unknown_one_is_named() {
        let sealed = keys(&[1]).seal(HERE, b"geheim").unwrap();
        assert_eq!(*keys(&[2, 1]).open(HERE, &sealed).unwrap(), b"geheim");
        assert!(matches!(keys(&[2]).open(HERE, &sealed), Err(SealingError::UnknownKey(_))));
    }

    #[test]
    fn one_changed_bit_anywhere_is_noticed() {
        let keys = keys(&[1]);
        let sealed = keys.seal(HERE, b"geheim").unwrap();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(keys.open(HERE, &changed).is_err(), "byte {index}");
        }
        assert!(keys.open(HERE, &sealed[..10]).is_err());
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        let short: SecretString = STANDARD.encode([1; 31]).into();
        assert!(matches!(SealingKeys::parse(&[short]), Err(SealingError::BadKey)));
        assert!(matches!(SealingKeys::parse(&[]), Err(SealingError::BadKey)));
    }
}
