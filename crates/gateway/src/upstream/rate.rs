//! How often each client asks an upstream: the generic cell rate algorithm, one number per client.
//!
//! Only who has proved who it is gets a row, so there are never more rows than clients; rows that say
//! no more than none would are swept.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use autorisaties::ClientId;
use tokio::time::Instant;

use crate::config::RateLimit;

/// So that workers seldom wait for each other.
const PARTS: usize = 64;
/// How many rows a part has before it is swept first.
const FIRST_SWEEP: usize = 64;

/// What was asked, the same for all workers of a gateway.
#[derive(Debug)]
pub(super) struct Rate {
    /// The time that one request stands for.
    each: Duration,
    /// How far ahead of now a client may be.
    ahead: Duration,
    hasher: RandomState,
    parts: [Mutex<Part>; PARTS],
}

/// When each client would have asked no more than it may on average.
#[derive(Debug, Default)]
struct Part {
    due: HashMap<ClientId, Instant>,
    sweep_at: usize,
}

impl Rate {
    pub(super) fn new(limit: RateLimit) -> Self {
        let each = limit.per / limit.requests;
        Self {
            each,
            ahead: each * (limit.burst - 1),
            hasher: RandomState::new(),
            parts: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// Counts a request; else says how long to wait.
    pub(super) fn count(&self, client: &ClientId, now: Instant) -> Result<(), Duration> {
        let part = &self.parts[self.part_of(client)];
        // A row is written at once, so a part that a thread died with is as good as any.
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        let due = part.due.get(client).map_or(now, |due| (*due).max(now));
        let early = due.duration_since(now);
        if early > self.ahead {
            return Err(early.saturating_sub(self.ahead));
        }
        part.set(client, due + self.each, now);
        Ok(())
    }

    fn part_of(&self, client: &ClientId) -> usize {
        // The remainder is below PARTS, which fits.
        usize::try_from(self.hasher.hash_one(client) % PARTS as u64).unwrap_or(0)
    }
}

impl Part {
    fn set(&mut self, client: &ClientId, due: Instant, now: Instant) {
        if let Some(row) = self.due.get_mut(client) {
            *row = due;
            return;
        }
        if self.due.len() >= self.sweep_at.max(FIRST_SWEEP) {
            self.due.retain(|_, due| *due > now);
            self.sweep_at = self.due.len() * 2;
        }
        self.due.insert(client.clone(), due);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    const TENTH: Duration = Duration::from_millis(100);

    fn rate(burst: u32) -> (Rate, Instant) {
        let limit = RateLimit { requests: 10, per: Duration::from_secs(1), burst };
        (Rate::new(limit), Instant::now())
    }

    fn client(id: &str) -> ClientId {
        ClientId::parse(id).unwrap()
    }

    /// How many of so many requests at one moment count.
    fn counted(rate: &Rate, client: &ClientId, times: u32, now: Instant) -> usize {
        (0..times).filter(|_| rate.count(client, now).is_ok()).count()
    }

    #[test]
    fn a_burst_counts_and_then_as_many_as_time_goes_by() {
        let (rate, now) = rate(5);
        let one = client("een");
        assert_eq!(counted(&rate, &one, 20, now), 5);
        assert_eq!(rate.count(&one, now), Err(TENTH));
        assert_eq!(rate.count(&one, now + TENTH / 2), Err(TENTH / 2));
        assert_eq!(counted(&rate, &one, 20, now + TENTH), 1);
        assert_eq!(counted(&rate, &one, 20, now + TENTH * 4), 3);
        assert_eq!(counted(&rate, &one, 20, now + TENTH * 100), 5, "a rest gives a burst, no more");
    }

    #[test]
    fn without_a_burst_one_at_a_time_counts() {
        let (rate, now) = rate(1);
        assert_eq!(counted(&rate, &client("een"), 3, now), 1);
        assert_eq!(counted(&rate, &client("een"), 3, now + TENTH), 1);
    }

    #[test]
    fn one_client_costs_another_nothing() {
        let (rate, now) = rate(5);
        assert_eq!(counted(&rate, &client("een"), 20, now), 5);
        assert_eq!(counted(&rate, &client("twee"), 20, now), 5);
    }

    #[test]
    fn who_rested_leaves_no_row() {
        let (rate, now) = rate(5);
        for number in 0..100_000_u32 {
            let now = now + Duration::from_millis(number.into());
            assert_eq!(rate.count(&client(&format!("c{number}")), now), Ok(()));
        }
        let rows: usize = rate.parts.iter().map(|part| part.lock().unwrap().due.len()).sum();
        assert!(rows <= PARTS * (FIRST_SWEEP + 1), "{rows}");
    }
}
