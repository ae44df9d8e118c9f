//! Credentials of clients that are kept as hashes. What is revoked stays as a row, and is never read back as a credential.

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};

use super::StoreError;
use super::rows::credentials;
use crate::model::{Credential, CredentialId, CredentialKind};

/// A credential that is to be kept, under a label that says where it is used.
#[derive(Debug)]
pub(crate) struct NewCredential<'a> {
    pub(crate) client: &'a ClientId,
    pub(crate) credential: &'a Credential,
    pub(crate) label: &'a str,
}

/// Adds a credential.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    new: NewCredential<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let NewCredential { client, credential, label } = new;
    let row = credentials::ActiveModel {
        id: Set(credential.id.as_str().to_owned()),
        client_id: Set(client.as_str().to_owned()),
        kind: Set(credential.kind.as_str().to_owned()),
        label: Set(label.to_owned()),
        hash: Set(credential.hash.clone()),
        created_at: Set(now),
        not_before: Set(credential.not_before),
        expires_at: Set(credential.expires_at),
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

/// Revokes one; says whether it was there and live.
pub(crate) async fn revoke(
    db: &impl ConnectionTrait,
    client: &ClientId,
    id: &CredentialId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let revoked = credentials::Entity::update_many()
        .set(credentials::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() })
        .filter(credentials::Column::Id.eq(id.as_str()))
        .filter(credentials::Column::ClientId.eq(client.as_str()))
        .filter(credentials::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// Those of one client that are not revoked, oldest first.
pub(crate) async fn of_client(
    db: &impl ConnectionTrait,
    client: &ClientId,
) -> Result<Vec<Credential>, StoreError> {
    let rows =
        not_revoked().filter(credentials::Column::ClientId.eq(client.as_str())).all(db).await?;
    rows.into_iter().map(credential).collect()
}

/// Every one that is not revoked, with the client it belongs to.
pub(crate) async fn all(
    db: &impl ConnectionTrait,
) -> Result<Vec<(String, Credential)>, StoreError> {
    let rows = not_revoked().all(db).await?;
    rows.into_iter().map(|row| Ok((row.client_id.clone(), credential(row)?))).collect()
}

fn not_revoked() -> sea_orm::Select<credentials::Entity> {
    credentials::Entity::find()
        .filter(credentials::Column::Kind.is_in(CredentialKind::ALL.map(CredentialKind::as_str)))
        .filter(credentials::Column::RevokedAt.is_null())
        .order_by_asc(credentials::Column::CreatedAt)
}

fn credential(row: credentials::Model) -> Result<Credential, StoreError> {
    let corrupt = |what| StoreError::Corrupt { table: "credentials", row: row.id.clone(), what };
    Ok(Credential {
        id: CredentialId::parse(&row.id).ok_or_else(|| corrupt("its id"))?,
        kind: CredentialKind::parse(&row.kind).ok_or_else(|| corrupt("an unknown kind"))?,
        hash: row.hash,
        not_before: row.not_before,
        expires_at: row.expires_at,
    })
}
