//! Sessions of people who signed in, each by the digest of an id that only their browser has.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

use super::rows::{sessions, users as user_rows};
use super::users::{self, UserRecord};
use super::{Db, StoreError, forgetting};

/// What is kept of a session, and whose it is.
#[derive(Debug)]
pub(crate) struct SessionRecord {
    pub(crate) user: UserRecord,
    pub(crate) authenticated_at: DateTime<Utc>,
    pub(crate) last_seen_at: DateTime<Utc>,
}

/// Keeps a session that begins now.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    digest: &str,
    user: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = sessions::ActiveModel {
        digest: Set(digest.to_owned()),
        user_id: Set(user),
        authenticated_at: Set(now),
        last_seen_at: Set(now),
    };
    row.insert(db).await?;
    Ok(())
}

/// One, with its user; it may have ended by time.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    digest: &str,
) -> Result<Option<SessionRecord>, StoreError> {
    let Some(row) = sessions::Entity::find_by_id(digest).one(db).await? else { return Ok(None) };
    let user = user_rows::Entity::find_by_id(row.user_id).one(db).await?;
    let Some(user) = user else { return Ok(None) };
    Ok(Some(SessionRecord {
        user: users::record(&user)?,
        authenticated_at: row.authenticated_at,
        last_seen_at: row.last_seen_at,
    }))
}

/// Has whoever else writes for this session wait until this transaction ends; says whether it is there.
pub(crate) async fn hold(db: &impl ConnectionTrait, digest: &str) -> Result<bool, StoreError> {
    // SQLite has one writer anyway, and no such clause.
    let held = sessions::Entity::find_by_id(digest).lock_exclusive().one(db).await?;
    Ok(held.is_some())
}

/// Keeps that a session was seen.
pub(crate) async fn touch(
    db: &impl ConnectionTrait,
    digest: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sessions::Entity::update_many()
        .col_expr(sessions::Column::LastSeenAt, now.into())
        .filter(sessions::Column::Digest.eq(digest))
        .exec(db)
        .await?;
    Ok(())
}

/// Ends one.
pub(crate) async fn end(db: &impl ConnectionTrait, digest: &str) -> Result<(), StoreError> {
    sessions::Entity::delete_by_id(digest).exec(db).await?;
    Ok(())
}

/// Ends all of a user.
pub(crate) async fn end_all(db: &impl ConnectionTrait, user: Uuid) -> Result<(), StoreError> {
    let theirs = sessions::Column::UserId.eq(user);
    sessions::Entity::delete_many().filter(theirs).exec(db).await?;
    Ok(())
}

/// Ends those of everybody.
pub(crate) async fn end_everybodys(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    sessions::Entity::delete_many().exec(db).await?;
    Ok(())
}

/// Removes those that were last seen, or begun, at or before these moments.
pub(crate) async fn remove_over(
    db: &Db,
    (seen, begun): (DateTime<Utc>, DateTime<Utc>),
    most: u64,
) -> Result<u64, StoreError> {
    let begun = sessions::Column::AuthenticatedAt.lte(begun);
    let over = sessions::Column::LastSeenAt.lte(seen).or(begun);
    forgetting::forget(db, ("sessions", "digest"), over, most).await
}
