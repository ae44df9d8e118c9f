//! The name of a key.

use std::fmt;
use std::sync::Arc;

/// A `kid`. Of our own keys it is the thumbprint of the public half (RFC 7638, SHA-256,
/// base64url); in a token's header it is whatever the sender wrote, good for a look-up only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(Arc<str>);

impl KeyId {
    /// A kid as it stands in a row or an event.
    pub fn new(kid: impl Into<Arc<str>>) -> Self {
        Self(kid.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
