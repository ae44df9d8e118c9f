//! The store: SQLite (PostgreSQL from part 2 on) behind free functions; rows never leave it.
//!
//! Handlers open a [`write`] transaction, call functions of the modules below, and commit with
//! [`commit`], which takes the change number last. Reading happens in [`read`], one consistent
//! view.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait as _,
};
use sea_orm_migration::MigratorTrait as _;

use crate::config::Database;

pub(crate) mod applicaties;
pub(crate) mod audit;
pub(crate) mod changes;
pub(crate) mod clients;
pub(crate) mod credentials;
mod json;
pub(crate) mod keys;
mod rows;

/// How many connections; SQLite writes one at a time anyway.
const CONNECTIONS: u32 = 4;
/// How long a request waits for a connection or for another writer.
const WAIT: Duration = Duration::from_millis(500);

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database did not do what it was asked.
    #[error("database: {0}")]
    Database(#[from] DbErr),
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
}

/// Opens the database, and brings its shape up to date.
pub(crate) async fn open(database: &Database) -> Result<DatabaseConnection, StoreError> {
    database.file().map_or(Ok(()), make_file)?;
    let db = connect(database, CONNECTIONS).await?;
    migrations::Migrator::up(&db, None).await?;
    Ok(db)
}

/// Connects once more, for who must never wait behind writers.
pub(crate) async fn open_reader(database: &Database) -> Result<DatabaseConnection, StoreError> {
    connect(database, 1).await
}

async fn connect(database: &Database, most: u32) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(most).acquire_timeout(WAIT).sqlx_logging(false).map_sqlx_sqlite_opts(
        |sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // With WAL, NORMAL keeps the database whole in every crash; FULL also keeps the
                // last acknowledged write through a power cut, and that is what we promise.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(WAIT)
        },
    );
    Ok(sea_orm::Database::connect(options).await?)
}

/// Hashes and sealed keys are nobody else's to read, so folder and file are their owner's alone.
/// SQLite gives the files that it adds the mode of this one.
fn make_file(file: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::File { file: file.display().to_string(), source };
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Err(source) if source.kind() != ErrorKind::AlreadyExists => Err(failed(source)),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Begins a write. SQLite takes the write lock at once: a transaction that reads first and writes
/// later fails under load, whatever the busy timeout.
pub(crate) async fn write(db: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(db.begin_with_options(options).await?)
}

/// Begins a read: one consistent view until it is dropped.
pub(crate) async fn read(db: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions {
        isolation_level: None,
        sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        ..TransactionOptions::default()
    };
    Ok(db.begin_with_options(options).await?)
}
