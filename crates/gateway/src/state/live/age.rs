//! How old a state is, by every clock that there is, in this process and across a restart.
//!
//! The wall clock goes on while the machine sleeps or restarts; the others go on while somebody
//! sets the wall clock back. The oldest age counts.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use edge::clock::Clock;
use serde::{Deserialize, Serialize};

/// No moment of a clock.
const NEVER: i64 = i64::MIN;

/// The clocks, and when the issuer last said that the state is its newest.
#[derive(Debug)]
pub(super) struct Clocks {
    wall: Clock,
    started: Instant,
    confirmed_wall_millis: AtomicI64,
    confirmed_since_start_millis: AtomicI64,
}

/// A moment by both clocks of this process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    wall_millis: i64,
    /// Before the process started it is negative.
    since_start_millis: i64,
}

/// A moment of confirmation as another process can recall it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirmed {
    wall_millis: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    boot: Option<Boot>,
    /// How far the issuer's clock was ahead of the wall clock here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) issuer_ahead_millis: Option<i64>,
}

/// A moment since the machine started, which no setting of clocks moves (`proc_uptime(5)`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Boot {
    id: String,
    millis: i64,
}

/// What the clocks say of the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// It was never confirmed.
    Unconfirmed,
    /// It may be relied on.
    Fresh,
    /// It was confirmed too long ago.
    Stale,
}

impl Moment {
    /// So long ago that every state of then is stale.
    pub(super) const LONG_AGO: Self = Self::new(NEVER + 1, NEVER + 1);

    pub(super) const fn new(wall_millis: i64, since_start_millis: i64) -> Self {
        Self { wall_millis, since_start_millis }
    }

    pub(super) const fn wall_millis(self) -> i64 {
        self.wall_millis
    }

    pub(super) const fn since_start_millis(self) -> i64 {
        self.since_start_millis
    }
}

impl Clocks {
    pub(super) fn new(wall: Clock) -> Self {
        Self {
            wall,
            started: Instant::now(),
            confirmed_wall_millis: AtomicI64::new(NEVER),
            confirmed_since_start_millis: AtomicI64::new(NEVER),
        }
    }

    pub(super) fn moment(&self) -> Moment {
        Moment {
            wall_millis: self.wall.now().timestamp_millis(),
            since_start_millis: millis(self.started.elapsed()),
        }
    }

    pub(super) fn confirm(&self, at: Moment) {
        self.confirmed_since_start_millis.store(at.since_start_millis, Ordering::Relaxed);
        self.confirmed_wall_millis.store(at.wall_millis, Ordering::Relaxed);
    }

    pub(super) fn age(&self, most: Duration) -> Age {
        match self.since_confirmed() {
            None => Age::Unconfirmed,
            Some(since) if since > most => Age::Stale,
            Some(_) => Age::Fresh,
        }
    }

    /// The longer of the two times.
    pub(super) fn since_confirmed(&self) -> Option<Duration> {
        let confirmed_wall = self.confirmed_wall_millis.load(Ordering::Relaxed);
        if confirmed_wall == NEVER {
            return None;
        }
        let now = self.moment();
        let confirmed = self.confirmed_since_start_millis.load(Ordering::Relaxed);
        let by_wall = now.wall_millis.saturating_sub(confirmed_wall);
        let since = now.since_start_millis.saturating_sub(confirmed).max(by_wall);
        Some(Duration::from_millis(u64::try_from(since).unwrap_or(0)))
    }

    /// Notes a moment for another process.
    pub(super) fn note(&self, moment: Moment) -> Confirmed {
        let ago = self.moment().since_start_millis.saturating_sub(moment.since_start_millis);
        let boot = Boot::now().map(|now| Boot { millis: now.millis.saturating_sub(ago), ..now });
        Confirmed { wall_millis: moment.wall_millis, boot, issuer_ahead_millis: None }
    }

    /// A moment that another process noted, by the clocks of this one. None when it lies ahead of
    /// one of them: somebody set it back, and how long ago it really was nobody knows.
    pub(super) fn recall(&self, noted: &Confirmed) -> Option<Moment> {
        let now = self.moment();
        let by_wall = now.wall_millis.checked_sub(noted.wall_millis)?;
        let by_boot = match (&noted.boot, Boot::now()) {
            (Some(then), Some(now)) if then.id == now.id => now.millis.checked_sub(then.millis)?,
            _ => 0,
        };
        if by_wall < 0 || by_boot < 0 {
            return None;
        }
        let ago = by_wall.max(by_boot);
        Some(Moment {
            wall_millis: now.wall_millis.checked_sub(ago)?,
            since_start_millis: now.since_start_millis.checked_sub(ago)?,
        })
    }
}

impl Boot {
    /// None where the system does not say; then the wall clock counts alone.
    fn now() -> Option<Self> {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
        let (seconds, hundredths) = uptime.split_whitespace().next()?.split_once('.')?;
        let millis = seconds.parse::<i64>().ok()? * 1000 + hundredths.parse::<i64>().ok()? * 10;
        Some(Self { id: id.trim().to_owned(), millis })
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::testing::NOW;

    fn clocks() -> (Clocks, edge::clock::Hand) {
        let (clock, hand) = Clock::fixed(DateTime::from_timestamp(NOW, 0).unwrap());
        (Clocks::new(clock), hand)
    }

    /// A state confirmed then, as a process that starts `later` sees it.
    fn recalled(later: TimeDelta, change: impl FnOnce(&mut Confirmed)) -> Option<Duration> {
        let (clocks, hand) = clocks();
        let mut noted = clocks.note(clocks.moment());
        change(&mut noted);
        hand.advance(later);
        let next = Clocks::new(clocks.wall.clone());
        next.confirm(next.recall(&noted)?);
        next.since_confirmed()
    }

    #[test]
    fn a_restart_does_not_make_a_state_younger() {
        let ago = recalled(TimeDelta::seconds(100), |_| {}).unwrap();
        assert!((100..110).contains(&ago.as_secs()), "{ago:?}");
    }

    #[test]
    fn a_moment_ahead_of_the_clock_is_none() {
        assert_eq!(recalled(TimeDelta::milliseconds(-1), |_| {}), None);
        assert_eq!(recalled(TimeDelta::hours(-1), |_| {}), None);
        assert!(recalled(TimeDelta::zero(), |_| {}).is_some());
    }

    #[test]
    fn a_wall_clock_that_was_set_back_to_just_after_does_not_lengthen_trust() {
        let an_hour_since_boot = |noted: &mut Confirmed| {
            noted.boot.as_mut().unwrap().millis -= 3_600_000;
        };
        let ago = recalled(TimeDelta::seconds(10), an_hour_since_boot).unwrap();
        assert!(ago.as_secs() >= 3600, "{ago:?}");
        let before_boot = |noted: &mut Confirmed| noted.boot.as_mut().unwrap().millis = i64::MAX;
        assert_eq!(recalled(TimeDelta::seconds(10), before_boot), None);
    }

    #[test]
    fn after_a_restart_of_the_machine_the_wall_clock_counts_alone() {
        let another = |noted: &mut Confirmed| {
            *noted.boot.as_mut().unwrap() = Boot { id: "another".to_owned(), millis: i64::MAX };
        };
        assert_eq!(recalled(TimeDelta::seconds(10), another).unwrap().as_secs(), 10);
        let unknown = |noted: &mut Confirmed| noted.boot = None;
        assert_eq!(recalled(TimeDelta::seconds(10), unknown).unwrap().as_secs(), 10);
    }
}
