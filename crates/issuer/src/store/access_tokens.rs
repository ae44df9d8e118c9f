//! What opaque access tokens stand for, by their hash, until they expire.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _, Set,
};
use tokens::AccessClaims;

use super::StoreError;
use super::rows::access_tokens;

/// How many are forgotten at once.
pub(crate) const FORGOTTEN_AT_ONCE: u64 = 200;

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

/// The hashes of some that have expired.
pub(crate) async fn over(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<String>, StoreError> {
    let hashes = access_tokens::Entity::find()
        .filter(access_tokens::Column::ExpiresAt.lte(now))
        .select_only()
        .column(access_tokens::Column::Hash)
        .limit(FORGOTTEN_AT_ONCE)
        .into_tuple()
        .all(db)
        .await?;
    Ok(hashes)
}

/// Forgets these; says how many were there.
pub(crate) async fn remove(
    db: &impl ConnectionTrait,
    hashes: Vec<String>,
) -> Result<u64, StoreError> {
    let named = access_tokens::Column::Hash.is_in(hashes);
    Ok(access_tokens::Entity::delete_many().filter(named).exec(db).await?.rows_affected)
}
