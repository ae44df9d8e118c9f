//! Whose software statements are believed, with the keys that they are signed with: read at the start.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use tokens::assertion::{ClientKey, ClientKeyError, ClientKeys, MOST_TRIED};

use crate::config::StatementIssuerConfig;

/// All of them.
#[derive(Debug)]
pub(crate) struct StatementIssuers(Vec<(String, Vec<ClientKey>)>);

/// Why keys cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", .file.display())]
pub struct KeysFileError {
    file: PathBuf,
    why: Why,
}

#[derive(Debug, thiserror::Error)]
enum Why {
    #[error("it cannot be read: {0}")]
    Unread(#[from] std::io::Error),
    #[error("it is no JWK Set (RFC 7517 5): a JSON object with keys, a list of 1 to {MOST_TRIED}")]
    NotASet,
    #[error("key {0}: {1}")]
    Key(usize, ClientKeyError),
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

impl StatementIssuers {
    /// Reads their keys.
    pub(crate) fn read(all: &[StatementIssuerConfig]) -> Result<Self, KeysFileError> {
        let read = |one: &StatementIssuerConfig| {
            let keys = keys(&one.jwks_file);
            let keys = keys.map_err(|why| KeysFileError { file: one.jwks_file.clone(), why })?;
            Ok((one.issuer.clone(), keys))
        };
        all.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The keys of one, if it is believed.
    pub(crate) fn keys_of(&self, issuer: &str) -> Option<ClientKeys<'_, ()>> {
        let found = self.0.iter().find(|(name, _)| name == issuer);
        found.map(|(_, keys)| keys.iter().map(|key| ((), key)).collect())
    }
}

fn keys(file: &Path) -> Result<Vec<ClientKey>, Why> {
    let set: Set = serde_json::from_slice(&std::fs::read(file)?).map_err(|_| Why::NotASet)?;
    if !(1..=MOST_TRIED).contains(&set.keys.len()) {
        return Err(Why::NotASet);
    }
    let key = |(number, jwk)| ClientKey::from_value(jwk).map_err(|error| Why::Key(number, error));
    (1..).zip(set.keys).map(key).collect()
}
