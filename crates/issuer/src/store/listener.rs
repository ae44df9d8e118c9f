//! Word from other issuers that they wrote, where the database can carry it.
//!
//! It makes them quicker and nothing else: who hears nothing looks four times a second anyway.

use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::time::{sleep, timeout};
use tracing::warn;

use super::{StoreError, postgres};
use crate::config::{Database, Kind, Postgres};

/// After so long a silence a new connection is made: the old one may lead nowhere.
const SILENCE: Duration = Duration::from_mins(1);
/// How long to wait before the next attempt.
const PAUSE: Duration = Duration::from_secs(1);

/// Hears of commits.
#[derive(Debug)]
pub(crate) struct Listener {
    postgres: Postgres,
    open: Option<PgListener>,
}

impl Listener {
    /// A listener, where the database has such a thing.
    pub(crate) fn of(database: &Database) -> Option<Self> {
        match database.kind() {
            Kind::Sqlite { .. } => None,
            Kind::Postgres(postgres) => Some(Self { postgres: postgres.clone(), open: None }),
        }
    }

    /// Returns when somebody may have committed: when one said so, or when word may have been lost.
    pub(crate) async fn heard(&mut self) {
        let Some(open) = &mut self.open else {
            return self.connect().await;
        };
        match timeout(SILENCE, open.recv()).await {
            Ok(Ok(_)) => {}
            Ok(Err(_)) | Err(_) => self.open = None,
        }
    }

    async fn connect(&mut self) {
        let mut failing = false;
        while self.open.is_none() {
            match self.attempt().await {
                Ok(open) => self.open = Some(open),
                Err(error) => {
                    if !failing {
                        warn!(%error, "other issuers' changes are not heard of; they are looked for");
                    }
                    failing = true;
                    sleep(PAUSE).await;
                }
            }
        }
    }

    async fn attempt(&self) -> Result<PgListener, StoreError> {
        postgres::listen(&self.postgres).await
    }
}
