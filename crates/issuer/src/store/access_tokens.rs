//! What opaque access tokens stand for, by their hash, until they expire.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, Set};
use tokens::AccessClaims;

use super::rows::access_tokens;
use super::{Db, StoreError, forgetting};

/// Keeps what a token stands for.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    hash: &str,
    claims: &AccessClaims,
) -> Result<(), StoreError> {
    let corrupt = |what| StoreError::Corrupt { table: "access_tokens", row: hash.to_owned(), what };
    let expires_at = DateTime::from_timestamp(claims.exp.as_secs(), 0);
    let row = access_tokens::ActiveModel {
        hash: Set(hash.to_owned()),
        claims: Set(serde_json::to_value(claims).map_err(|_| corrupt("its claims"))?),
        expires_at: Set(expires_at.ok_or_else(|| corrupt("its end"))?),
    };
    access_tokens::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// What a token stands for.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<AccessClaims>, StoreError> {
    let Some(row) = access_tokens::Entity::find_by_id(hash).one(db).await? else { return Ok(None) };
    let claims = AccessClaims::kept(row.claims.to_string().as_bytes());
    let corrupt = |_| StoreError::Corrupt {
        table: "access_tokens",
        row: row.hash.clone(),
        what: "its claims",
    };
    claims.map(Some).map_err(corrupt)
}

/// Forgets at most so many of those that have expired; says how many there were.
pub(crate) async fn forget(db: &Db, over: DateTime<Utc>, most: u64) -> Result<u64, StoreError> {
    let over = access_tokens::Column::ExpiresAt.lte(over);
    forgetting::forget(db, ("access_tokens", "hash"), over, most).await
}
