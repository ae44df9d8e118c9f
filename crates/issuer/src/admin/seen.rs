//! Things as the audit log keeps them before and after an act: as this API shows them, read within the
//! write itself.

use autorisaties::{ApplicatieId, ClientId};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use super::body::{ClientBody, SecretBody, UpstreamKeyBody, UserBody};
use crate::app::App;
use crate::register::recorded;
use crate::store::credential_records::{self, CredentialRecord};
use crate::store::{StoreError, client_records, shown, upstream_keys, users};

/// An applicatie, as the Autorisaties API shows it, with its client ids and autorisaties.
pub(super) async fn applicatie(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
    app: &App,
) -> Result<Option<Value>, StoreError> {
    Ok(shown::present(db, id).await?.and_then(|shown| recorded(&shown, app)))
}

pub(super) async fn client(
    db: &impl ConnectionTrait,
    id: &ClientId,
) -> Result<Option<ClientBody>, StoreError> {
    Ok(client_records::find(db, id).await?.map(ClientBody::from))
}

/// One secret or key of a client, or one API token.
pub(super) async fn secret(
    db: &impl ConnectionTrait,
    client: &ClientId,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Option<SecretBody>, StoreError> {
    Ok(secrets(db, client, |record| record.id == id, now).await?.pop())
}

/// Those of a client that are meant, newest first.
pub(super) async fn secrets(
    db: &impl ConnectionTrait,
    client: &ClientId,
    are: impl Fn(&CredentialRecord) -> bool,
    now: DateTime<Utc>,
) -> Result<Vec<SecretBody>, StoreError> {
    let mut records = credential_records::of_client(db, client).await?;
    records.retain(are);
    let speak_for = records.iter().filter_map(|record| record.user).collect();
    let names = users::usernames(db, speak_for).await?;
    Ok(records.into_iter().map(|record| SecretBody::new(record, &names, now)).collect())
}

/// That a client shares a secret with an upstream.
pub(super) async fn upstream_key(
    db: &impl ConnectionTrait,
    client: &ClientId,
    upstream: &str,
) -> Result<Option<UpstreamKeyBody>, StoreError> {
    let theirs = upstream_keys::of_client(db, client).await?;
    let found = theirs.into_iter().find(|(key, _)| key.upstream == upstream);
    Ok(found.map(UpstreamKeyBody::from))
}

pub(super) async fn user(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<UserBody>, StoreError> {
    Ok(users::find(db, id).await?.map(UserBody::from))
}
