//! The change log: every write that a gateway or another issuer must hear of gets a number.
//!
//! The number is taken under the lock of a one-row counter, which a [`Write`] holds until it has
//! ended: a sequence would let 5 become visible before 4, and a reader would miss 4 for ever. It is
//! max(last + 1, microseconds since 1970), so that numbers keep rising through a restore of an
//! older database; `prev` shows a reader that a stretch was lost.

use autorisaties::{ApplicatieId, ClientId};
use chrono::{DateTime, Utc};
use edge::feed::{ChangeNumber, Revocable};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use tokens::KeyId;
use uuid::Uuid;

use super::rows::{change_counter, changes};
use super::{AT_ONCE, StoreError, Write, postgres};

const COUNTER: i64 = 1;

/// What changed. Its content is read from its own table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    Applicatie(ApplicatieId),
    Client(ClientId),
    Key(KeyId),
    Revocation(Revocable),
}

/// One row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Logged {
    pub(crate) number: ChangeNumber,
    pub(crate) prev: ChangeNumber,
    pub(crate) subject: Subject,
}

/// Commits a write with its rows in the log, in the order given, and says the last number.
pub(crate) async fn commit(
    write: Write,
    subjects: &[Subject],
    now: DateTime<Utc>,
) -> Result<ChangeNumber, StoreError> {
    let mut last = to_column(present(&write).await?);
    for some in subjects.chunks(AT_ONCE) {
        let next = |subject| {
            let prev = last;
            last = following(prev, now);
            row(subject, last, prev, now)
        };
        let rows: Vec<changes::ActiveModel> = some.iter().map(next).collect();
        changes::Entity::insert_many(rows).exec_without_returning(&write).await?;
    }
    advance_counter(&write, last).await?;
    if write.get_database_backend() == DbBackend::Postgres {
        // Told to the others when, and only when, it commits.
        write.execute_unprepared(&format!("NOTIFY {}", postgres::CHANNEL)).await?;
    }
    write.commit().await?;
    Ok(from_column(last))
}

/// The present number.
pub(crate) async fn present(db: &impl ConnectionTrait) -> Result<ChangeNumber, StoreError> {
    let counter = change_counter::Entity::find_by_id(COUNTER).one(db).await?;
    Ok(from_column(counter.map_or(0, |counter| counter.last)))
}

/// The number that the first subject of this write will get: a write may store it with what it
/// changes, so that nothing judged by an earlier state counts any more. The `now` must be that of
/// the commit; no other write comes between.
pub(crate) async fn upcoming(
    write: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<ChangeNumber, StoreError> {
    Ok(from_column(following(to_column(present(write).await?), now)))
}

/// The rows after a number, oldest first, at most `limit`.
pub(crate) async fn after(
    db: &impl ConnectionTrait,
    number: ChangeNumber,
    limit: u64,
) -> Result<Vec<Logged>, StoreError> {
    let rows = changes::Entity::find()
        .filter(changes::Column::Number.gt(to_column(number)))
        .order_by_asc(changes::Column::Number)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Logged::try_from).collect()
}

/// Whether the log holds this number; only then may a reader resume from it.
pub(crate) async fn holds(
    db: &impl ConnectionTrait,
    number: ChangeNumber,
) -> Result<bool, StoreError> {
    Ok(changes::Entity::find_by_id(to_column(number)).one(db).await?.is_some())
}

/// Waits until no other write runs, on PostgreSQL. Locked until the end of the transaction.
pub(super) async fn lock(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    change_counter::Entity::find_by_id(COUNTER).lock_exclusive().one(db).await?;
    Ok(())
}

/// Empties the log, as a restore of another database would.
#[cfg(test)]
pub(crate) async fn forget(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    changes::Entity::delete_many().exec(db).await?;
    Ok(())
}

async fn advance_counter(db: &impl ConnectionTrait, last: i64) -> Result<(), StoreError> {
    change_counter::ActiveModel { id: Set(COUNTER), last: Set(last) }.update(db).await?;
    Ok(())
}

fn following(last: i64, now: DateTime<Utc>) -> i64 {
    (last + 1).max(now.timestamp_micros())
}

fn row(subject: &Subject, number: i64, prev: i64, now: DateTime<Utc>) -> changes::ActiveModel {
    let (kind, key) = match subject {
        Subject::Applicatie(id) => ("applicatie", id.to_string()),
        Subject::Client(id) => ("client", id.to_string()),
        Subject::Key(kid) => ("key", kid.to_string()),
        Subject::Revocation(of) => ("revocation", of.to_string()),
    };
    changes::ActiveModel {
        number: Set(number),
        prev: Set(prev),
        kind: Set(kind.to_owned()),
        key: Set(key),
        at: Set(now),
    }
}

impl TryFrom<changes::Model> for Logged {
    type Error = StoreError;

    fn try_from(row: changes::Model) -> Result<Self, StoreError> {
        let corrupt =
            |what| StoreError::Corrupt { table: "changes", row: row.number.to_string(), what };
        let subject = match row.kind.as_str() {
            "applicatie" => Uuid::parse_str(&row.key)
                .map(|id| Subject::Applicatie(ApplicatieId::new(id)))
                .map_err(|_| corrupt("its key is no uuid"))?,
            "client" => ClientId::parse(&row.key)
                .map(Subject::Client)
                .map_err(|_| corrupt("its key is no client id"))?,
            "key" => Subject::Key(KeyId::new(row.key.clone())),
            "revocation" => Revocable::read(&row.key)
                .map(Subject::Revocation)
                .ok_or_else(|| corrupt("its key is nothing that is revoked"))?,
            _ => return Err(corrupt("a kind that this version does not know")),
        };
        let (number, prev) = (from_column(row.number), from_column(row.prev));
        Ok(Self { number, prev, subject })
    }
}

/// Numbers are positive and below 2^63 (microseconds until the year 294,000).
pub(super) fn to_column(number: ChangeNumber) -> i64 {
    i64::try_from(number.get()).unwrap_or(i64::MAX)
}

pub(super) fn from_column(number: i64) -> ChangeNumber {
    ChangeNumber::new(u64::try_from(number).unwrap_or(0))
}
