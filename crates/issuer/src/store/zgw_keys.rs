//! Keys of self-signed ZGW JWTs: sealed on their way in, and opened by who verifies one.

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use edge::sealing::{SealingError, SealingKeys};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::StoreError;
use super::rows::credentials;
use crate::model::{CredentialId, ZgwKey};

/// A key that is to be kept, sealed for its row.
#[derive(Debug)]
pub(crate) struct NewZgwKey {
    pub(crate) key: ZgwKey,
    pub(crate) label: String,
}

/// Seals a key for its row.
pub(crate) fn seal(
    seals: &SealingKeys,
    id: &CredentialId,
    key: &SecretString,
) -> Result<Vec<u8>, SealingError> {
    seals.seal(&place(id), key.expose_secret().as_bytes())
}

/// Opens a key.
pub(crate) fn open(seals: &SealingKeys, key: &ZgwKey) -> Result<Zeroizing<Vec<u8>>, SealingError> {
    seals.open(&place(&key.id), &key.sealed)
}

fn place(id: &CredentialId) -> [&str; 3] {
    ["credentials", id.as_str(), "sealed"]
}

/// Adds a key.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    client: &ClientId,
    new: NewZgwKey,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = credentials::ActiveModel {
        id: Set(new.key.id.as_str().to_owned()),
        client_id: Set(client.as_str().to_owned()),
        kind: Set(ZgwKey::KIND.to_owned()),
        label: Set(new.label),
        hash: Set(String::new()),
        created_at: Set(now),
        not_before: Set(None),
        expires_at: Set(Some(new.key.expires_at)),
        last_used_at: Set(None),
        revoked_at: Set(None),
        sealed: Set(Some(new.key.sealed)),
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
) -> Result<Vec<ZgwKey>, StoreError> {
    let rows =
        not_revoked().filter(credentials::Column::ClientId.eq(client.as_str())).all(db).await?;
    rows.into_iter().map(key).collect()
}

/// Every one that is not revoked, with the client it belongs to.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<(String, ZgwKey)>, StoreError> {
    let rows = not_revoked().all(db).await?;
    rows.into_iter().map(|row| Ok((row.client_id.clone(), key(row)?))).collect()
}

/// Those of one client that were revoked.
pub(crate) async fn revoked(
    db: &impl ConnectionTrait,
    client: &ClientId,
) -> Result<Vec<ZgwKey>, StoreError> {
    let rows = credentials::Entity::find()
        .filter(credentials::Column::Kind.eq(ZgwKey::KIND))
        .filter(credentials::Column::ClientId.eq(client.as_str()))
        .filter(credentials::Column::RevokedAt.is_not_null())
        .all(db)
        .await?;
    rows.into_iter().map(key).collect()
}

/// Sets the end of a key.
pub(crate) async fn end_at(
    db: &impl ConnectionTrait,
    id: &CredentialId,
    end: DateTime<Utc>,
) -> Result<(), StoreError> {
    credentials::Entity::update_many()
        .set(credentials::ActiveModel { expires_at: Set(Some(end)), ..Default::default() })
        .filter(credentials::Column::Id.eq(id.as_str()))
        .filter(credentials::Column::Kind.eq(ZgwKey::KIND))
        .exec(db)
        .await?;
    Ok(())
}

fn not_revoked() -> sea_orm::Select<credentials::Entity> {
    credentials::Entity::find()
        .filter(credentials::Column::Kind.eq(ZgwKey::KIND))
        .filter(credentials::Column::RevokedAt.is_null())
        .order_by_asc(credentials::Column::CreatedAt)
}

fn key(row: credentials::Model) -> Result<ZgwKey, StoreError> {
    let corrupt = |what| StoreError::Corrupt { table: "credentials", row: row.id.clone(), what };
    Ok(ZgwKey {
        id: CredentialId::parse(&row.id).ok_or_else(|| corrupt("its id"))?,
        expires_at: row.expires_at.ok_or_else(|| corrupt("a key without an end"))?,
        sealed: row.sealed.ok_or_else(|| corrupt("a key that is not there"))?,
    })
}
