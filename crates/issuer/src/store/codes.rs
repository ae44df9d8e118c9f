//! Authorization codes, by their digest. The row itself decides who redeems one.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, Set};
use uuid::Uuid;

use super::rows::codes;
use super::{Db, StoreError, forgetting};
use crate::granting::code::{Given, LIFETIME};

/// A code, and what was authorized by it.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) digest: String,
    /// Names everything that comes of it.
    pub(crate) grant: String,
    pub(crate) client: String,
    pub(crate) user: Uuid,
    pub(crate) given: Given,
    pub(crate) expires_at: DateTime<Utc>,
    /// When it was redeemed, or refused to its client.
    pub(crate) used_at: Option<DateTime<Utc>>,
}

impl Code {
    /// When the person gave what it stands for.
    pub(crate) fn issued_at(&self) -> DateTime<Utc> {
        self.expires_at - LIFETIME
    }
}

/// Keeps one.
pub(crate) async fn insert(db: &impl ConnectionTrait, code: Code) -> Result<(), StoreError> {
    let given = serde_json::to_value(&code.given).map_err(|_| corrupt(&code.digest))?;
    let row = codes::ActiveModel {
        digest: Set(code.digest),
        grant_id: Set(code.grant),
        client_id: Set(code.client),
        user_id: Set(code.user),
        given: Set(given),
        expires_at: Set(code.expires_at),
        used_at: Set(code.used_at),
    };
    codes::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// One, used or not; it may be over.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    digest: &str,
) -> Result<Option<Code>, StoreError> {
    let Some(row) = codes::Entity::find_by_id(digest).one(db).await? else { return Ok(None) };
    let given = serde_json::from_value(row.given).map_err(|_| corrupt(&row.digest))?;
    Ok(Some(Code {
        digest: row.digest,
        grant: row.grant_id,
        client: row.client_id,
        user: row.user_id,
        given,
        expires_at: row.expires_at,
        used_at: row.used_at,
    }))
}

/// Uses a code, if nobody did. Of all who try one hears yes, at whichever issuer.
pub(crate) async fn take(
    db: &impl ConnectionTrait,
    digest: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let used = codes::Entity::update_many()
        .set(codes::ActiveModel { used_at: Set(Some(now)), ..Default::default() })
        .filter(codes::Column::Digest.eq(digest))
        .filter(codes::Column::UsedAt.is_null());
    Ok(used.exec(db).await?.rows_affected == 1)
}

/// Removes at most so many of those that were over at a moment; says how many there were.
pub(crate) async fn forget(db: &Db, over: DateTime<Utc>, most: u64) -> Result<u64, StoreError> {
    let over = codes::Column::ExpiresAt.lte(over);
    forgetting::forget(db, ("codes", "digest"), over, most).await
}

fn corrupt(digest: &str) -> StoreError {
    StoreError::Corrupt { table: "codes", row: digest.to_owned(), what: "what was given" }
}
