//! The one door through which time comes in: read once per request and passed down.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

/// Tells the time; a clone tells the same time.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    /// Microseconds since 1970.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The system's clock.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at `at`, for tests, and the hand that moves it.
    pub fn fixed(at: DateTime<Utc>) -> (Self, Hand) {
        let micros = Arc::new(AtomicI64::new(at.timestamp_micros()));
        (Self(Source::Fixed(Arc::clone(&micros))), Hand(micros))
    }

    /// The present moment.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::System => system_now(),
            Source::Fixed(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default()
            }
        }
    }

    /// How far it is ahead of another clock, which says this now. A fixed clock keeps a time of
    /// its own, and is compared with none.
    pub fn ahead_of(&self, other: DateTime<Utc>) -> TimeDelta {
        match &self.0 {
            Source::System => system_now() - other,
            Source::Fixed(_) => TimeDelta::zero(),
        }
    }

    /// The present moment in whole seconds, as tokens count it (RFC 7519 2).
    pub fn unix(&self) -> tokens::UnixTime {
        tokens::UnixTime::new(self.now().timestamp())
    }
}

/// Moves a fixed clock.
#[derive(Debug, Clone)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    /// Puts the clock at a moment.
    pub fn set(&self, at: DateTime<Utc>) {
        self.0.store(at.timestamp_micros(), Ordering::SeqCst);
    }

    /// Moves the clock on, or back by a negative delta.
    pub fn advance(&self, by: TimeDelta) {
        let micros = by.num_microseconds().unwrap_or(0);
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one door for time")]
fn system_now() -> DateTime<Utc> {
    // As databases keep it: a moment that was told is the one that is read back.
    Utc::now().trunc_subsecs(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default()
    }

    #[test]
    fn a_fixed_clock_stands_still_until_its_hand_moves_it() {
        let (clock, hand) = Clock::fixed(noon());
        assert_eq!(clock.now(), noon());
        hand.advance(TimeDelta::seconds(90));
        assert_eq!(clock.clone().now(), noon() + TimeDelta::seconds(90));
        hand.set(noon());
        assert_eq!(clock.now(), noon());
    }

    #[test]
    fn unix_time_is_the_same_moment_in_whole_seconds() {
        let (clock, hand) = Clock::fixed(noon());
        hand.advance(TimeDelta::milliseconds(999));
        assert_eq!(clock.unix().as_secs(), 1_800_000_000);
    }

    #[test]
    fn a_moment_is_told_in_whole_microseconds() {
        let now = Clock::system().now();
        assert_eq!(DateTime::from_timestamp_micros(now.timestamp_micros()), Some(now));
    }

    #[test]
    fn the_system_clock_does_not_run_backwards_between_two_looks() {
        let clock = Clock::system();
        assert!(clock.now() <= clock.now());
    }
}
