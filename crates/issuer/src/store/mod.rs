//! The store: SQLite (PostgreSQL from part 2 on) behind free functions; rows never leave it.
//!
//! Handlers open a [`write`] transaction, call functions of the modules below, and commit with
//! [`commit`], which takes the change number last. Reading happens in [`read`], one consistent
//! view.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
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
    /// The folder of the database cannot be made.
    #[error("cannot make the folder {folder} for the database: {source}")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        source: std::io::Error,
    },
}

/// Opens the database, and brings its shape up to date.
pub(crate) async fn open(database: &Database) -> Result<DatabaseConnection, StoreError> {
    database.file().map_or(Ok(()), make_folder)?;
    let mut options = ConnectOptions::new(database.url());
    options
        .max_connections(CONNECTIONS)
        .acquire_timeout(WAIT)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // With WAL, NORMAL keeps the database whole in every crash; FULL also keeps the
                // last acknowledged write through a power cut, and that is what we promise.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(WAIT)
        });
    let db = sea_orm::Database::connect(options).await?;
    migrations::Migrator::up(&db, None).await?;
    Ok(db)
}

/// Hashes and sealed keys are nobody else's to read, so the folder is its owner's alone.
fn make_folder(file: &Path) -> Result<(), StoreError> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|source| StoreError::Folder { folder: folder.display().to_string(), source })
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
