//! From the feed's things to the state: parsed whole, or not taken at all.

use std::sync::Arc;

use autorisaties::{Applicatie, ClientId, Compiler};
use edge::feed::{ApplicatieState, ChangeNumber, ClientState, KeyState, Thing};
use tokens::{Jwk, KeyId, VerificationKey};

use super::{Client, Credential, Documents, Held, State};

/// A thing that this gateway cannot read. What it does not understand may be a restriction.
#[derive(Debug, thiserror::Error)]
#[error(
    "the feed says something of {what} that this gateway does not understand ({why}); update it"
)]
pub(crate) struct ThingFault {
    what: String,
    why: String,
}

impl State {
    /// The state with this thing in it, or without it where it ended.
    pub(crate) fn apply(
        &mut self,
        thing: &Thing,
        compiler: &mut Compiler,
    ) -> Result<(), ThingFault> {
        match thing {
            Thing::Applicatie(told) => {
                let held = read_applicatie(told, compiler)
                    .map_err(|why| ThingFault { what: format!("applicatie {}", told.id), why })?;
                self.applicaties.insert(told.id, Arc::new(held));
            }
            Thing::ApplicatieEnded(ended) => self.applicaties.remove(&ended.id),
            Thing::Client(told) => {
                let id = client_id(&told.client_id)?;
                self.clients.insert(id, Arc::new(read_client(told)));
            }
            Thing::ClientEnded(ended) => self.clients.remove(&client_id(&ended.id)?),
            Thing::Key(told) => self.set_key(told),
            Thing::KeyEnded(ended) => self.end_key(&ended.id),
        }
        Ok(())
    }

    /// The state at this number.
    pub(crate) fn stand_at(&mut self, number: ChangeNumber) {
        self.number = number;
    }

    /// A key of a kind that this gateway cannot verify with opens nothing, so it is left out; the
    /// tokens signed with it are refused.
    fn set_key(&mut self, told: &KeyState) {
        match read_key(told) {
            Ok(key) => {
                Arc::make_mut(&mut self.keys).insert(key);
            }
            Err(why) => {
                tracing::error!(
                    kid = told.kid,
                    why,
                    "cannot verify with this key; update the gateway"
                );
                self.end_key(&told.kid);
            }
        }
    }

    fn end_key(&mut self, kid: &str) {
        Arc::make_mut(&mut self.keys).remove(&KeyId::new(kid));
    }
}

fn client_id(text: &str) -> Result<ClientId, ThingFault> {
    ClientId::parse(text)
        .map_err(|error| ThingFault { what: "a client".to_owned(), why: error.to_string() })
}

fn read_client(told: &ClientState) -> Client {
    let credentials = told.credentials.iter();
    Client {
        applicatie: told.applicatie,
        issued_before: told.issued_before,
        credentials: credentials
            .map(|told| Credential { id: told.id.as_str().into(), expires: told.expires })
            .collect(),
    }
}

fn read_key(told: &KeyState) -> Result<VerificationKey, String> {
    let jwk: Jwk = serde_json::from_value(told.jwk.clone()).map_err(|error| error.to_string())?;
    let key = VerificationKey::from_jwk(&jwk).map_err(|error| error.to_string())?;
    // The id is the key's own thumbprint: one that is not would let a key stand in for another.
    if key.kid().as_str() != told.kid {
        return Err("its id is not the thumbprint of the key".to_owned());
    }
    Ok(key)
}

fn read_applicatie(told: &ApplicatieState, compiler: &mut Compiler) -> Result<Held, String> {
    if told.heeft_alle_autorisaties && !told.autorisaties.is_empty() {
        return Err("it has all autorisaties and single ones".to_owned());
    }
    let applicatie = Applicatie::try_from(told).map_err(|error| error.to_string())?;
    let documents = if applicatie.alleen_is_gereed_voor_publicatie {
        Documents::ForPublication
    } else {
        Documents::Any
    };
    Ok(Held { rights: compiler.compile(&applicatie), documents })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
