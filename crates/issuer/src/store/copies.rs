//! Copies of a database, and the mark in one that was put back: it counts only once what has to follow a
//! restore is done, in the transaction that takes the mark away.

use std::path::Path;

use sea_orm::sqlx::Connection as _;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use sqlx::{ConnectOptions as _, Executor as _, Row as _};

use super::rows::audit;
use super::{Db, StoreError, Use, connect, shape};
use crate::config::{Database, Kind};

/// The table that is there in a copy, and in nothing else.
const MARK: &str = "restored_copy";
const MAKE_MARK: &str = "CREATE TABLE IF NOT EXISTS restored_copy (mark INTEGER)";

/// What stands where a copy is to be put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing of ours.
    Empty,
    /// A copy that was put there.
    Copy,
    /// A database in use.
    Taken,
}

/// Writes a copy of a SQLite database that may be in use, into an empty file. The copy is one
/// moment of it, with what stands in its log only, and bears the mark.
pub(crate) async fn write(db: &Db, to: &Path) -> Result<(), StoreError> {
    let quoted = to.display().to_string().replace('\'', "''");
    db.pool.execute_unprepared(&format!("VACUUM INTO '{quoted}'")).await?;
    mark_file(to).await
}

/// Looks whether a file is a whole SQLite database with an installation in it, and marks it.
pub(crate) async fn mark_file(file: &Path) -> Result<(), StoreError> {
    let damaged = |why: String| StoreError::NoCopy { file: file.display().to_string(), why };
    // One file, with nothing beside it that could be forgotten or found later.
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Delete)
        .disable_statement_logging();
    let looked = async {
        let mut copy = SqliteConnection::connect_with(&options).await?;
        let said: String = copy.fetch_one("PRAGMA integrity_check").await?.try_get(0)?;
        if said == "ok" {
            copy.execute("SELECT count(*) FROM change_counter").await?;
            copy.execute(MAKE_MARK).await?;
        }
        copy.close().await?;
        Ok::<_, sqlx::Error>(said)
    };
    match looked.await {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(damaged(said)),
        Err(error) => Err(damaged(error.to_string())),
    }
}

/// What stands at the place of a database.
pub(crate) async fn place(database: &Database) -> Result<Place, StoreError> {
    if database.file().is_some_and(|file| !file.exists()) {
        return Ok(Place::Empty);
    }
    let db = connect(database, Use::Shape).await?;
    if !shape::has_table(&db.pool, "audit").await? {
        return Ok(Place::Empty);
    }
    Ok(if has_mark(&db.pool).await? { Place::Copy } else { Place::Taken })
}

/// Marks a PostgreSQL database before a copy is put there: killed midway, it counts for nothing.
pub(crate) async fn mark(database: &Database) -> Result<(), StoreError> {
    let Kind::Postgres(_) = database.kind() else { return Ok(()) };
    let db = connect(database, Use::Shape).await?;
    db.pool.execute_unprepared(MAKE_MARK).await?;
    Ok(())
}

/// Whether a database is a copy that was put back, and nothing more.
pub(crate) async fn is_marked(database: &Database) -> Result<bool, StoreError> {
    if database.file().is_some_and(|file| !file.exists()) {
        return Ok(false);
    }
    let db = connect(database, Use::Shape).await?;
    has_mark(&db.pool).await
}

/// Takes the mark away.
pub(crate) async fn unmark(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    db.execute_unprepared(&format!("DROP TABLE IF EXISTS {MARK}")).await?;
    Ok(())
}

async fn has_mark(db: &DatabaseConnection) -> Result<bool, StoreError> {
    shape::has_table(db, MARK).await
}

/// Lines of the audit log as far as a copy has them.
pub(crate) mod audited {
    use std::collections::HashSet;

    use chrono::{DateTime, Utc};
    use sea_orm::{
        ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
        QuerySelect as _,
    };
    use uuid::Uuid;

    use super::super::AT_ONCE;
    use super::{StoreError, audit};

    /// When the last line was written.
    pub(crate) async fn last(
        db: &impl ConnectionTrait,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let last = audit::Entity::find().order_by_desc(audit::Column::At).limit(1).one(db).await?;
        Ok(last.map(|line| line.at))
    }

    /// Which of these lines are there.
    pub(crate) async fn known(
        db: &impl ConnectionTrait,
        ids: &[Uuid],
    ) -> Result<HashSet<Uuid>, StoreError> {
        let mut known = HashSet::new();
        for some in ids.chunks(AT_ONCE) {
            let these = audit::Column::Id.is_in(some.iter().copied());
            known.extend(
                audit::Entity::find().filter(these).all(db).await?.iter().map(|one| one.id),
            );
        }
        Ok(known)
    }
}
