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
pub(crate) enum Target {
    /// The Notificaties API.
    Notificaties,
}

impl Target {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Notificaties => "notificaties",
        }
    }
}

/// A message that is to be delivered. Those on one subject are delivered in the order of the deeds.
#[derive(Debug)]
pub(crate) struct NewMessage {
    pub(crate) target: Target,
    pub(crate) subject: String,
    pub(crate) message: Value,
}

/// Queues the one message of a write. The `now` must be that of its commit: the message has the
/// number that its change will get.
pub(crate) async fn queue(
    db: &impl ConnectionTrait,
    new: NewMessage,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let number = changes::to_column(changes::upcoming(db, now).await?);
    // Locked, so that it cannot leave before the one behind it is there to be seen.
    let before = of_subject(new.target.as_str(), &new.subject)
        .order_by_desc(outbox::Column::Number)
        .lock_exclusive()
        .one(db)
        .await?;
    let row = outbox::ActiveModel {
        number: Set(number),
        target: Set(new.target.as_str().to_owned()),
        subject: Set(new.subject),
        message: Set(new.message),
        created_at: Set(now),
        attempts: Set(0),
        due_at: Set(before.is_none().then_some(now)),
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
