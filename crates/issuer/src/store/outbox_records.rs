//! Messages of the outbox as an administrator sees them, hurries them, and gives them up.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use serde_json::Value;

use super::StoreError;
use super::outbox::{Target, of_subject, promote};
use super::rows::outbox;

/// How a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is next on its subject, and was not tried in vain.
    Queued,
    /// It is next on its subject, and was tried in vain.
    Failing,
    /// It is behind another one on its subject.
    Waiting,
}

impl Standing {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Failing => "failing",
            Self::Waiting => "waiting",
        }
    }
}

/// What is kept of a message.
#[derive(Debug)]
pub(crate) struct MessageRecord {
    pub(crate) number: i64,
    pub(crate) subject: String,
    pub(crate) message: Value,
    pub(crate) standing: Standing,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) attempts: i64,
    pub(crate) due_at: Option<DateTime<Utc>>,
    pub(crate) last_error: Option<String>,
    /// An issuer is delivering it, until `due_at` at the latest.
    pub(crate) is_claimed: bool,
}

/// Which messages are looked for.
#[derive(Debug)]
pub(crate) struct MessageFilter {
    pub(crate) standing: Option<Standing>,
    pub(crate) subject: Option<String>,
}

/// At most `limit` of those to a target that are looked for, oldest first, from behind a number.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    (target, filter): (Target<'_>, &MessageFilter),
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<MessageRecord>, StoreError> {
    let (due_at, attempts) = (outbox::Column::DueAt, outbox::Column::Attempts);
    let mut found = outbox::Entity::find()
        .filter(outbox::Column::Target.eq(target.as_str()))
        .order_by_asc(outbox::Column::Number);
    found = match filter.standing {
        None => found,
        Some(Standing::Waiting) => found.filter(due_at.is_null()),
        Some(Standing::Queued) => found.filter(due_at.is_not_null()).filter(attempts.eq(0)),
        Some(Standing::Failing) => found.filter(due_at.is_not_null()).filter(attempts.gt(0)),
    };
    if let Some(subject) = &filter.subject {
        found = found.filter(outbox::Column::Subject.eq(subject));
    }
    if let Some(after) = after {
        found = found.filter(outbox::Column::Number.gt(after));
    }
    let rows = found.limit(limit).all(db).await?;
    Ok(rows.into_iter().map(record).collect())
}

/// How many messages wait, and how many of them were tried in vain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) waiting: u64,
    pub(crate) failing: u64,
}

/// Counts those to a target, each subject once.
pub(crate) async fn count(
    db: &impl ConnectionTrait,
    target: Target<'_>,
) -> Result<Counted, StoreError> {
    let first = outbox::Entity::find()
        .filter(outbox::Column::Target.eq(target.as_str()))
        .filter(outbox::Column::DueAt.is_not_null());
    let failing = first.clone().filter(outbox::Column::Attempts.gt(0)).count(db).await?;
    Ok(Counted { waiting: first.count(db).await?, failing })
}

/// One, with those on its subject locked against whoever delivers them.
pub(crate) async fn find_locked(
    db: &impl ConnectionTrait,
    target: Target<'_>,
    number: i64,
) -> Result<Option<MessageRecord>, StoreError> {
    let row = outbox::Entity::find_by_id(number)
        .filter(outbox::Column::Target.eq(target.as_str()))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let all = of_subject(&row.target, &row.subject)
        .order_by_asc(outbox::Column::Number)
        .lock_exclusive()
        .all(db)
        .await?;
    Ok(all.into_iter().find(|row| row.number == number).map(record))
}

/// Takes one out; the next on its subject is due.
pub(crate) async fn drop_locked(
    db: &impl ConnectionTrait,
    (target, record): (Target<'_>, &MessageRecord),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    outbox::Entity::delete_by_id(record.number).exec(db).await?;
    promote(db, target.as_str(), &record.subject, now).await
}

/// The next one on a subject is due now, unless it is being delivered. Gives how many that are.
pub(crate) async fn hurry(
    db: &impl ConnectionTrait,
    (target, subject): (Target<'_>, &str),
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let hurried = outbox::Entity::update_many()
        .col_expr(outbox::Column::DueAt, now.into())
        .filter(outbox::Column::Target.eq(target.as_str()))
        .filter(outbox::Column::Subject.eq(subject))
        .filter(outbox::Column::ClaimedBy.is_null())
        .filter(outbox::Column::DueAt.is_not_null())
        .exec(db)
        .await?;
    Ok(hurried.rows_affected)
}

fn record(row: outbox::Model) -> MessageRecord {
    let standing = match (row.due_at, row.attempts) {
        (None, _) => Standing::Waiting,
        (Some(_), 0) => Standing::Queued,
        (Some(_), _) => Standing::Failing,
    };
    MessageRecord {
        number: row.number,
        subject: row.subject,
        message: row.message,
        standing,
        created_at: row.created_at,
        attempts: row.attempts,
        due_at: row.due_at,
        last_error: row.last_error,
        is_claimed: row.claimed_by.is_some(),
    }
}
