//! A SQLite file: made for its owner alone, and opened so that a committed write is kept.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sea_orm::sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Connection as _, Error as SqlxError};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, DatabaseConnection, DbErr, RuntimeErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};

use super::{Db, StoreError, Use, WAIT};

/// How many connections; SQLite writes one at a time anyway.
const CONNECTIONS: u32 = 4;
/// How long a statement may take. Who waits for a lock hears so sooner; this is for a disk that
/// stalls.
const BOUND: Duration = Duration::from_secs(5);
/// How long to wait for another process that changes the shape, when nobody waits for an answer.
const FIRST: Duration = Duration::from_mins(1);
/// How long to try to open a file that another process is opening or closing.
const OPENING: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(20);
/// SQLite's code for a file that somebody else has locked.
const BUSY: u32 = 5;
/// SQLite's code for a file that it may not write.
const READ_ONLY: u32 = 8;

/// A file as it was when it was opened.
#[derive(Debug)]
pub(super) struct OpenedFile {
    path: PathBuf,
    device_and_inode: (u64, u64),
}

impl OpenedFile {
    fn of(path: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::File { file: path.display().to_string(), source };
        let found = path.metadata().map_err(failed)?;
        Ok(Self { path: path.to_owned(), device_and_inode: (found.dev(), found.ino()) })
    }

    /// Refuses a file that is gone, or another by now: SQLite would go on writing into one that
    /// nobody finds again.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        let file = || self.path.display().to_string();
        match self.path.metadata() {
            Ok(found) if (found.dev(), found.ino()) == self.device_and_inode => Ok(()),
            Ok(_) => Err(StoreError::OtherFile { file: file() }),
            Err(source) if source.kind() == ErrorKind::NotFound => {
                Err(StoreError::FileGone { file: file() })
            }
            Err(source) => Err(StoreError::File { file: file(), source }),
        }
    }
}

/// Connects to the file, which must be there, and must be writable.
pub(super) async fn connect(url: &str, file: &Path, purpose: Use) -> Result<Db, StoreError> {
    let opened = OpenedFile::of(file)?;
    let refused = |error: DbErr| if_read_only(error.into(), file);
    let pool = pool_when_free(url, purpose).await.map_err(refused)?;
    if purpose == Use::Requests {
        try_to_write(&pool).await.map_err(refused)?;
    }
    Ok(Db::new(pool, BOUND, Some(opened)))
}

/// A file that is read-only, or lies in a folder that is, opens all the same and fails later: a
/// table is made in it, and never committed.
async fn try_to_write(pool: &DatabaseConnection) -> Result<(), DbErr> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tried = async {
        let probe = pool.begin_with_options(immediate).await?;
        probe.execute_unprepared("CREATE TABLE probe (value INTEGER)").await?;
        probe.rollback().await
    };
    match tried.await {
        Err(error) if is_read_only(&error) => Err(error),
        // Whoever writes just now may.
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Says of a file that can only be read what it is; other errors stay as they are.
pub(super) fn if_read_only(error: StoreError, file: &Path) -> StoreError {
    match error {
        StoreError::Database(error) if is_read_only(&error) => {
            StoreError::ReadOnly { file: file.display().to_string() }
        }
        error => error,
    }
}

fn is_read_only(error: &DbErr) -> bool {
    has_code(error, READ_ONLY)
}

/// Whether SQLite gave this code; its upper bytes only say more about it.
fn has_code(error: &DbErr, wanted: u32) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let SqlxError::Database(error) = &**error else { return false };
    error.code().and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == wanted)
}

fn is_busy(error: &DbErr) -> bool {
    let DbErr::Conn(RuntimeErr::SqlxError(inner)) = error else { return false };
    matches!(**inner, SqlxError::PoolTimedOut) || has_code(error, BUSY)
}

/// The last connection of another process that closes, and the first that opens after a crash, lock
/// the file for a moment, and who opens it then is refused whatever the busy timeout.
async fn pool_when_free(url: &str, purpose: Use) -> Result<DatabaseConnection, DbErr> {
    let patience = if purpose == Use::Shape { FIRST } else { OPENING };
    let begun = Instant::now();
    loop {
        match pool(url, purpose).await {
            Err(error) if is_busy(&error) && begun.elapsed() < patience => {
                tokio::time::sleep(PAUSE).await;
            }
            done => return done,
        }
    }
}

async fn pool(url: &str, purpose: Use) -> Result<DatabaseConnection, DbErr> {
    let most = match purpose {
        Use::Requests | Use::Shape => CONNECTIONS,
        Use::Following | Use::Feeding => 1,
    };
    let wait = if purpose == Use::Shape { FIRST } else { WAIT };
    let mut options = ConnectOptions::new(url);
    options.max_connections(most).acquire_timeout(wait).sqlx_logging(false).map_sqlx_sqlite_opts(
        move |sqlite| {
            sqlite
                // It was made already, for its owner alone. If it is gone, a new one is no help.
                .create_if_missing(false)
                .journal_mode(SqliteJournalMode::Wal)
                // With WAL, NORMAL keeps the database whole in every crash; FULL also keeps the
                // last acknowledged write through a power cut, and that is what we promise.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(wait)
        },
    );
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_release(|connection, _| Box::pin(is_free(connection)))
    });
    sea_orm::Database::connect(options).await
}

/// Whether a connection that comes back stands in no transaction. After a full disk or an input
/// error SQLite rolls back by itself, and sqlx goes on counting the transaction as open: the next
/// one would be a savepoint within it, and its commit would be acknowledged and never kept.
async fn is_free(connection: &mut SqliteConnection) -> Result<bool, SqlxError> {
    // What was only told to be rolled back has been when this is answered.
    connection.ping().await?;
    let free = !connection.is_in_transaction();
    if !free {
        tracing::warn!("a connection was left in a transaction that failed; it is closed");
    }
    Ok(free)
}

/// Hashes and sealed keys are nobody else's to read, so folder and file are their owner's alone.
/// SQLite gives the files that it adds the mode of this one.
pub(super) fn make_file(file: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::File { file: file.display().to_string(), source };
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Err(source) if source.kind() != ErrorKind::AlreadyExists => Err(failed(source)),
        Ok(_) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::super::testing::Scratch;
    use super::*;

    #[actix_web::test]
    async fn a_file_that_another_process_opens_or_closes_is_waited_for() {
        let scratch = &Scratch::each().await[0];
        let file = scratch.database.file().unwrap();
        let url = format!("sqlite:{}", file.display());
        let holder = sea_orm::Database::connect(ConnectOptions::new(&url)).await.unwrap();
        for statement in ["PRAGMA locking_mode = EXCLUSIVE", "BEGIN IMMEDIATE", "COMMIT"] {
            holder.execute_unprepared(statement).await.unwrap();
        }
        let refused = pool(&url, Use::Following).await.unwrap_err();
        assert!(is_busy(&refused), "{refused:?}");
        let lets_go = async {
            tokio::time::sleep(OPENING / 2).await;
            holder.close().await.unwrap();
        };
        let (opened, ()) = tokio::join!(connect(&url, file, Use::Following), lets_go);
        assert!(opened.is_ok(), "{:?}", opened.err());
    }
}
