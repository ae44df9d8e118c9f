//! Applicaties as wholes: each with its autorisaties and its clients, and with all that these have. A
//! page of them costs a handful of statements, however many there are.

use std::collections::HashMap;

use ::autorisaties::ApplicatieId;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::applicatie_records::ApplicatieRecord;
use super::applicaties::StoredAutorisatie;
use super::{
    AT_ONCE, StoreError, accesses, assertion_keys, autorisaties, bindings, clients, upstream_keys,
};
use crate::model::{Access, AssertionKey, Binding, Client};

/// An applicatie and all that is its own.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) record: ApplicatieRecord,
    pub(crate) autorisaties: Vec<StoredAutorisatie>,
    /// Those that have not ended, by client id.
    pub(crate) clients: Vec<WholeClient>,
}

/// A client and all that is its own, its secrets aside.
#[derive(Debug)]
pub(crate) struct WholeClient {
    pub(crate) client: Client,
    pub(crate) bindings: Vec<Binding>,
    /// Those that count, each with what its API has still.
    pub(crate) accesses: Vec<Access>,
    /// Those that are not revoked.
    pub(crate) keys: Vec<AssertionKey>,
    /// The upstreams that it shares an imported secret with.
    pub(crate) upstreams: Vec<String>,
}

impl WholeClient {
    /// Whether it registered itself (RFC 7591), and is nobody's to describe.
    pub(crate) fn registered_itself(&self) -> bool {
        !self.client.oauth.registered.is_by_an_administrator()
    }
}

/// These applicaties as wholes, in their order.
pub(crate) async fn of(
    db: &impl ConnectionTrait,
    records: Vec<ApplicatieRecord>,
) -> Result<Vec<Whole>, StoreError> {
    let ids: Vec<Uuid> = records.iter().map(|record| record.id.as_uuid()).collect();
    let mut autorisaties = autorisaties::of_each(db, ids.clone()).await?;
    let mut theirs: HashMap<ApplicatieId, Vec<WholeClient>> = HashMap::new();
    for some in clients::of_applicaties(db, &ids).await?.chunks(AT_ONCE) {
        for whole in wholes(db, some).await? {
            if let Some(id) = whole.client.belongs.applicatie() {
                theirs.entry(id).or_default().push(whole);
            }
        }
    }
    let whole = |record: ApplicatieRecord| Whole {
        autorisaties: autorisaties.remove(&record.id.as_uuid()).unwrap_or_default(),
        clients: theirs.remove(&record.id).unwrap_or_default(),
        record,
    };
    Ok(records.into_iter().map(whole).collect())
}

async fn wholes(
    db: &impl ConnectionTrait,
    clients: &[Client],
) -> Result<Vec<WholeClient>, StoreError> {
    let ids: Vec<&str> = clients.iter().map(|client| client.id.as_str()).collect();
    let mut bindings = by_client(bindings::of_clients(db, &ids).await?);
    let accesses = accesses::approved_of_each(db, &ids).await?;
    let mut accesses = by_client(accesses.into_iter().map(|one| (one.client.to_string(), one)));
    let mut keys = by_client(assertion_keys::of_clients(db, &ids).await?);
    let mut upstreams = by_client(upstream_keys::upstreams_of(db, &ids).await?);
    let whole = |client: &Client| WholeClient {
        bindings: bindings.remove(client.id.as_str()).unwrap_or_default(),
        accesses: accesses.remove(client.id.as_str()).unwrap_or_default(),
        keys: keys.remove(client.id.as_str()).unwrap_or_default(),
        upstreams: upstreams.remove(client.id.as_str()).unwrap_or_default(),
        client: client.clone(),
    };
    Ok(clients.iter().map(whole).collect())
}

fn by_client<T>(pairs: impl IntoIterator<Item = (String, T)>) -> HashMap<String, Vec<T>> {
    let mut sorted: HashMap<String, Vec<T>> = HashMap::new();
    for (client, one) in pairs {
        sorted.entry(client).or_default().push(one);
    }
    sorted
}
