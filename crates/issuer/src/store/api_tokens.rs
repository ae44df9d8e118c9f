//! API tokens, as hashes: they are random, so none is guessed from its hash.

use autorisaties::{ClientId, ScopeSet};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use uuid::Uuid;

use super::StoreError;
use super::apis::{scopes, texts};
use super::rows::credentials;
use crate::model::{ApiToken, CredentialId};

/// One that is to be kept, under a label that says where it is used.
#[derive(Debug)]
pub(crate) struct NewApiToken<'a> {
    pub(crate) client: &'a ClientId,
    pub(crate) token: &'a ApiToken,
    pub(crate) label: &'a str,
}

/// Adds one.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    new: NewApiToken<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let NewApiToken { client, token, label } = new;
    let limited = token.scopes.as_ref().map(|scopes| texts(scopes).into());
    let row = credentials::ActiveModel {
        id: Set(token.id.as_str().to_owned()),
        client_id: Set(client.as_str().to_owned()),
        kind: Set(ApiToken::KIND.to_owned()),
        label: Set(label.to_owned()),
        hash: Set(token.hash.clone()),
        created_at: Set(now),
        not_before: Set(None),
        expires_at: Set(token.expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
        sealed: Set(None),
        scopes: Set(limited),
        user_id: Set(token.user),
        warned_days: Set(None),
    };
    row.insert(db).await?;
    Ok(())
}

/// Those of one client that are not revoked, oldest first.
pub(crate) async fn of_client(
    db: &impl ConnectionTrait,
    client: &ClientId,
) -> Result<Vec<ApiToken>, StoreError> {
    let theirs = credentials::Column::ClientId.eq(client.as_str());
    let rows = not_revoked().filter(theirs).all(db).await?;
    rows.into_iter().map(token).collect()
}

/// The one with this hash that is not revoked, and the client it belongs to.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<(String, CredentialId)>, StoreError> {
    let row = not_revoked().filter(credentials::Column::Hash.eq(hash)).one(db).await?;
    row.map(|row| {
        let id = CredentialId::parse(&row.id).ok_or_else(|| corrupt(&row.id, "its id"))?;
        Ok((row.client_id, id))
    })
    .transpose()
}

/// Every one that is not revoked, with the client it belongs to.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<(String, ApiToken)>, StoreError> {
    let rows = not_revoked().all(db).await?;
    rows.into_iter().map(|row| Ok((row.client_id.clone(), token(row)?))).collect()
}

/// Revokes those that speak for a person; gives their clients.
pub(crate) async fn revoke_of_user(
    db: &impl ConnectionTrait,
    user: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<ClientId>, StoreError> {
    let theirs = credentials::Column::UserId.eq(user);
    let rows = not_revoked().filter(theirs.clone()).all(db).await?;
    credentials::Entity::update_many()
        .set(credentials::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() })
        .filter(theirs)
        .filter(credentials::Column::Kind.eq(ApiToken::KIND))
        .filter(credentials::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    let client = |row: &credentials::Model| {
        ClientId::parse(&row.client_id).map_err(|_| corrupt(&row.id, "its client"))
    };
    let mut clients = rows.iter().map(client).collect::<Result<Vec<_>, _>>()?;
    clients.sort_unstable();
    clients.dedup();
    Ok(clients)
}

fn not_revoked() -> sea_orm::Select<credentials::Entity> {
    credentials::Entity::find()
        .filter(credentials::Column::Kind.eq(ApiToken::KIND))
        .filter(credentials::Column::RevokedAt.is_null())
        .order_by_asc(credentials::Column::CreatedAt)
        .order_by_asc(credentials::Column::Id)
}

fn token(row: credentials::Model) -> Result<ApiToken, StoreError> {
    let limited = |column: &serde_json::Value| -> Result<ScopeSet, StoreError> {
        scopes(column).ok_or_else(|| corrupt(&row.id, "its scopes"))
    };
    Ok(ApiToken {
        id: CredentialId::parse(&row.id).ok_or_else(|| corrupt(&row.id, "its id"))?,
        scopes: row.scopes.as_ref().map(limited).transpose()?,
        hash: row.hash,
        expires_at: row.expires_at,
        user: row.user_id,
    })
}

fn corrupt(row: &str, what: &'static str) -> StoreError {
    StoreError::Corrupt { table: "credentials", row: row.to_owned(), what }
}
