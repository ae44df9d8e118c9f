//! Reads the state from the store: all of it, or only what changed.

use std::collections::HashMap;
use std::sync::Arc;

use autorisaties::{Applicatie, ApplicatieId, ClientId, Grants};
use edge::feed::{ChangeNumber, Revocable};
use edge::sealing::SealingKeys;
use sea_orm::ConnectionTrait;

use super::{ApplicatieEntry, ClientEntry, Held, Keys, State};
use crate::model::{
    Access, Api, ApiToken, AssertionKey, Credential, Foreigner, UpstreamKey, ZgwKey,
};
use crate::store::changes::{self, Logged, Subject};
use crate::store::keys::KeyError;
use crate::store::{
    Read, StoreError, accesses, api_tokens, apis, applicaties, assertion_keys, bindings, clients,
    credentials, held_back, keys, revocations, upstream_keys, zgw_keys,
};

/// How many changes are worth following one by one; beyond that everything is read anew.
const WORTH_FOLLOWING: usize = 1_000;

/// Why the state could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Reads everything.
pub(super) async fn everything(read: Read, seals: &SealingKeys) -> Result<State, LoadError> {
    let db = &read.patient();
    let number = changes::present(db).await?;
    let mut their_credentials: HashMap<String, Vec<Credential>> = HashMap::new();
    for (client, credential) in credentials::all(db).await? {
        their_credentials.entry(client).or_default().push(credential);
    }
    let mut their_zgw_keys: HashMap<String, Vec<ZgwKey>> = HashMap::new();
    for (client, key) in zgw_keys::all(db).await? {
        their_zgw_keys.entry(client).or_default().push(key);
    }
    let mut theirs: HashMap<String, Vec<AssertionKey>> = HashMap::new();
    for (client, key) in assertion_keys::all(db).await? {
        theirs.entry(client).or_default().push(key);
    }
    let mut their_api_tokens: HashMap<String, Vec<ApiToken>> = HashMap::new();
    for (client, token) in api_tokens::all(db).await? {
        their_api_tokens.entry(client).or_default().push(token);
    }
    let mut shared: HashMap<String, Vec<UpstreamKey>> = HashMap::new();
    for (client, key) in upstream_keys::all(db).await? {
        shared.entry(client).or_default().push(key);
    }
    let mut bound: HashMap<String, Vec<Foreigner>> = HashMap::new();
    for (client, binding) in bindings::all(db).await? {
        bound.entry(client).or_default().push(binding.is);
    }
    let mut their_accesses: HashMap<ClientId, Vec<Access>> = HashMap::new();
    for access in accesses::all_approved(db).await? {
        their_accesses.entry(access.client.clone()).or_default().push(access);
    }
    let apis = apis::all(db).await?.into_iter().map(|api| (api.id.clone(), api));
    let mut apis: HashMap<ClientId, Api> = apis.collect();
    let clients = clients::all(db).await?.into_iter().map(|client| {
        let credentials = their_credentials.remove(client.id.as_str()).unwrap_or_default();
        let zgw_keys = their_zgw_keys.remove(client.id.as_str()).unwrap_or_default();
        let assertion_keys = theirs.remove(client.id.as_str()).unwrap_or_default();
        let api_tokens = their_api_tokens.remove(client.id.as_str()).unwrap_or_default();
        let upstream_keys = shared.remove(client.id.as_str()).unwrap_or_default();
        let foreigners = bound.remove(client.id.as_str()).unwrap_or_default();
        let accesses = their_accesses.remove(&client.id).unwrap_or_default();
        let api = apis.remove(&client.id);
        let id = client.id.clone();
        let entry = ClientEntry {
            client,
            credentials,
            zgw_keys,
            assertion_keys,
            api_tokens,
            upstream_keys,
            foreigners,
            accesses,
            api,
        };
        (id, Arc::new(entry))
    });
    let mut held_back = held_back::all(db).await?;
    let applicaties = applicaties::all(db).await?.into_iter();
    let applicaties = applicaties.map(|one| {
        let told = held_back.remove(&one.id);
        (one.id, Arc::new(ApplicatieEntry::new(one, told)))
    });
    let revoked = revocations::all(db).await?.into_iter();
    Ok(State {
        number,
        clients: clients.collect(),
        applicaties: applicaties.collect(),
        keys: Arc::new(Keys::new(keys::all(db, seals).await?)),
        revocations: Arc::new(revoked.map(|one| (one.of.clone(), one)).collect()),
    })
}

/// The state at the store's present number, from what is known already; `None` if that is it.
///
/// A stretch of the log that does not begin at our number (a restored database) is not followed:
/// everything is read anew.
pub(super) async fn newer(
    read: Read,
    seals: &SealingKeys,
    known: &State,
) -> Result<Option<State>, LoadError> {
    let present = changes::present(&read).await?;
    if present == known.number {
        return Ok(None);
    }
    let limit = u64::try_from(WORTH_FOLLOWING).unwrap_or(u64::MAX);
    let logged = changes::after(&read, known.number, limit).await?;
    if unbroken(&logged, known.number, present) {
        follow(&read, seals, known.clone(), &logged).await.map(Some)
    } else {
        everything(read, seals).await.map(Some)
    }
}

