//! The form of a secret: `zp_<id>_<256 bits>_<tag>`.
//!
//! The id names the credential's row, so that one hash is tried and never all of a client's. The
//! tag is a MAC over kind, id and secret under a key of the issuer: an invented secret is refused
//! in a microsecond, for every client alike, and only a genuine one costs a hash. Everything is
//! from `[A-Za-z0-9._~-]`, so that it reads the same form-decoded or raw (RFC 6749 2.3.1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edge::chance;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::model::{CredentialId, CredentialKind};

const PREFIX: &str = "zp_";
const SECRET_LEN: usize = 43;
const TAG_LEN: usize = 11;
const TAG_BYTES: usize = 8;

/// The issuer's key for the tags in secrets.
#[derive(Clone)]
pub(crate) struct TagKey(Zeroizing<[u8; 32]>);

impl TagKey {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key))
    }

    fn tag(&self, kind: CredentialKind, id: &str, secret: &str) -> [u8; TAG_BYTES] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in [kind.as_str(), id, secret] {
            hasher.update(&part.len().to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let mut tag = [0; TAG_BYTES];
        hasher.finalize_xof().fill(&mut tag);
        tag
    }
}

impl std::fmt::Debug for TagKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TagKey(..)")
    }
}

/// A secret that was just made, with the id of the row it will have. Shown once.
#[derive(Debug)]
pub(crate) struct FreshSecret {
    pub(crate) id: CredentialId,
    pub(crate) text: SecretString,
}

/// Makes a secret of 256 bits.
pub(crate) fn make(key: &TagKey, kind: CredentialKind) -> Result<FreshSecret, chance::NoChance> {
    let id = fresh_id()?;
    let secret = Zeroizing::new(URL_SAFE_NO_PAD.encode(*Zeroizing::new(chance::bytes::<32>()?)));
    let tag = URL_SAFE_NO_PAD.encode(key.tag(kind, id.as_str(), &secret));
    let text = format!("{PREFIX}{}_{}_{tag}", id.as_str(), *secret).into();
    Ok(FreshSecret { id, text })
}

/// Makes a key of 256 bits for ZGW JWTs, and the id of its row.
pub(crate) fn make_zgw_key() -> Result<(CredentialId, SecretString), chance::NoChance> {
    let key = Zeroizing::new(URL_SAFE_NO_PAD.encode(*Zeroizing::new(chance::bytes::<32>()?)));
    Ok((fresh_id()?, format!("zk_{}", *key).into()))
}

/// One that no command line takes for an option.
pub(crate) fn fresh_id() -> Result<CredentialId, chance::NoChance> {
    loop {
        let id = CredentialId::from_bytes(chance::bytes()?);
        if !id.as_str().starts_with('-') {
            return Ok(id);
        }
    }
}

/// What somebody presented as a secret, as far as its form tells.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Made by this issuer, for this kind: it names its row, and is worth a hash.
    Genuine(CredentialId),
    /// Our form, but not made by this issuer for this kind.
    Invented,
    /// Some other string; perhaps an imported secret.
    Foreign,
}

/// Reads the form of what was presented.
pub(crate) fn read(key: &TagKey, kind: CredentialKind, presented: &SecretString) -> Form {
    let Some((id, secret, tag)) = split(presented.expose_secret()) else { return Form::Foreign };
    let Ok(tag) = URL_SAFE_NO_PAD.decode(tag) else { return Form::Invented };
    if bool::from(key.tag(kind, id, secret).ct_eq(tag.as_slice())) {
        CredentialId::parse(id).map_or(Form::Invented, Form::Genuine)
    } else {
        Form::Invented
    }
}

/// The parts stand at fixed places: base64url may itself contain an underscore.
fn split(presented: &str) -> Option<(&str, &str, &str)> {
    let rest = presented.strip_prefix(PREFIX)?;
    let (id, rest) = rest.split_at_checked(CredentialId::LEN)?;
    let (secret, rest) = rest.strip_prefix('_')?.split_at_checked(SECRET_LEN)?;
    let tag = rest.strip_prefix('_')?;
    (tag.len() == TAG_LEN).then_some((id, secret, tag))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    const KIND: CredentialKind = CredentialKind::Secret;

    fn key() -> TagKey {
        TagKey::new([7; 32])
    }

    #[test]
    fn what_was_made_is_genuine_and_names_its_row() {
        let fresh = make(&key(), KIND).unwrap();
        assert_eq!(read(&key(), KIND, &fresh.text), Form::Genuine(fresh.id));
    }

    #[test]
    fn no_id_looks_like_an_option_of_a_command() {
        for _ in 0..1_000 {
            assert!(!fresh_id().unwrap().as_str().starts_with('-'));
        }
    }

    #[test]
    fn every_character_of_a_secret_counts() {
        let fresh = make(&key(), KIND).unwrap();
        let text = fresh.text.expose_secret();
        for index in 0..text.len() {
            let mut changed: Vec<u8> = text.bytes().collect();
            changed[index] = if changed[index] == b'x' { b'y' } else { b'x' };
            let changed: SecretString = String::from_utf8(changed).unwrap().into();
            assert!(!matches!(read(&key(), KIND, &changed), Form::Genuine(_)), "character {index}");
        }
    }

    #[test]
    fn a_prefix_an_extension_and_the_empty_string_are_not_genuine() {
        let fresh = make(&key(), KIND).unwrap();
        let text = fresh.text.expose_secret();
        for other in [&text[..text.len() - 1], &format!("{text}x"), "", "zp_", "geheim", "zp_é"] {
            let other: SecretString = other.to_owned().into();
            assert!(!matches!(read(&key(), KIND, &other), Form::Genuine(_)));
        }
    }

    #[test]
    fn a_secret_of_one_kind_is_refused_as_another() {
        let fresh = make(&key(), CredentialKind::Gateway).unwrap();
        assert_eq!(read(&key(), KIND, &fresh.text), Form::Invented);
    }

    #[test]
    fn a_secret_of_another_issuer_is_invented_here() {
        let fresh = make(&TagKey::new([8; 32]), KIND).unwrap();
        assert_eq!(read(&key(), KIND, &fresh.text), Form::Invented);
    }

    #[test]
    fn ids_and_secrets_need_no_encoding_in_a_form() {
        for _ in 0..200 {
            let fresh = make(&key(), KIND).unwrap();
            let unreserved = |c: char| c.is_ascii_alphanumeric() || "._~-".contains(c);
            assert!(fresh.text.expose_secret().chars().all(unreserved));
        }
    }
}
