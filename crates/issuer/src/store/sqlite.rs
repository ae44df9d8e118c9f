//! A SQLite file: made for its owner alone, and opened so that a committed write is kept.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::Duration;

use sea_orm::ConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use super::{Db, StoreError, Use, WAIT};

/// How many connections; SQLite writes one at a time anyway.
const CONNECTIONS: u32 = 4;
/// How long a statement may take. Who waits for a lock hears so sooner; this is for a disk that
/// stalls.
const BOUND: Duration = Duration::from_secs(5);

/// How long to wait for another process that changes the shape, when nobody waits for an answer.
const FIRST: Duration = Duration::from_mins(1);

/// Connects to the file, which must be there.
pub(super) async fn connect(url: &str, purpose: Use) -> Result<Db, StoreError> {
    let most = match purpose {
        Use::Requests | Use::Shape => CONNECTIONS,
        Use::Following => 1,
    };
    let wait = if purpose == Use::Shape { FIRST } else { WAIT };
    let mut options = ConnectOptions::new(url);
    options.max_connections(most).acquire_timeout(wait).sqlx_logging(false).map_sqlx_sqlite_opts(
        move |sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // With WAL, NORMAL keeps the database whole in every crash; FULL also keeps the
                // last acknowledged write through a power cut, and that is what we promise.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(wait)
        },
    );
    Ok(Db { pool: sea_orm::Database::connect(options).await?, bound: BOUND })
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
