//! Authorization requests that wait for a person, each by the digest of an id that only their browser
//! has.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _,
    PaginatorTrait as _, QueryFilter as _, Set,
};
use serde_json::Value;

use super::rows::authorizations;
use super::{Db, StoreError, forgetting};

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
    /// The client that pushed it, if one did.
    pub(crate) pushed_by: Option<String>,
    /// When somebody came with it that was pushed.
    pub(crate) begun_at: Option<DateTime<Utc>>,
}

/// Of whom there may be only so many at once.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of<'a> {
    /// Shown to this session.
    Session(&'a str),
    /// Pushed by this client, and nobody came yet.
    Client(&'a str),
    /// Pushed by any, and nobody came yet.
    AnyClient,
}

/// Keeps one.
pub(crate) async fn insert(db: &impl ConnectionTrait, waiting: Waiting) -> Result<(), StoreError> {
    let row = authorizations::ActiveModel {
        digest: Set(waiting.digest),
        request: Set(waiting.request),
        created_at: Set(waiting.created_at),
        expires_at: Set(waiting.expires_at),
        session: Set(waiting.session),
        pushed_by: Set(waiting.pushed_by),
        begun_at: Set(waiting.begun_at),
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
        pushed_by: row.pushed_by,
        begun_at: row.begun_at,
    }))
}

/// How many wait that are not over at a moment.
pub(crate) async fn count(
    db: &impl ConnectionTrait,
    of: Of<'_>,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let unseen = authorizations::Column::BegunAt.is_null();
    let theirs = match of {
        Of::Session(session) => authorizations::Column::Session.eq(session),
        Of::Client(client) => authorizations::Column::PushedBy.eq(client).and(unseen),
        Of::AnyClient => authorizations::Column::PushedBy.is_not_null().and(unseen),
    };
    let waiting = authorizations::Column::ExpiresAt.gt(now);
    let rows = authorizations::Entity::find().filter(theirs).filter(waiting);
    Ok(rows.count(db).await?)
}

/// Keeps that somebody came with one that was pushed, if nobody did; from then on it waits for them.
pub(crate) async fn begin(
    db: &impl ConnectionTrait,
    digest: &str,
    (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), StoreError> {
    authorizations::Entity::update_many()
        .set(authorizations::ActiveModel {
            begun_at: Set(Some(now)),
            expires_at: Set(expires_at),
            ..Default::default()
        })
        .filter(authorizations::Column::Digest.eq(digest))
        .filter(authorizations::Column::BegunAt.is_null())
        .exec(db)
        .await?;
    Ok(())
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

/// Removes at most so many of those that were over at a moment; says how many there were.
pub(crate) async fn forget(db: &Db, over: DateTime<Utc>, most: u64) -> Result<u64, StoreError> {
    let over = authorizations::Column::ExpiresAt.lte(over);
    forgetting::forget(db, ("authorizations", "digest"), over, most).await
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::super::append;
    use super::super::testing::Scratch;
    use super::*;

    fn moment(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn waiting(digest: &str, pushed_by: Option<&str>, session: Option<&str>) -> Waiting {
        Waiting {
            digest: digest.to_owned(),
            request: Value::Null,
            created_at: moment(0),
            expires_at: moment(60),
            session: session.map(str::to_owned),
            pushed_by: pushed_by.map(str::to_owned),
            begun_at: None,
        }
    }

    #[actix_web::test]
    async fn those_that_wait_are_counted_by_whose_they_are() {
        for scratch in Scratch::each().await {
            let db = append(&scratch.open().await).await.unwrap();
            for (digest, client, session) in [
                ("1", Some("a"), None),
                ("2", Some("a"), Some("x")),
                ("3", Some("b"), None),
                ("4", None, Some("x")),
            ] {
                insert(&db, waiting(digest, client, session)).await.unwrap();
            }
            for (of, most) in [(Of::Client("a"), 2), (Of::AnyClient, 3), (Of::Session("x"), 2)] {
                assert_eq!(count(&db, of, moment(59)).await.unwrap(), most, "{of:?}");
                assert_eq!(count(&db, of, moment(60)).await.unwrap(), 0, "{of:?}, once over");
            }
            begin(&db, "1", (moment(5), moment(605))).await.unwrap();
            assert_eq!(count(&db, Of::Client("a"), moment(59)).await.unwrap(), 1, "one is seen");
            assert_eq!(count(&db, Of::AnyClient, moment(59)).await.unwrap(), 2);
        }
    }

    #[actix_web::test]
    async fn somebody_comes_once_and_from_then_on_it_waits_for_them() {
        for scratch in Scratch::each().await {
            let db = append(&scratch.open().await).await.unwrap();
            insert(&db, waiting("1", Some("a"), None)).await.unwrap();
            begin(&db, "1", (moment(5), moment(605))).await.unwrap();
            begin(&db, "1", (moment(9), moment(609))).await.unwrap();
            let found = find(&db, "1").await.unwrap().unwrap();
            assert_eq!((found.begun_at, found.expires_at), (Some(moment(5)), moment(605)));
        }
    }
}
