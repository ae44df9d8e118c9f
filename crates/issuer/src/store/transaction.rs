//! Transactions that never hang: each statement is answered in time, or the caller hears that the
//! database does not answer.
//!
//! A [`Write`] has all writers after it wait: SQLite knows no other way, and on PostgreSQL it holds
//! the lock on the change counter's row from its first statement on. What it reads therefore stays
//! true until it commits, with however many issuers.

use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, IsolationLevel,
    QueryResult, RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait as _,
};
use sea_orm_migration::async_trait::async_trait;
use sqlx::Error as SqlxError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::sqlite::OpenedFile;
use super::{Db, StoreError, WAIT, changes};

/// How long a write waits for those before it in this process; then it may still find that another
/// program has the lock, and is to hear of both within a second.
const TURN: Duration = Duration::from_millis(400);
/// How long a statement may take that reads a whole table.
const LONG: Duration = Duration::from_mins(1);

/// A transaction, and how long each of its statements may take.
#[derive(Debug)]
pub(crate) struct Transaction<Kind> {
    inner: DatabaseTransaction,
    bound: Duration,
    file: Option<Arc<OpenedFile>>,
    kind: PhantomData<Kind>,
    /// Given back last.
    _turn: Option<OwnedSemaphorePermit>,
    _place: Option<OwnedSemaphorePermit>,
}

/// Who writes by the thousand if they are let. Of each kind only so many wait at once, so that no kind
/// keeps the others out, least of all administrators, who could end it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lane {
    /// Codes, tokens and assertions that clients use.
    Tokens,
    /// Requests that clients push, and who comes with one.
    Pushed,
    /// Tokens that clients give back.
    Revocations,
    /// Applications that register themselves.
    Registrations,
    /// What people who have signed in ask and answer. Logins are in no lane: each costs a password.
    Pages,
}

/// The places in each lane.
#[derive(Debug, Clone)]
pub(super) struct Lanes {
    tokens: Arc<Semaphore>,
    pushed: Arc<Semaphore>,
    revocations: Arc<Semaphore>,
    registrations: Arc<Semaphore>,
    pages: Arc<Semaphore>,
}

impl Lanes {
    pub(super) fn new() -> Self {
        let places = |many| Arc::new(Semaphore::new(many));
        Self {
            tokens: places(16),
            pushed: places(4),
            revocations: places(4),
            registrations: places(2),
            pages: places(4),
        }
    }

    async fn place(&self, lane: Lane) -> Result<OwnedSemaphorePermit, StoreError> {
        let places = match lane {
            Lane::Tokens => &self.tokens,
            Lane::Pushed => &self.pushed,
            Lane::Revocations => &self.revocations,
            Lane::Registrations => &self.registrations,
            Lane::Pages => &self.pages,
        };
        in_turn(places, TURN).await
    }
}

/// Marks a transaction that no other write runs beside.
#[derive(Debug)]
pub(crate) enum Alone {}
/// Marks a transaction that adds rows which nobody looks at before writing.
#[derive(Debug)]
pub(crate) enum Beside {}
/// Marks a transaction that sees one moment and writes nothing.
#[derive(Debug)]
pub(crate) enum Looking {}

/// A write, with all others waiting.
pub(crate) type Write = Transaction<Alone>;
/// A write beside others.
pub(crate) type Append = Transaction<Beside>;
/// One consistent view until it is dropped.
pub(crate) type Read = Transaction<Looking>;

/// Begins a write, once every other has ended. Whoever waits too long hears so.
pub(crate) async fn write(db: &Db) -> Result<Write, StoreError> {
    let turn = in_turn(&db.turns, TURN).await?;
    let write: Write = begin(db, writing(db), Some(turn)).await?;
    if write.get_database_backend() == DbBackend::Postgres {
        changes::lock(&write).await?;
    }
    Ok(write)
}

/// Begins a write of one of many.
pub(crate) async fn write_in(db: &Db, lane: Lane) -> Result<Write, StoreError> {
    let place = db.lanes.place(lane).await?;
    Ok(Write { _place: Some(place), ..write(db).await? })
}

/// Begins a write of rows that no other write depends on, such as lines of the audit log.
pub(crate) async fn append(db: &Db) -> Result<Append, StoreError> {
    let turn = match db.pool.get_database_backend() {
        DbBackend::Postgres => None,
        _ => Some(in_turn(&db.turns, TURN).await?),
    };
    begin(db, writing(db), turn).await
}

/// The same of one of many.
pub(crate) async fn append_in(db: &Db, lane: Lane) -> Result<Append, StoreError> {
    let place = db.lanes.place(lane).await?;
    Ok(Append { _place: Some(place), ..append(db).await? })
}