/// Whether these rows lead from one number to the other without a gap.
fn unbroken(logged: &[Logged], from: ChangeNumber, to: ChangeNumber) -> bool {
    let mut at = from;
    for row in logged {
        if row.prev != at {
            return false;
        }
        at = row.number;
    }
    at == to
}

async fn follow(
    db: &impl ConnectionTrait,
    seals: &SealingKeys,
    mut state: State,
    logged: &[Logged],
) -> Result<State, LoadError> {
    for row in logged {
        match &row.subject {
            Subject::Applicatie(id) => refresh_applicatie(db, &mut state, *id).await?,
            Subject::Client(id) => refresh_client(db, &mut state, id).await?,
            Subject::Revocation(of) => refresh_revocation(db, &mut state, of).await?,
            // Below, once for all of them: to read one of RSA costs as much as a signature.
            Subject::Key(_) => {}
        }
        state.number = row.number;
    }
    if logged.iter().any(|row| matches!(row.subject, Subject::Key(_))) {
        state.keys = Arc::new(Keys::new(keys::all(db, seals).await?));
    }
    Ok(state)
}

async fn refresh_applicatie(
    db: &impl ConnectionTrait,
    state: &mut State,
    id: ApplicatieId,
) -> Result<(), LoadError> {
    match applicaties::find(db, id).await? {
        Some(found) => {
            let told = held_back::find(db, id).await?;
            state.applicaties.insert(id, Arc::new(ApplicatieEntry::new(found, told)))
        }
        None => state.applicaties.remove(&id),
    };
    Ok(())
}

async fn refresh_client(
    db: &impl ConnectionTrait,
    state: &mut State,
    id: &ClientId,
) -> Result<(), LoadError> {
    match clients::find(db, id).await? {
        Some(client) => {
            let credentials = credentials::of_client(db, id).await?;
            let zgw_keys = zgw_keys::of_client(db, id).await?;
            let assertion_keys = assertion_keys::of_client(db, id).await?;
            let api_tokens = api_tokens::of_client(db, id).await?;
            let shared = upstream_keys::of_client(db, id).await?;
            let upstream_keys = shared.into_iter().map(|(key, _)| key).collect();
            let bound = bindings::of_client(db, id).await?;
            let foreigners = bound.into_iter().map(|binding| binding.is).collect();
            let accesses = accesses::approved_of(db, id).await?;
            let api = apis::find(db, id).await?;
            let entry = ClientEntry {
                client,
                credentials,
                zgw_keys,
                assertion_keys,
                api_tokens,
                upstream_keys,
                foreigners,
                accesses,
                api,
            };
            state.clients.insert(id.clone(), Arc::new(entry));
        }
        None => drop(state.clients.remove(id)),
    }
    Ok(())
}

async fn refresh_revocation(
    db: &impl ConnectionTrait,
    state: &mut State,
    of: &Revocable,
) -> Result<(), LoadError> {
    let revocations = Arc::make_mut(&mut state.revocations);
    match revocations::find(db, of).await? {
        Some(found) => drop(revocations.insert(of.clone(), found)),
        None => drop(revocations.remove(of)),
    }
    Ok(())
}

impl ApplicatieEntry {
    /// It counts as gateways are told, where that is not what it is.
    fn new(stored: Applicatie, told: Option<Applicatie>) -> Self {
        let is_held_back = told.is_some();
        let applicatie = told.unwrap_or(stored);
        let held = match &applicatie.grants {
            Grants::All => Held::All,
            Grants::These(these) => {
                let scopes = these.iter().flat_map(|one| one.scopes().iter().cloned());
                Held::These(scopes.collect())
            }
        };
        Self { applicatie, held, is_held_back }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(prev: u64, number: u64) -> Logged {
        let subject = Subject::Applicatie(ApplicatieId::new(uuid::Uuid::nil()));
        Logged { number: ChangeNumber::new(number), prev: ChangeNumber::new(prev), subject }
    }

    #[test]
    fn a_chain_is_followed_only_if_it_leads_from_our_number_to_the_present_one() {
        let chain = [row(3, 5), row(5, 9)];
        let at = ChangeNumber::new;
        assert!(unbroken(&chain, at(3), at(9)));
        assert!(!unbroken(&chain, at(4), at(9)), "begins elsewhere");
        assert!(!unbroken(&chain, at(3), at(10)), "ends elsewhere");
        assert!(!unbroken(&[row(3, 5), row(6, 9)], at(3), at(9)), "has a gap");
        assert!(!unbroken(&[], at(9), at(3)), "the database went back");
    }
}
