//! All applicaties by the client ids that act for them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::{ClientId, Rights};

/// Who acts for which applicatie. A lookup costs one hash, however many there are.
#[derive(Debug, Clone, Default)]
pub struct Register {
    rights: HashMap<ClientId, Arc<Rights>>,
}

impl Register {
    /// Lets a client act for an applicatie; several clients may share one.
    pub fn insert(&mut self, client: ClientId, rights: Arc<Rights>) {
        self.rights.insert(client, rights);
    }

    /// Takes a client away.
    pub fn remove(&mut self, client: &ClientId) {
        self.rights.remove(client);
    }

    /// What a client may do; `None` if it acts for nobody.
    pub fn rights_of(&self, client: &ClientId) -> Option<&Arc<Rights>> {
        self.rights.get(client)
    }
}
