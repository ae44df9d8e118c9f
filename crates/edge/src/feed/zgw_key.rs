//! The keys of ZGW JWTs on their way to gateways: sealed under a key that issuers and gateways share,
//! and that lies in no database, so that who reads the feed or a gateway's disk has no use of them.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::sealing::{SealingError, SealingKeys};

/// A key that a client signs JWTs with, as far as a gateway must know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZgwKeyState {
    /// The credential's row id.
    pub id: String,
    /// The key, sealed for its client and its row under [`FeedKey`]; base64url. Each time it is
    /// told it is sealed anew.
    pub sealed: String,
    /// From when it no longer counts.
    pub expires: DateTime<Utc>,
}

/// What keys are sealed under on the feed.
#[derive(Debug)]
pub struct FeedKey(SealingKeys);

impl FeedKey {
    /// Reads it as it stands in its file.
    ///
    /// # Errors
    /// If it is no key.
    pub fn parse(file: SecretString) -> Result<Self, SealingError> {
        SealingKeys::parse(&[file]).map(Self)
    }

    /// Seals the key of a client, by its row's id.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub fn seal(&self, client: &str, id: &str, key: &[u8]) -> Result<Vec<u8>, SealingError> {
        self.0.seal(&place(client, id), key)
    }

    /// Opens it.
    ///
    /// # Errors
    /// If it was sealed under another key, or for another client or row.
    pub fn open(
        &self,
        client: &str,
        id: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealingError> {
        self.0.open(&place(client, id), sealed)
    }
}

fn place<'a>(client: &'a str, id: &'a str) -> [&'a str; 3] {
    ["key of ZGW JWTs on the feed", client, id]
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn feed_key(byte: u8) -> FeedKey {
        FeedKey::parse(SealingKeys::key_file(&[byte; 32]).as_str().into()).unwrap()
    }

    #[test]
    fn a_key_opens_for_its_client_and_row_under_the_same_feed_key_alone() {
        let sealed = feed_key(1).seal("a", "k1", b"geheim").unwrap();
        assert_eq!(*feed_key(1).open("a", "k1", &sealed).unwrap(), b"geheim");
        assert!(feed_key(2).open("a", "k1", &sealed).is_err());
        assert!(feed_key(1).open("b", "k1", &sealed).is_err());
        assert!(feed_key(1).open("a", "k2", &sealed).is_err());
    }
}
