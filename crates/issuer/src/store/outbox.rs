//! The outbox: what others must be told of. A message is queued in the transaction of the deed that
//! it tells of, and leaves when it was delivered.
//!
//! Of the messages on one subject only the oldest has a time at which it is due. The others wait
//! behind it, and the next gets one when it leaves: so what is due is found by an index, however
//! many wait.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select, Set,
};
use serde_json::Value;

use super::rows::outbox;
use super::{StoreError, changes};

/// Who is told: messages to each kind of target are delivered in their own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    /// The Notificaties API.
    Notificaties,
    /// The Autorisaties API of an upstream, by `mirror/` and its name.
    Mirror(&'a str),
    /// The webhook.
    Webhook,
}

impl<'a> Target<'a> {
    pub(crate) const fn as_str(self) -> &'a str {
        match self {
            Self::Notificaties => "notificaties",
            Self::Mirror(target) => target,
            Self::Webhook => "webhook",
        }
    }
}

/// A message that is to be delivered. Those on one subject are delivered in the order of the deeds.
#[derive(Debug)]
pub(crate) struct NewMessage<'a> {
    pub(crate) target: Target<'a>,
    pub(crate) subject: String,
    pub(crate) message: Value,
}

/// Queues a message of a write. The `now` must be that of its commit.
pub(crate) async fn queue(
    db: &impl ConnectionTrait,
    new: NewMessage<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let before = last_of_subject(db, &new).await?;
    insert(db, new, (now, before.is_none().then_some(now))).await
}

/// Queues a message that says nothing but that its subject is to be looked at, due then: one that
/// nobody has in hand yet says the same.
pub(crate) async fn queue_once(
    db: &impl ConnectionTrait,
    new: NewMessage<'_>,
    (now, due_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), StoreError> {
    match last_of_subject(db, &new).await? {
        None => insert(db, new, (now, Some(due_at))).await,
        Some(last) if last.due_at.is_none() => Ok(()),
        Some(last) if last.claimed_by.is_some() => insert(db, new, (now, None)).await,
        Some(last) => {
            // One that waits for the gateways goes on waiting; one that was refused is tried now.
            let due_at = last.due_at.filter(|_| last.attempts == 0).max(Some(due_at));
            outbox::Entity::update_many()
                .col_expr(outbox::Column::DueAt, due_at.into())
                .filter(outbox::Column::Number.eq(last.number))
                .exec(db)
                .await?;
            Ok(())
        }
    }
}

/// The last message on the same subject. Locked, so that it cannot leave before the one behind it is
/// there to be seen.
async fn last_of_subject(
    db: &impl ConnectionTrait,
    new: &NewMessage<'_>,
) -> Result<Option<outbox::Model>, StoreError> {
    let last = of_subject(new.target.as_str(), &new.subject)
        .order_by_desc(outbox::Column::Number)
        .lock_exclusive();
    Ok(last.one(db).await?)
}

/// The number that the change will get, or the one behind what this write has queued already.
async fn next_number(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<i64, StoreError> {
    let upcoming = changes::to_column(changes::upcoming(db, now).await?);
    let last =
        outbox::Entity::find().order_by_desc(outbox::Column::Number).limit(1).one(db).await?;
    Ok(last.map_or(upcoming, |last| upcoming.max(last.number + 1)))
}

async fn insert(
    db: &impl ConnectionTrait,
    new: NewMessage<'_>,
    (now, due_at): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<(), StoreError> {
    let number = next_number(db, now).await?;
    let row = outbox::ActiveModel {
        number: Set(number),
        target: Set(new.target.as_str().to_owned()),
        subject: Set(new.subject),
        message: Set(new.message),
        created_at: Set(now),
        attempts: Set(0),
        due_at: Set(due_at),
        claimed_by: Set(None),
        last_error: Set(None),
    };
    row.insert(db).await?;
    Ok(())
}

/// The messages on one subject.
pub(super) fn of_subject(target: &str, subject: &str) -> Select<outbox::Entity> {
    outbox::Entity::find()
        .filter(outbox::Column::Target.eq(target))
        .filter(outbox::Column::Subject.eq(subject))
}

/// Makes the oldest message on a subject due, after another one has left.
pub(super) async fn promote(
    db: &impl ConnectionTrait,
    target: &str,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let oldest = of_subject(target, subject).order_by_asc(outbox::Column::Number).one(db).await?;
    let Some(oldest) = oldest.filter(|oldest| oldest.due_at.is_none()) else { return Ok(()) };
    outbox::Entity::update_many()
        .col_expr(outbox::Column::DueAt, now.into())
        .filter(outbox::Column::Number.eq(oldest.number))
        .filter(outbox::Column::DueAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}
