//! What the gateway keeps of its state, and what it does when that is old: `state`, `state_key`, `when_stale`.

use std::path::PathBuf;

use edge::config::{SecretSource, Section, Value, parse};

/// Where the state is kept when nothing is said.
const USUAL: &str = "data/gateway.state";
/// The key that it is sealed under then.
const USUAL_KEY: &str = "keys/gateway-state.key";

/// Where the last state is kept, and what it is sealed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptConfig {
    /// It is not kept: a start without the issuer finds nothing.
    Nowhere,
    /// In a file.
    At {
        /// The file; no other gateway may use it.
        path: PathBuf,
        /// The key. Without it the state is fetched anew, and nothing is lost.
        key: SecretSource,
    },
}

/// What a gateway does that has not heard from its issuer for `max_staleness`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenStale {
    /// It answers 503 to everybody.
    #[default]
    Refuse,
    /// It goes on with what it knows: what was taken away since is not taken away here.
    Serve,
}

impl KeptConfig {
    /// An empty path keeps nothing.
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let path = section.default("state", USUAL.to_owned(), parse::string);
        let key = section.optional_secret("state_key");
        let (path, key) = (path?, key?);
        if path.is_empty() {
            return Some(Self::Nowhere);
        }
        let key = key.unwrap_or_else(|| SecretSource::File(PathBuf::from(USUAL_KEY)));
        Some(Self::At { path: PathBuf::from(path), key })
    }
}

pub(super) fn when_stale(value: &Value) -> Result<WhenStale, String> {
    parse::one_of(&[("refuse", WhenStale::Refuse), ("serve", WhenStale::Serve)])(value)
}
