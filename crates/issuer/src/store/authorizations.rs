//! Authorization requests that wait for a person, each by the digest of an id that only their browser
//! has.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, Set,
};
use serde_json::Value;

use super::StoreError;
use super::rows::authorizations;

/// A request that waits.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) digest: String,
    /// Its parameters, as they came.
    pub(crate) request: Value,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
    /// The session that it was shown to, once it was.
    pub(crate) session: Option<String>,
}

/// Keeps one.
pub(crate) async fn insert(db: &impl ConnectionTrait, waiting: Waiting) -> Result<(), StoreError> {
    let row = authorizations::ActiveModel {
        digest: Set(waiting.digest),
        request: Set(waiting.request),
        created_at: Set(waiting.created_at),
        expires_at: Set(waiting.expires_at),
        session: Set(waiting.session),
    };
    authorizations::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// One; it may be over.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    digest: &str,
) -> Result<Option<Waiting>, StoreError> {
    let row = authorizations::Entity::find_by_id(digest).one(db).await?;
    Ok(row.map(|row| Waiting {
        digest: row.digest,
        request: row.request,
        created_at: row.created_at,
        expires_at: row.expires_at,
        session: row.session,
    }))
}

/// Has one belong to a session; says whether it does now. It never belongs to two.
pub(crate) async fn claim(
    db: &impl ConnectionTrait,
    digest: &str,
    session: &str,
) -> Result<bool, StoreError> {
    let free = Condition::any()
        .add(authorizations::Column::Session.is_null())
        .add(authorizations::Column::Session.eq(session));
    let claimed = authorizations::Entity::update_many()
        .set(authorizations::ActiveModel {
            session: Set(Some(session.to_owned())),
            ..Default::default()
        })
        .filter(authorizations::Column::Digest.eq(digest))
        .filter(free)
        .exec(db)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Takes one out, as what it waited for is decided; says whether it was there still.
pub(crate) async fn take(db: &impl ConnectionTrait, digest: &str) -> Result<bool, StoreError> {
    Ok(authorizations::Entity::delete_by_id(digest).exec(db).await?.rows_affected == 1)
}

/// Removes those that were over at a moment.
pub(crate) async fn forget(
    db: &impl ConnectionTrait,
    over: DateTime<Utc>,
) -> Result<(), StoreError> {
    let over = authorizations::Column::ExpiresAt.lte(over);
    authorizations::Entity::delete_many().filter(over).exec(db).await?;
    Ok(())
}
