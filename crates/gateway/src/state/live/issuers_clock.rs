//! What time it is where tokens are dated: the issuer says it with every number.
//!
//! Tokens are judged by that. A gateway whose own clock is an hour behind would let them live an
//! hour longer, and one that is ahead would refuse them all.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use tokens::UnixTime;

use super::Moment;

/// Nothing was heard.
const UNHEARD: i64 = i64::MIN;
/// By how many seconds clocks may differ before a person is told.
const DISAGREEMENT: u64 = 60;

/// The issuer's clock, as far as it was heard.
#[derive(Debug)]
pub(super) struct IssuersClock {
    /// How far it is ahead of the wall clock here.
    ahead_of_wall_millis: AtomicI64,
    /// And of the clock that goes on while somebody sets the wall clock back.
    ahead_of_start_millis: AtomicI64,
    disagrees: AtomicBool,
}

impl IssuersClock {
    pub(super) const fn unheard() -> Self {
        Self {
            ahead_of_wall_millis: AtomicI64::new(UNHEARD),
            ahead_of_start_millis: AtomicI64::new(UNHEARD),
            disagrees: AtomicBool::new(false),
        }
    }

    /// Notes what time it is there, and tells when the clocks begin to disagree, or to agree again.
    pub(super) fn says(&self, issuer: DateTime<Utc>, here: Moment) {
        let issuer = issuer.timestamp_millis();
        let ahead_of_start = issuer.saturating_sub(here.since_start_millis());
        self.ahead_of_start_millis.store(ahead_of_start, Ordering::Relaxed);
        let ahead_of_wall = issuer.saturating_sub(here.wall_millis());
        self.ahead_of_wall_millis.store(ahead_of_wall, Ordering::Relaxed);
        let seconds = ahead_of_wall / 1000;
        let disagrees = seconds.unsigned_abs() > DISAGREEMENT;
        if disagrees != self.disagrees.swap(disagrees, Ordering::Relaxed) {
            tell(disagrees, seconds);
        }
    }

    /// The latest that it can be there now. Before anything was heard, the time here.
    pub(super) fn time(&self, here: Moment) -> UnixTime {
        let ahead_of_wall = self.ahead_of_wall_millis.load(Ordering::Relaxed);
        let millis = if ahead_of_wall == UNHEARD {
            here.wall_millis()
        } else {
            let ahead_of_start = self.ahead_of_start_millis.load(Ordering::Relaxed);
            let by_wall = here.wall_millis().saturating_add(ahead_of_wall);
            by_wall.max(here.since_start_millis().saturating_add(ahead_of_start))
        };
        UnixTime::new(millis.div_euclid(1000))
    }

    /// How far it is ahead of the wall clock here; none before it was heard.
    pub(super) fn ahead(&self) -> Option<TimeDelta> {
        let millis = self.ahead_of_wall_millis.load(Ordering::Relaxed);
        (millis != UNHEARD).then(|| TimeDelta::milliseconds(millis))
    }
}

fn tell(disagrees: bool, issuer_ahead_seconds: i64) {
    if disagrees {
        tracing::warn!(
            issuer_ahead_seconds,
            "this clock and the issuer's disagree; tokens are judged by the issuer's, but upstreams \
             may refuse what is signed by this one: have both set by NTP"
        );
    } else {
        tracing::info!(issuer_ahead_seconds, "this clock and the issuer's agree again");
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// What time it is there, `passed` after it was heard there to be 10:00:00 (as seconds 36000)
    /// while it was `here`; the passed time by the wall clock and by the other.
    fn then(here: i64, [by_wall, by_start]: [i64; 2]) -> i64 {
        let clock = IssuersClock::unheard();
        clock.says(at(36_000), Moment::new(here * 1000, 5_000));
        clock.time(Moment::new((here + by_wall) * 1000, 5_000 + by_start * 1000)).as_secs()
    }

    #[test]
    fn before_the_issuer_was_heard_the_time_here_counts() {
        let clock = IssuersClock::unheard();
        assert_eq!(clock.time(Moment::new(7_999, 1)), UnixTime::new(7));
        assert_eq!(clock.ahead(), None);
    }

    #[test]
    fn a_clock_that_is_off_here_does_not_count() {
        for here in [36_000, 32_400, 39_600] {
            assert_eq!(then(here, [0, 0]), 36_000);
            assert_eq!(then(here, [9, 9]), 36_009);
        }
    }

    #[test]
    fn time_passes_there_by_whichever_clock_here_says_more() {
        assert_eq!(then(36_000, [-3_600, 9]), 36_009, "somebody set the wall clock back");
        assert_eq!(then(36_000, [3_600, 9]), 39_600, "the machine slept, or it was set forward");
    }

    #[test]
    fn the_clocks_disagree_by_more_than_a_minute() {
        let clock = IssuersClock::unheard();
        for (issuer, disagrees) in [(0, false), (61, true), (60, false), (-61, true), (-60, false)]
        {
            clock.says(at(36_000 + issuer), Moment::new(36_000_000, 1));
            assert_eq!(clock.disagrees.load(Ordering::Relaxed), disagrees, "{issuer}");
            assert_eq!(clock.ahead(), Some(TimeDelta::seconds(issuer)));
        }
    }
}
