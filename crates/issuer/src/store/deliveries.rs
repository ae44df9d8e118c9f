//! Messages of the outbox on their way: claimed by one issuer at a time, and then gone or due again.
//!
//! A claim moves the time at which a message is due to when the claim lapses: an issuer that died
//! leaves nothing to be cleared. What became of a message is written only by who still holds it.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, UpdateMany,
};
use serde_json::Value;
use uuid::Uuid;

use super::StoreError;
use super::outbox::{Target, promote};
use super::rows::outbox;

/// No older message on the same subject is there.
const OLDEST: &str = "NOT EXISTS (SELECT 1 FROM outbox AS older WHERE older.target = outbox.target \
                      AND older.subject = outbox.subject AND older.number < outbox.number)";

/// A message in the hands of this issuer.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) number: i64,
    pub(crate) subject: String,
    pub(crate) message: Value,
    /// How often it was tried before, in vain.
    pub(crate) attempts: i64,
}

/// Who claims, and when the claim lapses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lease {
    pub(crate) by: Uuid,
    pub(crate) from: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
}

/// Which messages to claim.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) target: Target<'a>,
    /// Those that this issuer has in hand already, whatever their claims say.
    pub(crate) but: &'a [i64],
    pub(crate) most: u64,
}

/// When the next message to this target is due.
pub(crate) async fn next_due(
    db: &impl ConnectionTrait,
    target: Target<'_>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let next = outbox::Entity::find()
        .filter(outbox::Column::DueAt.is_not_null())
        .filter(outbox::Column::Target.eq(target.as_str()))
        .order_by_asc(outbox::Column::DueAt);
    Ok(next.limit(1).one(db).await?.and_then(|next| next.due_at))
}

/// Whether a message to this target was tried in vain, and is still there.
pub(crate) async fn is_any_failing(
    db: &impl ConnectionTrait,
    target: Target<'_>,
) -> Result<bool, StoreError> {
    let failing = outbox::Entity::find()
        .filter(outbox::Column::DueAt.is_not_null())
        .filter(outbox::Column::Attempts.gt(0))
        .filter(outbox::Column::Target.eq(target.as_str()));
    Ok(failing.limit(1).one(db).await?.is_some())
}

/// Claims messages that are due, of each subject the oldest alone.
pub(crate) async fn claim(
    db: &impl ConnectionTrait,
    wanted: Wanted<'_>,
    lease: Lease,
) -> Result<Vec<Claimed>, StoreError> {
    let due = outbox::Entity::find()
        .filter(outbox::Column::DueAt.lte(lease.from))
        .filter(outbox::Column::Target.eq(wanted.target.as_str()))
        .filter(outbox::Column::Number.is_not_in(wanted.but.iter().copied()))
        .order_by_asc(outbox::Column::DueAt)
        .order_by_asc(outbox::Column::Number)
        .limit(wanted.most)
        .all(db)
        .await?;
    let mut claimed = Vec::with_capacity(due.len());
    for row in due {
        // Another issuer may have been faster.
        let taken = outbox::Entity::update_many()
            .col_expr(outbox::Column::DueAt, lease.until.into())
            .col_expr(outbox::Column::ClaimedBy, lease.by.into())
            .filter(outbox::Column::Number.eq(row.number))
            .filter(outbox::Column::DueAt.lte(lease.from))
            .filter(Expr::cust(OLDEST))
            .exec(db)
            .await?;
        if taken.rows_affected == 1 {
            let outbox::Model { number, subject, message, attempts, .. } = row;
            claimed.push(Claimed { number, subject, message, attempts });
        }
    }
    Ok(claimed)
}

/// It was delivered: it leaves, and the next on its subject is due.
pub(crate) async fn delivered(
    db: &impl ConnectionTrait,
    (target, claimed): (Target<'_>, &Claimed),
    lease: Lease,
) -> Result<(), StoreError> {
    let gone = outbox::Entity::delete_many()
        .filter(outbox::Column::Number.eq(claimed.number))
        .filter(outbox::Column::ClaimedBy.eq(lease.by))
        .exec(db)
        .await?;
    if gone.rows_affected == 1 {
        promote(db, target.as_str(), &claimed.subject, lease.from).await?;
    }
    Ok(())
}

/// It was not: it is due again later.
pub(crate) async fn failed(
    db: &impl ConnectionTrait,
    (claimed, why): (&Claimed, &str),
    by: Uuid,
    due_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let attempts = Expr::col(outbox::Column::Attempts).add(1);
    back(due_at)
        .col_expr(outbox::Column::Attempts, attempts)
        .col_expr(outbox::Column::LastError, why.into())
        .filter(outbox::Column::Number.eq(claimed.number))
        .filter(outbox::Column::ClaimedBy.eq(by))
        .exec(db)
        .await?;
    Ok(())
}

/// It was not tried: it is due as before.
pub(crate) async fn given_back(
    db: &impl ConnectionTrait,
    claimed: &Claimed,
    lease: Lease,
) -> Result<(), StoreError> {
    back(lease.from)
        .filter(outbox::Column::Number.eq(claimed.number))
        .filter(outbox::Column::ClaimedBy.eq(lease.by))
        .exec(db)
        .await?;
    Ok(())
}

/// All that this issuer holds is due again: it stops.
pub(crate) async fn all_given_back(
    db: &impl ConnectionTrait,
    lease: Lease,
) -> Result<(), StoreError> {
    back(lease.from).filter(outbox::Column::ClaimedBy.eq(lease.by)).exec(db).await?;
    Ok(())
}

/// What waits for its time is due now; what is on its way is not touched. Gives how many.
pub(crate) async fn hurry(
    db: &impl ConnectionTrait,
    target: Target<'_>,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let hurried = back(now)
        .filter(outbox::Column::Target.eq(target.as_str()))
        .filter(outbox::Column::ClaimedBy.is_null())
        .filter(outbox::Column::DueAt.gt(now))
        .exec(db)
        .await?;
    Ok(hurried.rows_affected)
}

/// In nobody's hands, and due then.
fn back(due_at: DateTime<Utc>) -> UpdateMany<outbox::Entity> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::DueAt, due_at.into())
        .col_expr(outbox::Column::ClaimedBy, Option::<Uuid>::None.into())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
