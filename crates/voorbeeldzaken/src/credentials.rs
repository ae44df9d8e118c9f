//! Who may sign a ZGW JWT here: client ids with their shared secrets, as Open Zaak keeps them.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use secrecy::{ExposeSecret, SecretString};

/// Client ids and their secrets; clones share one set, so it can be changed while the server runs.
#[derive(Debug, Clone, Default)]
pub struct Credentials(Arc<RwLock<HashMap<String, SecretString>>>);

impl Credentials {
    /// Adds a client, or replaces its secret. An empty secret never verifies (as in Open Zaak).
    pub fn insert(&self, client_id: &str, secret: &str) {
        let mut secrets = self.0.write().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(client_id.to_owned(), secret.into());
    }

    /// Removes a client; its next request is refused.
    pub fn remove(&self, client_id: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(client_id);
    }

    /// The secret of a client, when it has one.
    pub(crate) fn secret_of(&self, client_id: &str) -> Option<SecretString> {
        let secrets = self.0.read().unwrap_or_else(PoisonError::into_inner);
        secrets.get(client_id).filter(|secret| !secret.expose_secret().is_empty()).cloned()
    }
}

impl<I: AsRef<str>, S: AsRef<str>> FromIterator<(I, S)> for Credentials {
    fn from_iter<T: IntoIterator<Item = (I, S)>>(pairs: T) -> Self {
        let credentials = Self::default();
        for (client_id, secret) in pairs {
            credentials.insert(client_id.as_ref(), secret.as_ref());
        }
        credentials
    }
}
