//! Brings the database's shape up to date: once, however many issuers start at the same moment.

use migrations::Migrator;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait as _,
};
use sea_orm_migration::{MigratorTrait as _, SchemaManager};

use super::StoreError;

/// Under which number PostgreSQL keeps the lock: the first letters of our name.
const LOCK: &str = "SELECT pg_advisory_xact_lock(8241990000)";

/// Applies what is missing, and says what that was. Where nothing is missing nothing is written,
/// so that an issuer may run as a user who cannot change tables.
pub(super) async fn bring_up_to_date(db: &DatabaseConnection) -> Result<Vec<String>, StoreError> {
    if missing(db).await?.is_empty() {
        return Ok(Vec::new());
    }
    let alone = db.begin_with_options(alone()).await?;
    if db.get_database_backend() == DbBackend::Postgres {
        alone.execute_unprepared(LOCK).await?;
    }
    // Another process may have been faster.
    let missing = missing(&alone).await?;
    if !missing.is_empty() {
        Migrator::up(&alone, None).await?;
    }
    alone.commit().await?;
    Ok(missing)
}

/// SQLite takes its lock at once.
fn alone() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

/// Whether a table is there.
pub(super) async fn has_table(db: &DatabaseConnection, name: &str) -> Result<bool, StoreError> {
    Ok(SchemaManager::new(db).has_table(name).await?)
}

/// The names of what must be applied yet.
pub(super) async fn missing(db: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    match Migrator::get_pending_migrations_read_only(db).await {
        Ok(pending) => Ok(pending.iter().map(|one| one.name().to_owned()).collect()),
        // The library's only word of its own: something was applied that it does not know.
        Err(DbErr::Custom(_)) => Err(StoreError::Newer),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
