//! The state as requests see it: the newest, while it may still be relied on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use arc_swap::{ArcSwapOption, Guard};
use edge::clock::Clock;
use edge::feed::ChangeNumber;
use tokio::sync::{Semaphore, watch};

use super::State;
use crate::refusal::Refusal;

/// How many requests may wait for the feed at once.
const WAITERS: usize = 1024;
/// How long a request waits for the feed.
const PATIENCE: Duration = Duration::from_secs(1);

/// The newest state, written by the feed alone.
#[derive(Debug)]
pub(crate) struct Live {
    state: ArcSwapOption<State>,
    confirmed: Confirmed,
    number: watch::Sender<ChangeNumber>,
    waiting: Semaphore,
    max_staleness: Duration,
    clock: Clock,
}

/// When the issuer last said that this is the newest state. Two clocks are asked: the wall clock
/// goes on while the machine sleeps, the other while somebody sets the wall clock back.
#[derive(Debug)]
struct Confirmed {
    wall_millis: AtomicI64,
    started: Instant,
    since_start_millis: AtomicU64,
}

/// A moment by both clocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    wall_millis: i64,
    since_start_millis: u64,
}

/// A state that may be relied on now.
pub(crate) struct Current(Guard<Option<Arc<State>>>);

impl Live {
    /// Nothing is known yet.
    pub(crate) fn new(max_staleness: Duration, clock: Clock) -> Self {
        Self {
            state: ArcSwapOption::empty(),
            confirmed: Confirmed {
                wall_millis: AtomicI64::new(i64::MIN),
                started: Instant::now(),
                since_start_millis: AtomicU64::new(0),
            },
            number: watch::Sender::new(ChangeNumber::NONE),
            waiting: Semaphore::new(WAITERS),
            max_staleness,
            clock,
        }
    }

    /// The newest state; refused when there is none, or it was not confirmed for too long.
    pub(crate) fn current(&self) -> Result<Current, Refusal> {
        let state = self.state.load();
        match *state {
            None => Err(Refusal::NotReady),
            Some(_) if self.is_stale() => Err(Refusal::Stale),
            Some(_) => Ok(Current(state)),
        }
    }

    /// Returns when the state has reached a number that a token was judged by.
    pub(crate) async fn reach(&self, number: ChangeNumber) -> Result<(), Refusal> {
        if self.current()?.number() >= number {
            return Ok(());
        }
        // Bounded, or tokens from the future would be a way to fill the memory.
        let _waiting = self.waiting.try_acquire().map_err(|_| Refusal::Behind)?;
        let mut numbers = self.number.subscribe();
        let reached = numbers.wait_for(|reached| *reached >= number);
        let reached = tokio::time::timeout(PATIENCE, reached).await;
        if matches!(reached, Ok(Ok(_))) { Ok(()) } else { Err(Refusal::Behind) }
    }

    /// Returns when there is a state that may be relied on.
    pub(crate) async fn known(&self) {
        let mut numbers = self.number.subscribe();
        // It fails only when the sender is gone, and `self` holds it.
        let _ = numbers.wait_for(|_| self.current().is_ok()).await;
    }

    /// A copy to make the next state from; for the feed.
    pub(crate) fn copy(&self) -> Option<State> {
        self.state.load().as_deref().cloned()
    }

    /// The number of the newest state, if there is one.
    pub(crate) fn number(&self) -> Option<ChangeNumber> {
        self.state.load().as_deref().map(State::number)
    }

    /// Puts the next state in place of the last, for every request from now on. That alone does
    /// not confirm it: more may have happened since.
    pub(crate) fn replace(&self, state: State) {
        let number = state.number();
        self.state.store(Some(Arc::new(state)));
        self.number.send_replace(number);
    }

    /// Forgets everything: what the issuer says can no longer be understood.
    pub(crate) fn forget(&self) {
        self.state.store(None);
        self.number.send_replace(ChangeNumber::NONE);
    }

    /// Notes that at a moment the state was the issuer's newest.
    pub(crate) fn confirm(&self, at: Moment) {
        self.confirmed.since_start_millis.store(at.since_start_millis, Ordering::Relaxed);
        self.confirmed.wall_millis.store(at.wall_millis, Ordering::Relaxed);
        // The number stays, but who waits for a first state may have it now.
        self.number.send_modify(|_| {});
    }

    /// This moment.
    pub(crate) fn moment(&self) -> Moment {
        Moment {
            wall_millis: self.clock.now().timestamp_millis(),
            since_start_millis: millis(self.confirmed.started.elapsed()),
        }
    }

    fn is_stale(&self) -> bool {
        let now = self.moment();
        let most = millis(self.max_staleness);
        let confirmed = self.confirmed.since_start_millis.load(Ordering::Relaxed);
        let confirmed_wall = self.confirmed.wall_millis.load(Ordering::Relaxed);
        let by_wall = now.wall_millis.saturating_sub(confirmed_wall);
        now.since_start_millis.saturating_sub(confirmed) > most
            || by_wall > i64::try_from(most).unwrap_or(i64::MAX)
    }
}

impl std::ops::Deref for Current {
    type Target = State;

    #[expect(clippy::expect_used, reason = "`Live::current` makes it of Some alone")]
    fn deref(&self) -> &State {
        self.0.as_deref().expect("made of a state")
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
