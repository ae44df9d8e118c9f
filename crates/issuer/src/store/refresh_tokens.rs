//! Refresh tokens, by their digest. The rows themselves decide who refreshes.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, Set};

use super::rows::refresh_tokens;
use super::{Db, StoreError, forgetting};

/// A refresh token, and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct RefreshToken {
    pub(crate) digest: String,
    pub(crate) grant: String,
    pub(crate) expires_at: DateTime<Utc>,
    /// When it was used, or became void.
    pub(crate) used_at: Option<DateTime<Utc>>,
    /// The token that came of its use; none if it became void unused.
    pub(crate) successor: Option<String>,
    /// When its use was repeated.
    pub(crate) retried_at: Option<DateTime<Utc>>,
}

/// Keeps a token that nobody has used.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    token: RefreshToken,
) -> Result<(), StoreError> {
    let row = refresh_tokens::ActiveModel {
        digest: Set(token.digest),
        grant_id: Set(token.grant),
        expires_at: Set(token.expires_at),
        used_at: Set(None),
        successor: Set(None),
        retried_at: Set(None),
    };
    refresh_tokens::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// One, used or not; it may be over.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    digest: &str,
) -> Result<Option<RefreshToken>, StoreError> {
    let row = refresh_tokens::Entity::find_by_id(digest).one(db).await?;
    Ok(row.map(|row| RefreshToken {
        digest: row.digest,
        grant: row.grant_id,
        expires_at: row.expires_at,
        used_at: row.used_at,
        successor: row.successor,
        retried_at: row.retried_at,
    }))
}

/// Uses a token, if nobody did. Of all who try one hears yes, at whichever issuer.
pub(crate) async fn take(
    db: &impl ConnectionTrait,
    digest: &str,
    successor: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let used = refresh_tokens::ActiveModel {
        used_at: Set(Some(now)),
        successor: Set(Some(successor.to_owned())),
        ..Default::default()
    };
    let unused = refresh_tokens::Column::UsedAt.is_null();
    change(db, digest, used, unused).await
}

/// Repeats the use of a token, once: another successor stands in the place of the one before, which is
/// void if nobody used it. Of all who try one hears yes.
pub(crate) async fn retake(
    db: &impl ConnectionTrait,
    (digest, before): (&str, &str),
    successor: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let again = refresh_tokens::ActiveModel {
        successor: Set(Some(successor.to_owned())),
        retried_at: Set(Some(now)),
        ..Default::default()
    };
    let void = refresh_tokens::ActiveModel { used_at: Set(Some(now)), ..Default::default() };
    let once = refresh_tokens::Column::RetriedAt.is_null();
    let unused = refresh_tokens::Column::UsedAt.is_null();
    Ok(change(db, digest, again, once).await? && change(db, before, void, unused).await?)
}

/// Removes at most so many of those that were over at a moment; says how many there were.
pub(crate) async fn forget(db: &Db, over: DateTime<Utc>, most: u64) -> Result<u64, StoreError> {
    let over = refresh_tokens::Column::ExpiresAt.lte(over);
    forgetting::forget(db, ("refresh_tokens", "digest"), over, most).await
}

async fn change(
    db: &impl ConnectionTrait,
    digest: &str,
    values: refresh_tokens::ActiveModel,
    only: sea_orm::sea_query::Expr,
) -> Result<bool, StoreError> {
    let named = refresh_tokens::Column::Digest.eq(digest);
    let update = refresh_tokens::Entity::update_many().set(values).filter(named).filter(only);
    Ok(update.exec(db).await?.rows_affected == 1)
}
