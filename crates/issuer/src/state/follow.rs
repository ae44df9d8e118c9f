//! Follows the change log, so that every issuer answers from a state that is at most a second old.
//!
//! Nobody is answered from a state that was not confirmed within [`FRESH`]: who comes later reads
//! the log first, and if that fails, hears that the issuer cannot answer now.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use edge::feed::ChangeNumber;
use edge::stop::StopSignal;
use sea_orm::DatabaseConnection;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tracing::{error, warn};

use super::{LoadError, State, load};
use crate::sealing::SealingKeys;
use crate::store;

/// How old a confirmed state may be to answer from.
const FRESH: Duration = Duration::from_secs(1);
/// How often the log is looked at when nobody asks.
const POLL: Duration = Duration::from_millis(250);
/// How long a look may take.
const PATIENCE: Duration = Duration::from_millis(900);

/// The state could not be confirmed: the database does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the database does not answer")]
pub(crate) struct Stale;

/// Keeps the state.
#[derive(Debug)]
pub(crate) struct Follower {
    db: DatabaseConnection,
    seals: Arc<SealingKeys>,
    state: ArcSwap<State>,
    confirmed: Mutex<Instant>,
    number: watch::Sender<ChangeNumber>,
    /// One look at a time; who waits for it finds the state fresh.
    looking: tokio::sync::Mutex<()>,
}

impl Follower {
    /// Reads everything once.
    pub(crate) async fn start(
        db: DatabaseConnection,
        seals: Arc<SealingKeys>,
    ) -> Result<Self, LoadError> {
        let read = store::read(&db).await?;
        let state = load::everything(&read, &seals).await?;
        drop(read);
        Ok(Self {
            number: watch::Sender::new(state.number),
            state: ArcSwap::from_pointee(state),
            confirmed: Mutex::new(Instant::now()),
            looking: tokio::sync::Mutex::new(()),
            db,
            seals,
        })
    }

    /// The state to answer from.
    pub(crate) async fn current(&self) -> Result<Arc<State>, Stale> {
        if !self.is_fresh() {
            self.catch_up().await?;
        }
        Ok(self.state.load_full())
    }

    /// Whether the state was confirmed within a second.
    pub(crate) fn is_fresh(&self) -> bool {
        self.confirmed().elapsed() < FRESH
    }

    /// When the last look began that found everything.
    fn confirmed(&self) -> Instant {
        *self.confirmed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last state that was read, fresh or not.
    pub(crate) fn last_known(&self) -> Arc<State> {
        self.state.load_full()
    }

    /// Tells of every new number.
    pub(crate) fn watch(&self) -> watch::Receiver<ChangeNumber> {
        self.number.subscribe()
    }

    /// Looks at the log now. After a commit this makes the write known before it is acknowledged.
    pub(crate) async fn catch_up(&self) -> Result<(), Stale> {
        match timeout(PATIENCE, self.look(Instant::now())).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                warn!(%error, "the change log cannot be read");
                Err(Stale)
            }
            Err(_) => {
                warn!("the change log did not answer in time");
                Err(Stale)
            }
        }
    }

    /// Looks, unless somebody else's look began after `asked`: then that one saw it all.
    async fn look(&self, asked: Instant) -> Result<(), LoadError> {
        let _one_at_a_time = self.looking.lock().await;
        if self.confirmed() >= asked {
            return Ok(());
        }
        let begun = Instant::now();
        let read = store::read(&self.db).await?;
        if let Some(state) = load::newer(&read, &self.seals, &self.state.load()).await? {
            let number = state.number;
            self.state.store(Arc::new(state));
            self.number.send_replace(number);
        }
        // Confirmed is what was true when the look began, not when it ended.
        *self.confirmed.lock().unwrap_or_else(PoisonError::into_inner) = begun;
        Ok(())
    }

    /// Looks again and again, until told to stop.
    pub(crate) async fn run(self: Arc<Self>, stop: StopSignal) {
        let mut failing = false;
        loop {
            tokio::select! {
                () = stop.stopped() => return,
                () = tokio::time::sleep(POLL) => {}
            }
            let failed = self.catch_up().await.is_err();
            if failed && !failing {
                error!("the issuer answers 503 until its database is back");
            }
            failing = failed;
        }
    }
}
