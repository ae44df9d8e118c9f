//! When credentials were last used. Nothing depends on it, so it is written beside every other write,
//! takes no number in the change log, and never takes back what another issuer wrote.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{LockBehavior, LockType, Query, SelectStatement};
use sea_orm::{ColumnTrait as _, Condition, ConnectionTrait as _, DbBackend};

use super::rows::credentials::{Column, Entity};
use super::{AT_ONCE, Db, Lane, StoreError, write_alone};
use crate::model::{ApiToken, ZgwKey};

/// Which credentials somebody may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Among {
    /// Whichever it saw itself.
    All,
    /// What gateways judge by themselves: API tokens, and the keys of ZGW JWTs.
    JudgedByGateways,
}

/// Credentials that were last used at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Used<'a> {
    pub(crate) ids: &'a [&'a str],
    pub(crate) at: DateTime<Utc>,
}

/// What became of it.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// How many rows were written.
    pub(crate) rows: u64,
    /// Those that somebody else was writing, of whom it is still to be said.
    pub(crate) busy: Vec<String>,
}

/// Writes it where nothing newer stands. It waits for nobody: two who write many rows in different
/// orders would wait for each other.
pub(crate) async fn note(db: &Db, used: Used<'_>, among: Among) -> Result<Noted, StoreError> {
    let mut noted = Noted::default();
    for ids in used.ids.chunks(AT_ONCE) {
        let used = Used { ids, ..used };
        let rows = write(db, used, among).await?;
        noted.rows += rows;
        if usize::try_from(rows).is_ok_and(|rows| rows < ids.len()) {
            noted.busy.extend(older(db, used, among).await?);
        }
    }
    Ok(noted)
}

async fn write(db: &Db, used: Used<'_>, among: Among) -> Result<u64, StoreError> {
    let backend = db.pool.get_database_backend();
    let mut update = Query::update();
    update.table(Entity).value(Column::LastUsedAt, used.at);
    if backend == DbBackend::Postgres {
        let mut free = these(used, among);
        free.lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked);
        update.and_where(Column::Id.in_subquery(free));
    } else {
        update.cond_where(which(used, among));
    }
    write_alone(db, Lane::Tokens, backend.build(&update)).await
}

/// Those of which something older is said still.
async fn older(db: &Db, used: Used<'_>, among: Among) -> Result<Vec<String>, StoreError> {
    let read = super::read(db).await?;
    let rows =
        read.query_all_raw(db.pool.get_database_backend().build(&these(used, among))).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

fn these(used: Used<'_>, among: Among) -> SelectStatement {
    Query::select().column(Column::Id).from(Entity).cond_where(which(used, among)).to_owned()
}

fn which(used: Used<'_>, among: Among) -> Condition {
    let older =
        Condition::any().add(Column::LastUsedAt.is_null()).add(Column::LastUsedAt.lt(used.at));
    let named = Condition::all().add(Column::Id.is_in(used.ids.iter().copied())).add(older);
    match among {
        Among::All => named,
        Among::JudgedByGateways => named.add(Column::Kind.is_in([ApiToken::KIND, ZgwKey::KIND])),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
