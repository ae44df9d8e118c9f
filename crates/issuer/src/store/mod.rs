//! The store: SQLite or PostgreSQL behind free functions; rows never leave it.
//!
//! Handlers open a [`write`] transaction, call functions of the modules below, and commit with
//! [`changes::commit`], which gives the change its number. Reading happens in [`read`], one
//! consistent view.

use std::sync::Arc;
use std::time::Duration;

use edge::config::SecretError;
use sea_orm::{DatabaseConnection, DbBackend, DbErr};
use tokio::sync::Semaphore;

use crate::config::{Database, Kind};

pub(crate) mod access_tokens;
pub(crate) mod accesses;
pub(crate) mod api_tokens;
pub(crate) mod apis;
pub(crate) mod applicatie_records;
pub(crate) mod applicaties;
pub(crate) mod assertion_keys;
pub(crate) mod audit;
pub(crate) mod audit_records;
pub(crate) mod authorizations;
mod autorisaties;
pub(crate) mod backlogs;
pub(crate) mod bindings;
pub(crate) mod changes;
pub(crate) mod client_ids;
pub(crate) mod client_records;
pub(crate) mod clients;
pub(crate) mod codes;
pub(crate) mod consents;
pub(crate) mod copies;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
pub(crate) mod counted;
pub(crate) mod credential_records;
pub(crate) mod credentials;
pub(crate) mod deliveries;
pub(crate) mod ending;
mod forgetting;
pub(crate) mod grants;
pub(crate) mod held_back;
mod json;
pub(crate) mod key_lives;
pub(crate) mod keys;
mod listener;
pub(crate) mod mirrored;
pub(crate) mod outbox;
pub(crate) mod outbox_records;
mod patience;
mod postgres;
pub(crate) mod refresh_tokens;
pub(crate) mod registration_tokens;
pub(crate) mod revocations;
mod rows;
pub(crate) mod sessions;
mod shape;
pub(crate) mod shown;
mod sqlite;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
pub(crate) mod testing;
mod transaction;
pub(crate) mod upstream_keys;
pub(crate) mod used_assertions;
pub(crate) mod users;
pub(crate) mod uses;
pub(crate) mod warnings;
pub(crate) mod wholes;
pub(crate) mod zgw_keys;

pub(crate) use listener::Listener;
pub(crate) use patience::{read_patiently, write_patiently};
pub(crate) use postgres::{time, time_within};
use sqlite::OpenedFile;
use transaction::Lanes;
pub(crate) use transaction::{
    Append, Lane, Read, Write, append, append_in, read, read_much, write, write_alone, write_in,
};

/// How long a request waits for a connection or for another writer.
const WAIT: Duration = Duration::from_millis(500);

/// How many may read much at once.
const LARGE: usize = 2;

/// How many rows one statement names or adds: databases bound its values, and we its time.
const AT_ONCE: usize = 200;

/// An open database.
#[derive(Debug, Clone)]
pub(crate) struct Db {
    pool: DatabaseConnection,
    /// How long one statement may take.
    bound: Duration,
    /// Where it is kept, if that is a file.
    file: Option<Arc<OpenedFile>>,
    /// Whose turn it is to write, among those of this process: only one may at a time, and the
    /// others hold no connection while they wait.
    turns: Arc<Semaphore>,
    /// Before that, those of whom there may be many.
    lanes: Lanes,
    /// How many more may read much: they leave connections to the others.
    large: Arc<Semaphore>,
}

impl Db {
    fn new(pool: DatabaseConnection, bound: Duration, file: Option<OpenedFile>) -> Self {
        let [turns, large] = [1, LARGE].map(|many| Arc::new(Semaphore::new(many)));
        Self { pool, bound, file: file.map(Arc::new), turns, lanes: Lanes::new(), large }
    }

    /// How much it is used now.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub(crate) fn load(&self) -> DbLoad {
        let (open, idle) = if self.pool.get_database_backend() == DbBackend::Postgres {
            let pool = self.pool.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        } else {
            let pool = self.pool.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle())
        };
        let is_writing = self.turns.available_permits() == 0;
        DbLoad { open: f64::from(open), idle: idle as f64, is_writing }
    }
}

/// How much a database is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DbLoad {
    pub(crate) open: f64,
    pub(crate) idle: f64,
    /// Whether somebody of this process writes.
    pub(crate) is_writing: bool,
}

