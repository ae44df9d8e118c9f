//! The time that a start is given: nobody waits for an answer yet, and others may start beside it.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Db, Read, StoreError, Write, read, write};

const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(100);

/// Begins a read, however busy the machine is.
pub(crate) async fn read_patiently(db: &Db) -> Result<Read, StoreError> {
    patiently(async || read(db).await).await
}

/// Begins a write, whoever writes at the same moment.
pub(crate) async fn write_patiently(db: &Db) -> Result<Write, StoreError> {
    patiently(async || write(db).await).await
}

async fn patiently<T>(begin: impl AsyncFn() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let begun = Instant::now();
    loop {
        match begin().await {
            Err(StoreError::Database(_)) if begun.elapsed() < PATIENCE => sleep(PAUSE).await,
            ended => return ended,
        }
    }
}
