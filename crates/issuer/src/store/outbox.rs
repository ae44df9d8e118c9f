//! The outbox: what others must be told of. A message is queued in the transaction of the deed that
//! it tells of, and leaves when it was delivered.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait as _, ConnectionTrait, Set};
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
    let row = outbox::ActiveModel {
        number: Set(number),
        target: Set(new.target.as_str().to_owned()),
        subject: Set(new.subject),
        message: Set(new.message),
        created_at: Set(now),
        attempts: Set(0),
        due_at: Set(now),
        claimed_until: Set(None),
        last_error: Set(None),
    };
    row.insert(db).await?;
    Ok(())
}