/// What connections are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Requests, whose callers wait.
    Requests,
    /// The follower of the change log, which must never wait behind writers.
    Following,
    /// The feeds of the gateways, which must not either.
    Feeding,
    /// Bringing the shape up to date.
    Shape,
}

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database did not do what it was asked.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// The commit was not answered: the write is there, or it is not.
    #[error("the database did not say whether it committed: {0}")]
    OutcomeUnknown(#[source] DbErr),
    /// A row does not say what our own code wrote.
    #[error("table {table}, row {row}: {what}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's key.
        row: String,
        /// What cannot be understood.
        what: &'static str,
    },
    /// The database's file or folder cannot be made.
    #[error("cannot make the database file {file}: {source}")]
    File {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// The database's file is not where it was opened.
    #[error(
        "the database file {file} is gone; put this very file back, or restore a backup and start \
         zaakpoort again"
    )]
    FileGone {
        /// The file.
        file: String,
    },
    /// The database's file was replaced while it was open.
    #[error(
        "the database file {file} is another than the one that was opened; start zaakpoort again \
         to go on with it"
    )]
    OtherFile {
        /// The file.
        file: String,
    },
    /// The database's file, or the folder that it is in, can only be read.
    #[error(
        "the database file {file} cannot be written; make the file and its folder writable for the \
         user that zaakpoort runs as"
    )]
    ReadOnly {
        /// The file.
        file: String,
    },
    /// A file is no whole copy of a database of ours.
    #[error("{file} is damaged, or no backup of zaakpoort: {why}; take another backup")]
    NoCopy {
        /// The file.
        file: String,
        /// What is amiss.
        why: String,
    },
    /// The database was put back from a copy, and nothing more.
    #[error(
        "this database was put back from a backup, and what was withdrawn since then would count again; \
         run `zaakpoort restore --audit FILE` first, with what `zaakpoort audit export` wrote since then"
    )]
    Unfinished,
    /// There is no PostgreSQL that lets us in.
    #[error(
        "cannot connect to {at}: {why}; is PostgreSQL running there, and are the user, \
         issuer.database_password and sslmode right?"
    )]
    Unreachable {
        /// Where that would be.
        at: String,
        /// What was heard.
        why: String,
    },
    /// The URL was accepted once, and is not now.
    #[error("{0}")]
    Url(String),
    /// The password cannot be read.
    #[error("issuer.database_password: {0}")]
    Password(#[from] SecretError),
    /// The database's shape is ahead of this version.
    #[error(
        "the database was brought up to date by a newer zaakpoort; run that version, or one after it"
    )]
    Newer,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into())))
    }
}

/// Opens the database, whose shape must be up to date, to serve requests from.
pub(crate) async fn open(database: &Database) -> Result<Db, StoreError> {
    connect(database, Use::Requests).await
}

/// Connects once more, for who must never wait behind writers.
pub(crate) async fn open_reader(database: &Database) -> Result<Db, StoreError> {
    connect(database, Use::Following).await
}

/// Connects once more, to tell the gateways what changed.
pub(crate) async fn open_feeder(database: &Database) -> Result<Db, StoreError> {
    connect(database, Use::Feeding).await
}

/// Brings the database's shape up to date, and says what was applied.
pub(crate) async fn migrate(database: &Database) -> Result<Vec<String>, StoreError> {
    database.file().map_or(Ok(()), sqlite::make_file)?;
    let db = connect(database, Use::Shape).await?;
    shape::bring_up_to_date(&db.pool).await.map_err(|error| match database.file() {
        Some(file) => sqlite::if_read_only(error, file),
        None => error,
    })
}

/// The names of what a database's shape lacks yet.
pub(crate) async fn lacking(database: &Database) -> Result<Vec<String>, StoreError> {
    shape::missing(&connect(database, Use::Shape).await?.pool).await
}

/// Whether an installation was founded in this database, which need not be there.
pub(crate) async fn is_founded(database: &Database) -> Result<bool, StoreError> {
    if database.file().is_some_and(|file| !file.exists()) {
        return Ok(false);
    }
    let db = connect(database, Use::Shape).await?;
    Ok(shape::has_table(&db.pool, keys::OWN).await? && keys::has_own(&db.pool).await?)
}

async fn connect(database: &Database, purpose: Use) -> Result<Db, StoreError> {
    match database.kind() {
        Kind::Sqlite { url, file } => sqlite::connect(url, file, purpose).await,
        Kind::Postgres(postgres) => postgres::connect(postgres, purpose).await,
    }
}
