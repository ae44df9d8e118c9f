//! All applicaties by the client ids that act for them.

use std::sync::Arc;

use crate::index::Index;
use crate::{ClientId, Rights};

/// Who acts for which applicatie. A lookup compares one client id, however many there are.
#[derive(Debug, Clone, Default)]
pub struct Register(Index<ClientId, Arc<Rights>>);

impl Register {
    /// Lets a client act for an applicatie, and for no other one; several clients may share one.
    pub fn insert(&mut self, client: ClientId, rights: Arc<Rights>) {
        self.remove(&client);
        self.0.add(client, rights);
    }

    /// Takes a client away.
    pub fn remove(&mut self, client: &ClientId) {
        self.0.remove(client.as_str());
    }

    /// What a client may do; `None` if it acts for nobody.
    pub fn rights_of(&self, client: &ClientId) -> Option<&Arc<Rights>> {
        self.0.get(client.as_str())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::{Applicatie, ApplicatieId, Grants, TypeAliases};

    fn client(text: &str) -> ClientId {
        ClientId::parse(text).unwrap()
    }

    fn rights(grants: Grants) -> Arc<Rights> {
        let applicatie = Applicatie {
            id: ApplicatieId::new(uuid::Uuid::nil()),
            label: "test".to_owned(),
            grants,
            alleen_is_gereed_voor_publicatie: false,
        };
        Arc::new(Rights::compile(&applicatie, &TypeAliases::default()))
    }

    #[test]
    fn a_client_acts_for_one_applicatie_until_it_is_taken_away() {
        let mut register = Register::default();
        register.insert(client("a"), rights(Grants::All));
        register.insert(client("b"), rights(Grants::All));
        register.insert(client("a"), rights(Grants::These(Vec::new())));
        let is_all = |register: &Register, text| {
            register.rights_of(&client(text)).map(|rights| rights.is_all())
        };
        assert_eq!((is_all(&register, "a"), is_all(&register, "b")), (Some(false), Some(true)));
        assert_eq!((is_all(&register, "A"), is_all(&register, "c")), (None, None));
        register.remove(&client("a"));
        assert_eq!((is_all(&register, "a"), is_all(&register, "b")), (None, Some(true)));
    }
}
