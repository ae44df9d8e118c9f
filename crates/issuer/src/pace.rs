//! How often something may be done: so many times at once, and then once in a while. It is a leaky bucket
//! that is kept as one number.

use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use quick_cache::unsync::Cache;

/// How many doers are remembered; each takes some tens of bytes.
pub(crate) const CAPACITY: usize = 50_000;

/// So many at once, and then one in a while.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) burst: i64,
    /// In milliseconds.
    pub(crate) every: i64,
}

/// When all that was done would be over at the pace, in milliseconds since 1970.
pub(crate) type Until = i64;

/// Too much was done: when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many; again in {0:?}")]
pub(crate) struct Wait(pub(crate) Duration);

impl Wait {
    /// What `Retry-After` says.
    pub(crate) fn seconds(self) -> u64 {
        self.0.as_secs().saturating_add(1)
    }
}

impl Pace {
    /// Of codes that one person gives: so many tabs nobody has.
    pub(crate) const CODES: Self = Self { burst: 300, every: 2_000 };

    /// What is counted with one more.
    pub(crate) fn next(self, until: Option<&Until>, now: i64) -> Result<Until, Wait> {
        let next = until.copied().unwrap_or(0).max(now) + self.every;
        let over = next - now - self.burst * self.every;
        if over <= 0 {
            return Ok(next);
        }
        Err(Wait(Duration::from_millis(u64::try_from(over).unwrap_or(0))))
    }
}

/// What was done lately, by whom. It is in memory, each process by itself, and bounded: who is forgotten
/// has done nothing.
pub(crate) struct Paced<K> {
    pace: Pace,
    counted: Mutex<Cache<K, Until>>,
}

impl<K: Hash + Eq> Paced<K> {
    pub(crate) fn new(pace: Pace) -> Self {
        Self { pace, counted: Mutex::new(Cache::new(CAPACITY)) }
    }

    /// Counts one, if they may do it now.
    pub(crate) fn count(&self, who: K, now: DateTime<Utc>) -> Result<(), Wait> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let until = self.pace.next(counted.get(&who), now.timestamp_millis())?;
        counted.insert(who, until);
        Ok(())
    }
}

impl<K> std::fmt::Debug for Paced<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Paced")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn each_does_so_many_at_once_and_then_one_in_a_while() {
        let paced = Paced::new(Pace { burst: 3, every: 2_000 });
        let noon = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let times =
            |who: &'static str, now| (0..9).filter(|_| paced.count(who, now).is_ok()).count();
        assert_eq!((times("jan", noon), times("piet", noon)), (3, 3));
        assert_eq!(paced.count("jan", noon), Err(Wait(Duration::from_secs(2))));
        let later = |seconds| noon + TimeDelta::seconds(seconds);
        assert_eq!(times("jan", later(1)), 0);
        assert_eq!(times("jan", later(2)), 1, "then one by one");
        assert_eq!(times("jan", later(60)), 3, "and in the end as before");
        assert_eq!(Wait(Duration::from_millis(1_500)).seconds(), 2);
    }
}
