//! How long a message waits after it was refused, and how much is tried at once while nothing is
//! taken.

use std::time::Duration;

use chrono::TimeDelta;
use edge::chance;
use tokio::time::Instant;

/// How many are under way at once, each on another subject.
const AT_ONCE: usize = 8;
/// The first wait; each next one is twice as long.
const FIRST: TimeDelta = TimeDelta::seconds(1);
/// The longest wait.
const LONGEST: TimeDelta = TimeDelta::minutes(15);
/// The longest pause between two attempts at a target that takes nothing.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What the last attempts say of the target. One that takes nothing is asked with one message at a
/// time, however many wait: an outage costs the database no more with ten thousand than with ten.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// How many failed since one succeeded.
    failures: u32,
    /// Whether nobody was there for one of them.
    absent: bool,
    recovered: bool,
    not_before: Option<Instant>,
}

impl Pace {
    /// How many more may be tried now.
    pub(super) fn room(&self, under_way: usize, now: Instant) -> u64 {
        let most = match self.not_before {
            Some(moment) if now < moment => 0,
            Some(_) => 1,
            None => AT_ONCE,
        };
        u64::try_from(most.saturating_sub(under_way)).unwrap_or_default()
    }

    pub(super) fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        let beyond = usize::try_from(self.failures).unwrap_or(usize::MAX).checked_sub(AT_ONCE);
        self.not_before = beyond.map(|beyond| {
            let seconds = 1_u64 << beyond.min(10);
            now + Duration::from_secs(seconds).min(LONGEST_PAUSE)
        });
    }

    /// It failed because nobody was there, whatever the message.
    pub(super) fn found_nobody(&mut self, now: Instant) {
        self.absent = true;
        self.failed(now);
    }

    pub(super) fn succeeded(&mut self) {
        let was_away = self.absent || self.not_before.is_some();
        *self = Self { recovered: self.recovered || was_away, ..Self::default() };
    }

    /// Whether the target is back since this was asked last: what waits for its time need not.
    pub(super) fn is_recovered(&mut self) -> bool {
        std::mem::take(&mut self.recovered)
    }

    /// Somebody asks for it now.
    pub(super) fn hurry(&mut self, now: Instant) {
        if let Some(moment) = &mut self.not_before {
            *moment = now;
        }
    }
}

/// How long a message waits that was tried in vain so often before, and now once more. Up to a
/// quarter is taken off by chance, so that what failed together does not come back together.
pub(super) fn back_off(before: i64) -> TimeDelta {
    let doublings = u32::try_from(before.clamp(0, 10)).unwrap_or_default();
    let whole = (FIRST * 2_i32.pow(doublings)).min(LONGEST);
    let drawn = chance::bytes().map_or(0, u16::from_be_bytes);
    let off = whole.num_milliseconds() * i64::from(drawn) / (4 * (i64::from(u16::MAX) + 1));
    whole - TimeDelta::milliseconds(off)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_waits_twice_as_long_each_time_and_a_quarter_of_an_hour_at_most() {
        for (before, longest) in [(0, 1), (1, 2), (2, 4), (5, 32), (9, 512), (10, 900), (99, 900)] {
            let (wait, longest) = (back_off(before), TimeDelta::seconds(longest));
            assert!(wait <= longest && wait > longest * 3 / 4, "{before}: {wait}");
        }
    }

    #[test]
    fn who_takes_nothing_is_asked_for_one_at_a_time_with_pauses() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        for _ in 0..AT_ONCE - 1 {
            pace.failed(now);
            assert_eq!(pace.room(0, now), 8);
        }
        pace.failed(now);
        assert_eq!(pace.room(0, now), 0);
        let later = now + Duration::from_secs(1);
        assert_eq!((pace.room(0, later), pace.room(1, later)), (1, 0));
        (0..100).for_each(|_| pace.failed(now));
        assert_eq!(pace.room(0, now + LONGEST_PAUSE - Duration::from_millis(1)), 0);
        assert_eq!(pace.room(0, now + LONGEST_PAUSE), 1);
        pace.hurry(now);
        assert_eq!(pace.room(0, now), 1, "who asks for it does not wait for the pause");
        pace.succeeded();
        assert_eq!(pace.room(3, now), 5);
    }

    #[test]
    fn it_is_back_when_it_takes_something_after_it_was_away() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        pace.failed(now);
        pace.succeeded();
        assert!(!pace.is_recovered(), "it refused one message, for whatever reason");
        pace.found_nobody(now);
        pace.succeeded();
        pace.succeeded();
        assert!(pace.is_recovered());
        assert!(!pace.is_recovered(), "it is said once");
    }
}
