//! The keys that a verifier trusts, by name.

use std::collections::BTreeMap;

use crate::{Jwks, KeyId, VerificationKey};

/// Verification keys by kid; whoever fills it decides whose signature counts.
#[derive(Debug, Clone, Default)]
pub struct KeySet(BTreeMap<KeyId, VerificationKey>);

impl KeySet {
    /// A set without keys: no token passes.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds a key; gives back the one that had its kid.
    pub fn insert(&mut self, key: VerificationKey) -> Option<VerificationKey> {
        self.0.insert(key.kid().clone(), key)
    }

    /// Takes a key away.
    pub fn remove(&mut self, kid: &KeyId) -> Option<VerificationKey> {
        self.0.remove(kid)
    }

    /// Finds a key.
    pub fn get(&self, kid: &KeyId) -> Option<&VerificationKey> {
        self.0.get(kid)
    }

    /// Every key, sorted by kid.
    pub fn iter(&self) -> impl Iterator<Item = &VerificationKey> {
        self.0.values()
    }

    /// The set as it is published (RFC 7517 5).
    pub fn jwks(&self) -> Jwks {
        Jwks { keys: self.iter().map(VerificationKey::to_jwk).collect() }
    }
}

impl FromIterator<VerificationKey> for KeySet {
    fn from_iter<I: IntoIterator<Item = VerificationKey>>(keys: I) -> Self {
        Self(keys.into_iter().map(|key| (key.kid().clone(), key)).collect())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{other_key, our_key};

    #[test]
    fn a_key_is_found_until_it_is_removed() {
        let key = our_key().verification_key().clone();
        let mut keys = KeySet::new();
        assert!(keys.insert(key.clone()).is_none());
        assert_eq!(keys.get(key.kid()).unwrap().kid(), key.kid());
        assert!(keys.insert(key.clone()).is_some(), "the same kid stands in the set once");
        assert!(keys.remove(key.kid()).is_some());
        assert!(keys.get(key.kid()).is_none() && keys.iter().next().is_none());
    }

    #[test]
    fn the_published_set_holds_every_key_with_public_members_only() {
        let ours = [our_key(), other_key()];
        let keys: KeySet = ours.iter().map(|key| key.verification_key().clone()).collect();
        let jwks = serde_json::to_value(keys.jwks()).unwrap();
        let published = jwks["keys"].as_array().unwrap();
        assert_eq!(published.len(), 2);
        for key in published {
            let mut members: Vec<&String> = key.as_object().unwrap().keys().collect();
            members.sort();
            assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
            assert_eq!((&key["alg"], &key["use"]), (&json!("ES256"), &json!("sig")));
        }
    }
}
