//! A PostgreSQL database: connections that give up in time, on both of their ends, and the
//! channel on which one issuer tells the others that it wrote.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use secrecy::ExposeSecret as _;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgListener, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, Error as SqlxError, Executor as _};
use tokio::time::timeout;

use super::{Db, StoreError, Use, WAIT, read};
use crate::config::Postgres;

/// How many connections serve requests.
const CONNECTIONS: u32 = 8;
/// How many serve the feeds: each of their reads is a short one.
const FEEDING: u32 = 2;
/// How long a statement may take, as its client sees it: a frozen server says nothing.
const BOUND: Duration = Duration::from_millis(900);
/// How long the first connection may take, when nobody waits for an answer yet.
const FIRST: Duration = Duration::from_secs(10);
/// The channel on which every commit that takes a number is told.
pub(super) const CHANNEL: &str = "zaakpoort_changes";

/// Connects, once for real: who starts hears at once what is wrong.
pub(super) async fn connect(postgres: &Postgres, purpose: Use) -> Result<Db, StoreError> {
    let options = options(postgres)?;
    let unreachable = |why: String| StoreError::Unreachable { at: address(&options), why };
    match timeout(FIRST, PgConnection::connect_with(&options)).await {
        Ok(Ok(first)) => drop(first.close().await),
        Ok(Err(error)) => return Err(unreachable(error.to_string())),
        Err(_) => return Err(unreachable(format!("no answer within {FIRST:?}"))),
    }
    let pool = DatabaseConnection::from(pool(options, purpose));
    Ok(Db::new(pool, BOUND, None))
}

/// What time it is at the server; none where the database is a file of this machine.
pub(crate) async fn time(db: &Db) -> Result<Option<DateTime<Utc>>, StoreError> {
    if db.pool.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    time_within(&read(db).await?).await
}

/// The same, within a transaction: what issuers compare with each other's, whatever their clocks say.
pub(crate) async fn time_within(
    db: &impl ConnectionTrait,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let asking = Statement::from_string(DbBackend::Postgres, "SELECT clock_timestamp() AS now");
    let row = db.query_one_raw(asking).await?;
    Ok(row.map(|row| row.try_get("", "now")).transpose()?)
}

/// Listens to what other issuers tell.
pub(super) async fn listen(postgres: &Postgres) -> Result<PgListener, StoreError> {
    let mut listener = PgListener::connect_with(&pool(options(postgres)?, Use::Following)).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

fn options(postgres: &Postgres) -> Result<PgConnectOptions, StoreError> {
    let options = postgres.options().map_err(StoreError::Url)?;
    let options = options.application_name("zaakpoort").disable_statement_logging();
    Ok(match postgres.password() {
        Some(source) => options.password(source.read()?.expose_secret()),
        None => options,
    })
}

/// What to say of where a connection goes: no password.
fn address(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or_default();
    match options.get_socket() {
        Some(socket) => format!("{database} at the socket in {}", socket.display()),
        None => format!("{database} at {}:{}", options.get_host(), options.get_port()),
    }
}

fn pool(options: PgConnectOptions, purpose: Use) -> PgPool {
    let (most, wait) = match purpose {
        Use::Requests => (CONNECTIONS, WAIT),
        Use::Following => (1, WAIT),
        Use::Feeding => (FEEDING, WAIT),
        Use::Shape => (1, FIRST),
    };
    let settings = settings(purpose);
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(wait)
        .after_connect(move |connection, _| {
            Box::pin(async move { connection.execute(settings).await.map(drop) })
        })
        // A connection whose server fell silent is dropped, not kept: its place goes to a new one.
        .after_release(|connection, _| {
            Box::pin(async move {
                let alive = timeout(BOUND, connection.ping()).await;
                alive.unwrap_or(Err(SqlxError::PoolTimedOut)).map(|()| true)
            })
        })
        .connect_lazy_with(options)
}

/// What the server itself holds each connection to, also when its client is gone. Told in a
/// statement, because poolers such as `PgBouncer` refuse the connection's own options.
fn settings(purpose: Use) -> &'static str {
    match purpose {
        Use::Requests | Use::Feeding => {
            "SET statement_timeout = '5s'; SET lock_timeout = '500ms'; \
             SET idle_in_transaction_session_timeout = '5s'"
        }
        Use::Following => {
            "SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'"
        }
        Use::Shape => {
            "SET statement_timeout = 0; SET lock_timeout = '60s'; SET client_min_messages = warning"
        }
    }
}