/// Writes by one statement, which needs no transaction: once it is answered, it is committed. It is
/// for rows that no other write depends on, and says how many there were.
pub(crate) async fn write_alone(
    db: &Db,
    lane: Lane,
    statement: Statement,
) -> Result<u64, StoreError> {
    let _place = db.lanes.place(lane).await?;
    let _turn = match db.pool.get_database_backend() {
        DbBackend::Postgres => None,
        _ => Some(in_turn(&db.turns, TURN).await?),
    };
    db.file.as_deref().map_or(Ok(()), OpenedFile::check)?;
    Ok(within(db.bound, db.pool.execute_raw(statement)).await?.rows_affected())
}

/// Begins a read: one consistent view until it is dropped.
pub(crate) async fn read(db: &Db) -> Result<Read, StoreError> {
    look(db, None).await
}

/// Begins a read of very many rows. Of these only some run at once, so that however many ask, there
/// are connections for who writes or reads a little.
pub(crate) async fn read_much(db: &Db) -> Result<Read, StoreError> {
    let permit = in_turn(&db.large, WAIT).await?;
    look(db, Some(permit)).await
}

async fn look(db: &Db, permit: Option<OwnedSemaphorePermit>) -> Result<Read, StoreError> {
    let looking = match db.pool.get_database_backend() {
        DbBackend::Postgres => TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead),
            access_mode: Some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        },
        _ => TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
            ..TransactionOptions::default()
        },
    };
    begin(db, looking, permit).await
}

/// On SQLite the write lock is taken at once: a transaction that reads first and writes later
/// fails under load, whatever the busy timeout.
fn writing(db: &Db) -> TransactionOptions {
    match db.pool.get_database_backend() {
        DbBackend::Postgres => TransactionOptions {
            isolation_level: Some(IsolationLevel::ReadCommitted),
            ..TransactionOptions::default()
        },
        _ => TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        },
    }
}

/// Waits for a turn. Those of one process queue here, and hold no connection while they do: SQLite
/// has whoever finds its lock taken ask again from time to time, and under load some would wait for
/// ever; on PostgreSQL those who wait for the lock would take every connection from who only reads.
async fn in_turn(
    turns: &Arc<Semaphore>,
    patience: Duration,
) -> Result<OwnedSemaphorePermit, StoreError> {
    match timeout(patience, Arc::clone(turns).acquire_owned()).await {
        Ok(Ok(turn)) => Ok(turn),
        // It is never closed.
        Ok(Err(_)) | Err(_) => Err(silent(patience).into()),
    }
}

async fn begin<Kind>(
    db: &Db,
    options: TransactionOptions,
    turn: Option<OwnedSemaphorePermit>,
) -> Result<Transaction<Kind>, StoreError> {
    let file = db.file.clone();
    // Before a new connection opens whatever lies at that place now.
    file.as_deref().map_or(Ok(()), OpenedFile::check)?;
    let inner = within(db.bound, db.pool.begin_with_options(options)).await?;
    Ok(Transaction { inner, bound: db.bound, file, kind: PhantomData, _turn: turn, _place: None })
}

/// What a statement answers in time.
async fn within<T>(
    bound: Duration,
    statement: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, DbErr> {
    timeout(bound, statement).await.unwrap_or_else(|_| Err(silent(bound)))
}

fn silent(bound: Duration) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(format!("no answer within {bound:?}")))
}

impl<Kind> Transaction<Kind> {
    /// With time for statements that read whole tables.
    pub(crate) fn patient(self) -> Self {
        Self { bound: LONG, ..self }
    }

    /// Commits. An error says whether nothing was written, or that nobody knows.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.file.as_deref().map_or(Ok(()), OpenedFile::check)?;
        match within(self.bound, self.inner.commit()).await {
            Ok(()) => Ok(()),
            Err(error) if says_no(&error) => Err(error.into()),
            Err(error) => Err(StoreError::OutcomeUnknown(error)),
        }
    }
}

/// Whether the database itself said that it did not commit. A lost connection says nothing, and a
/// server that goes down (class 57P) or breaks (58, XX) may have committed first.
fn says_no(error: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) =
        error
    else {
        return false;
    };
    let SqlxError::Database(error) = &**error else { return false };
    let code = error.code().unwrap_or_default();
    // SQLite's codes are numbers; the last byte of 10 is an input or output error.
    let broken = match code.parse::<u32>() {
        Ok(sqlite) if code.len() < 5 => sqlite & 0xff == 10,
        _ => ["57P", "58", "XX"].iter().any(|class| code.starts_with(class)),
    };
    !broken
}

#[async_trait]
impl<Kind: Sync> ConnectionTrait for Transaction<Kind> {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        within(self.bound, self.inner.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        within(self.bound, self.inner.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        within(self.bound, self.inner.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        within(self.bound, self.inner.query_all_raw(statement)).await
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
