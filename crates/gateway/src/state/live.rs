//! The state as requests see it: the newest, while it may still be relied on.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::{ArcSwapOption, Guard};
use chrono::{DateTime, TimeDelta, Utc};
use edge::clock::Clock;
use edge::feed::ChangeNumber;
use tokens::UnixTime;
use tokio::sync::{Semaphore, watch};

use super::State;
use crate::config::WhenStale;
use crate::refusal::Refusal;

mod age;
mod issuers_clock;

use age::{Age, Clocks};
pub(crate) use age::{Confirmed, Moment};
use issuers_clock::IssuersClock;

/// How many requests may wait for the feed at once.
const WAITERS: usize = 1024;
/// How long a request waits for the feed.
const PATIENCE: Duration = Duration::from_secs(1);

/// The newest state, written by the feed alone.
#[derive(Debug)]
pub(crate) struct Live {
    state: ArcSwapOption<State>,
    clocks: Clocks,
    issuers_clock: IssuersClock,
    /// When a state that came from disk was confirmed, for as long as the issuer may still be there.
    reserve: Mutex<Option<Moment>>,
    number: watch::Sender<ChangeNumber>,
    waits_for: Mutex<Waiting>,
    waiting: Semaphore,
    max_staleness: Duration,
    when_stale: WhenStale,
}

/// What a gateway that cannot judge waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// What is on disk is being read.
    #[default]
    Disk,
    /// The feed is open, and what it says is not whole yet.
    Snapshot,
    /// The feed, which ended for a reason.
    Feed(String),
}

/// A state that may be relied on now.
pub(crate) struct Current(Guard<Option<Arc<State>>>);

impl Live {
    /// Nothing is known yet.
    pub(crate) fn new(max_staleness: Duration, when_stale: WhenStale, clock: Clock) -> Self {
        Self {
            state: ArcSwapOption::empty(),
            clocks: Clocks::new(clock),
            issuers_clock: IssuersClock::unheard(),
            reserve: Mutex::default(),
            number: watch::Sender::new(ChangeNumber::NONE),
            waits_for: Mutex::default(),
            waiting: Semaphore::new(WAITERS),
            max_staleness,
            when_stale,
        }
    }

    /// The newest state; refused when there is none, or it was not confirmed for too long.
    pub(crate) fn current(&self) -> Result<Current, Refusal> {
        let state = self.state.load();
        if state.is_none() {
            return Err(Refusal::NotReady);
        }
        match (self.age(), self.when_stale) {
            (Age::Fresh, _) | (Age::Stale, WhenStale::Serve) => Ok(Current(state)),
            (Age::Stale, WhenStale::Refuse) | (Age::Unconfirmed, _) => Err(Refusal::Stale),
        }
    }

    /// The newest state, when it has reached a number that a token was judged by.
    pub(crate) async fn reached(&self, number: ChangeNumber) -> Result<Current, Refusal> {
        let state = self.current()?;
        if state.number() >= number {
            return Ok(state);
        }
        // Bounded, or tokens from the future would be a way to fill the memory.
        let _waiting = self.waiting.try_acquire().map_err(|_| Refusal::Behind)?;
        let mut numbers = self.number.subscribe();
        let reached = numbers.wait_for(|reached| *reached >= number);
        match tokio::time::timeout(PATIENCE, reached).await {
            Ok(Ok(_)) => self.current(),
            Ok(Err(_)) | Err(_) => Err(Refusal::Behind),
        }
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

    /// Puts a state from disk in place, to resume from. It is relied on when the issuer confirms
    /// it, or by [`Live::fall_back`].
    pub(crate) fn restore(&self, state: State, confirmed: &Confirmed) {
        let moment = match (self.clocks.recall(confirmed), self.when_stale) {
            (Some(moment), _) => Some(moment),
            // How long ago that was, no clock can tell. Only who takes any age takes this.
            (None, WhenStale::Serve) => Some(Moment::LONG_AGO),
            (None, WhenStale::Refuse) => None,
        };
        *self.reserve.lock().unwrap_or_else(PoisonError::into_inner) = moment;
        if let Some(ahead) = confirmed.issuer_ahead_millis {
            let here = self.moment();
            let there = here.wall_millis().saturating_add(ahead);
            self.issuers_clock
                .says(DateTime::from_timestamp_millis(there).unwrap_or_default(), here);
        }
        self.replace(state);
    }

    /// Relies on a state from disk, as of the moment at which it was last confirmed: the issuer
    /// is away. Whether there was anything to fall back on.
    pub(crate) fn fall_back(&self) -> bool {
        let reserve = self.reserve.lock().unwrap_or_else(PoisonError::into_inner).take();
        let moment = reserve.filter(|_| self.age() == Age::Unconfirmed);
        moment.inspect(|moment| self.confirm(*moment)).is_some()
    }

    /// Takes back what [`Live::restore`] put in reserve; it is still there to resume from.
    pub(crate) fn rely_on_nothing_kept(&self) {
        *self.reserve.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Notes that at a moment the state was the issuer's newest.
    pub(crate) fn confirm(&self, at: Moment) {
        self.clocks.confirm(at);
        // The number stays, but who waits for a first state may have it now.
        self.number.send_modify(|_| {});
    }

    /// Notes what time it is where the issuer is.
    pub(crate) fn issuer_says_it_is(&self, time: DateTime<Utc>) {
        self.issuers_clock.says(time, self.moment());
    }

    /// What time it is for tokens: by the issuer's clock, which dates them.
    pub(crate) fn token_time(&self) -> UnixTime {
        self.issuers_clock.time(self.moment())
    }

    /// How far the issuer's clock is ahead of the one here; none before it was heard.
    pub(crate) fn issuer_is_ahead(&self) -> Option<TimeDelta> {
        self.issuers_clock.ahead()
    }

    /// This moment.
    pub(crate) fn moment(&self) -> Moment {
        self.clocks.moment()
    }

    /// A moment as another process can recall it.
    pub(crate) fn note(&self, moment: Moment) -> Confirmed {
        let issuer_ahead_millis = self.issuers_clock.ahead().map(|ahead| ahead.num_milliseconds());
        let mut noted = self.clocks.note(moment);
        noted.issuer_ahead_millis = issuer_ahead_millis;
        noted
    }

    /// How long ago the state was confirmed; none: never.
    pub(crate) fn since_confirmed(&self) -> Option<Duration> {
        self.clocks.since_confirmed()
    }

    /// Whether the state was last confirmed too long ago.
    pub(crate) fn is_stale(&self) -> bool {
        self.age() == Age::Stale
    }

    /// What is done then.
    pub(crate) const fn when_stale(&self) -> WhenStale {
        self.when_stale
    }

    /// Notes what is being waited for, for people who ask.
    pub(crate) fn waits_for(&self, what: Waiting) {
        *self.waits_for.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }

    /// What is being waited for, if anything has to be.
    pub(crate) fn waiting_for(&self) -> Waiting {
        self.waits_for.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn age(&self) -> Age {
        self.clocks.age(self.max_staleness)
    }
}

impl std::ops::Deref for Current {
    type Target = State;

    #[expect(clippy::expect_used, reason = "`Live::current` makes it of Some alone")]
    fn deref(&self) -> &State {
        self.0.as_deref().expect("made of a state")
    }
}

#[cfg(test)]
mod tests;
