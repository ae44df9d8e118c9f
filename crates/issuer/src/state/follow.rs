//! Follows the change log, so that every issuer answers from a state that is at most a second old.
//!
//! Nobody is answered from a state that was not confirmed within [`FRESH`]: who comes later reads
//! the log first, and if that fails, hears that the issuer cannot answer now.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use edge::feed::ChangeNumber;
use edge::sealing::SealingKeys;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout};
use tracing::{error, info};

use super::{LoadError, State, load};
use crate::store::{self, Db, Listener, StoreError, Write, changes};

/// How old a confirmed state may be to answer from.
const FRESH: Duration = Duration::from_secs(1);
/// How often the log is looked at when nobody asks.
const POLL: Duration = Duration::from_millis(250);
/// How long somebody waits for a look. The look itself takes the time it needs: a large database
/// is read in the end, however long its readers were sent away.
const PATIENCE: Duration = Duration::from_millis(900);

/// The state could not be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stale {
    /// The database is slow, busy or away.
    #[error("the database does not answer")]
    Silent,
    /// What lies in its place is not what was opened.
    #[error("the database's file is gone or another; the log says what to do")]
    NotTheFile,
}

/// Keeps the state.
#[derive(Debug)]
pub(crate) struct Follower {
    db: Db,
    seals: Arc<SealingKeys>,
    state: ArcSwap<State>,
    number: watch::Sender<ChangeNumber>,
    /// When the last look began that found everything.
    confirmed: watch::Sender<Instant>,
    /// From when on a look must have begun: after the last commit of this process.
    demanded: Mutex<Instant>,
    asked: Notify,
    /// Whether the last look found another file than the one that was opened, or none.
    lost: AtomicBool,
}

impl Follower {
    /// Reads everything once.
    pub(crate) async fn start(db: Db, seals: Arc<SealingKeys>) -> Result<Self, LoadError> {
        let read = store::read_patiently(&db).await?;
        let begun = Instant::now();
        let state = load::everything(read, &seals).await?;
        Ok(Self {
            number: watch::Sender::new(state.number),
            state: ArcSwap::from_pointee(state),
            confirmed: watch::Sender::new(begun),
            demanded: Mutex::new(begun),
            asked: Notify::new(),
            lost: AtomicBool::new(false),
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

    /// The state that a write builds on: nothing is committed beside it, so what this says stays true
    /// until it ends. What others committed while it waited for its turn is in it.
    pub(crate) async fn beneath(&self, write: &Write) -> Result<Arc<State>, Stale> {
        let number = changes::present(write).await.map_err(|_| Stale::Silent)?;
        if self.last_known().number != number {
            self.catch_up().await?;
        }
        Some(self.last_known()).filter(|state| state.number == number).ok_or(Stale::Silent)
    }

    /// Whether the state was confirmed within a second, and since this process last wrote.
    pub(crate) fn is_fresh(&self) -> bool {
        let confirmed = *self.confirmed.borrow();
        confirmed >= *self.demanded() && confirmed.elapsed() < FRESH
    }

    /// The last state that was read, fresh or not.
    pub(crate) fn last_known(&self) -> Arc<State> {
        self.state.load_full()
    }

    /// Tells of every new number.
    pub(crate) fn watch(&self) -> watch::Receiver<ChangeNumber> {
        self.number.subscribe()
    }

    /// Returns when a look that began after this call has found everything. After a commit this
    /// makes the write known before it is acknowledged; until then nobody is answered without it.
    pub(crate) async fn catch_up(&self) -> Result<(), Stale> {
        let asked = Instant::now();
        {
            let mut demanded = self.demanded();
            *demanded = asked.max(*demanded);
        }
        self.asked.notify_one();
        let mut confirmed = self.confirmed.subscribe();
        let found = confirmed.wait_for(|begun| *begun >= asked);
        match timeout(PATIENCE, found).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) if self.lost.load(Ordering::Relaxed) => Err(Stale::NotTheFile),
            Ok(Err(_)) | Err(_) => Err(Stale::Silent),
        }
    }

    fn demanded(&self) -> MutexGuard<'_, Instant> {
        self.demanded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks again and again, or as soon as somebody asks or another issuer wrote, for as long as
    /// it is polled.
    pub(crate) async fn run(self: Arc<Self>, listener: Option<Listener>) -> Infallible {
        tokio::select! {
            never = self.look_on() => never,
            never = self.listen(listener) => never,
        }
    }

    async fn listen(&self, listener: Option<Listener>) -> Infallible {
        let Some(mut listener) = listener else { return std::future::pending().await };
        loop {
            listener.heard().await;
            self.asked.notify_one();
        }
    }

    async fn look_on(&self) -> Infallible {
        // What was said of the trouble that there is.
        let mut said = String::new();
        loop {
            tokio::select! {
                () = self.asked.notified() => {}
                () = sleep(POLL) => {}
            }
            match self.look().await {
                Ok(()) => self.recovered(&mut said),
                Err(error) => {
                    self.failed(&error, &mut said);
                    sleep(POLL).await;
                }
            }
        }
    }

    fn recovered(&self, said: &mut String) {
        self.lost.store(false, Ordering::Relaxed);
        if !std::mem::take(said).is_empty() {
            info!("the change log can be read again");
        }
    }

    fn failed(&self, error: &LoadError, said: &mut String) {
        let lost = matches!(
            error,
            LoadError::Store(StoreError::FileGone { .. } | StoreError::OtherFile { .. })
        );
        self.lost.store(lost, Ordering::Relaxed);
        let text = error.to_string();
        if *said != text {
            error!(error = text, "the change log cannot be read; 503 until it can");
            *said = text;
        }
    }

    async fn look(&self) -> Result<(), LoadError> {
        let begun = Instant::now();
        let read = store::read(&self.db).await?;
        if let Some(state) = load::newer(read, &self.seals, &self.state.load()).await? {
            let number = state.number;
            self.state.store(Arc::new(state));
            self.number.send_replace(number);
        }
        // Confirmed is what was true when the look began, not when it ended.
        self.confirmed.send_replace(begun);
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
