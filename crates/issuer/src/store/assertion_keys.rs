//! Public keys of clients, and the addresses where more of them lie: what their assertions are
//! verified with. Each is a credential, so that the tokens made with it end with it.

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use tokens::assertion::ClientKey;
use url::Url;

use super::StoreError;
use super::rows::credentials;
use crate::model::{AssertionKey, CredentialId, KeySource};

/// One that is to be kept, under a label that says where the private half is used.
#[derive(Debug)]
pub(crate) struct NewAssertionKey<'a> {
    pub(crate) key: &'a AssertionKey,
    pub(crate) label: &'a str,
}

/// Adds one.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    client: &ClientId,
    new: NewAssertionKey<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (kind, text) = written(&new.key.source)?;
    let row = credentials::ActiveModel {
        id: Set(new.key.id.as_str().to_owned()),
        client_id: Set(client.as_str().to_owned()),
        kind: Set(kind.to_owned()),
        label: Set(new.label.to_owned()),
        // What is public needs no hash; it stands where others have theirs.
        hash: Set(text),
        created_at: Set(now),
        not_before: Set(None),
        expires_at: Set(new.key.expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
        sealed: Set(None),
        scopes: Set(None),
        user_id: Set(None),
        warned_days: Set(None),
    };
    row.insert(db).await?;
    Ok(())
}

/// Those of one client that are not revoked, oldest first.
pub(crate) async fn of_client(
    db: &impl ConnectionTrait,
    client: &ClientId,
) -> Result<Vec<AssertionKey>, StoreError> {
    let rows =
        not_revoked().filter(credentials::Column::ClientId.eq(client.as_str())).all(db).await?;
    rows.iter().map(key).collect()
}

/// Every one that is not revoked, with the client it belongs to.
pub(crate) async fn all(
    db: &impl ConnectionTrait,
) -> Result<Vec<(String, AssertionKey)>, StoreError> {
    let rows = not_revoked().all(db).await?;
    rows.iter().map(|row| Ok((row.client_id.clone(), key(row)?))).collect()
}

/// Those of some clients that are not revoked, each with its client.
pub(super) async fn of_clients(
    db: &impl ConnectionTrait,
    clients: &[&str],
) -> Result<Vec<(String, AssertionKey)>, StoreError> {
    let theirs = credentials::Column::ClientId.is_in(clients.iter().copied());
    let rows = not_revoked().filter(theirs).all(db).await?;
    rows.iter().map(|row| Ok((row.client_id.clone(), key(row)?))).collect()
}

fn not_revoked() -> sea_orm::Select<credentials::Entity> {
    credentials::Entity::find()
        .filter(credentials::Column::Kind.is_in([KeySource::REGISTERED, KeySource::AT]))
        .filter(credentials::Column::RevokedAt.is_null())
        .order_by_asc(credentials::Column::CreatedAt)
        .order_by_asc(credentials::Column::Id)
}

fn written(source: &KeySource) -> Result<(&'static str, String), StoreError> {
    match source {
        KeySource::Registered(key) => {
            let text = serde_json::to_string(key.to_jwk())
                .map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
            Ok((KeySource::REGISTERED, text))
        }
        KeySource::At(url) => Ok((KeySource::AT, url.to_string())),
    }
}

fn key(row: &credentials::Model) -> Result<AssertionKey, StoreError> {
    let corrupt = |what| StoreError::Corrupt { table: "credentials", row: row.id.clone(), what };
    let source = if row.kind == KeySource::AT {
        KeySource::At(Url::parse(&row.hash).map_err(|_| corrupt("an address that is none"))?)
    } else {
        let jwk = serde_json::from_str(&row.hash).map_err(|_| corrupt("a key that is no JSON"))?;
        let key = ClientKey::from_value(jwk).map_err(|_| corrupt("a key that is no public key"))?;
        KeySource::Registered(key)
    };
    Ok(AssertionKey {
        id: CredentialId::parse(&row.id).ok_or_else(|| corrupt("its id"))?,
        source,
        expires_at: row.expires_at,
    })
}
