//! Secrets that were verified before, known again without a hash.
//!
//! Kept is a keyed BLAKE3 tag over row id, stored hash and presented secret, under a key made at
//! random by this process: of no use outside it. A rotated secret has another hash and so another
//! tag. Whether the row still lives is asked of the state, every time; refusals are not kept.

use edge::chance::{self, NoChance};
use quick_cache::sync::Cache;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::model::{Credential, CredentialId};

/// How many credentials are remembered; each takes about a hundred bytes.
const CAPACITY: usize = 20_000;

type Tag = [u8; 32];

pub(crate) struct Verified {
    key: Zeroizing<[u8; 32]>,
    tags: Cache<CredentialId, Tag>,
}

impl std::fmt::Debug for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verified").field("known", &self.tags.len()).finish_non_exhaustive()
    }
}

impl Verified {
    pub(crate) fn new() -> Result<Self, NoChance> {
        Ok(Self { key: Zeroizing::new(chance::bytes()?), tags: Cache::new(CAPACITY) })
    }

    /// Whether this secret was verified against this row and this hash before.
    pub(crate) fn knows(&self, credential: &Credential, presented: &SecretString) -> bool {
        let tag = self.tag(credential, presented);
        self.tags.get(&credential.id).is_some_and(|known| bool::from(known.ct_eq(&tag)))
    }

    pub(crate) fn remember(&self, credential: &Credential, presented: &SecretString) {
        self.tags.insert(credential.id.clone(), self.tag(credential, presented));
    }

    fn tag(&self, credential: &Credential, presented: &SecretString) -> Tag {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for part in [credential.id.as_str(), &credential.hash, presented.expose_secret()] {
            hasher.update(&part.len().to_be_bytes());
            hasher.update(part.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::model::CredentialKind;

    fn credential(hash: &str) -> Credential {
        Credential {
            id: CredentialId::from_bytes([1; 9]),
            kind: CredentialKind::Secret,
            hash: hash.to_owned(),
            not_before: None,
            expires_at: None,
        }
    }

    #[test]
    fn only_the_same_secret_of_the_same_row_and_hash_is_known_again() {
        let verified = Verified::new().unwrap();
        let secret: SecretString = "goed".into();
        verified.remember(&credential("h1"), &secret);
        assert!(verified.knows(&credential("h1"), &secret));
        assert!(!verified.knows(&credential("h1"), &"fout".into()));
        assert!(!verified.knows(&credential("h2"), &secret), "rotated");
        let other = Credential { id: CredentialId::from_bytes([2; 9]), ..credential("h1") };
        assert!(!verified.knows(&other, &secret), "another row");
    }

    #[test]
    fn what_was_not_remembered_is_not_known() {
        assert!(!Verified::new().unwrap().knows(&credential("h1"), &"goed".into()));
    }
}
