//! The addresses of one upstream: requests go round over those that are in. One that fails again and
//! again is out for a while, unless no other is left.

use std::fmt::Display;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use http::uri::Authority;
use tokio::time::Instant;

use crate::config::UpstreamName;

/// After how many failures in a row an address is out.
const FAILURES: u32 = 3;
/// For how long at first; each time that it fails again as soon as it is back, twice as long.
const OUT: Duration = Duration::from_secs(5);
/// For how long at most.
const LONGEST_OUT: Duration = Duration::from_mins(1);

/// The same for all workers of a gateway.
#[derive(Debug)]
pub(crate) struct Addresses {
    upstream: UpstreamName,
    all: Box<[Address]>,
    begun: Instant,
}

#[derive(Debug)]
struct Address {
    authority: Authority,
    /// How often it failed since it last answered.
    failures: AtomicU32,
    /// How often it was out since then.
    outs: AtomicU32,
    /// Until when it is out, in milliseconds since `begun`.
    until: AtomicU64,
    /// What was last seen by whoever looks.
    unwell: AtomicBool,
}

/// The addresses that one request tries: those that are in come first.
#[derive(Debug)]
pub(crate) struct Order {
    /// A bit for each address that is in.
    within: u64,
    count: usize,
    turn: usize,
    step: usize,
}

impl Addresses {
    /// At most 64 of them; requests begin where the configuration does.
    pub(super) fn new(
        upstream: UpstreamName,
        authorities: impl IntoIterator<Item = Authority>,
    ) -> Self {
        let address = |authority| Address {
            authority,
            failures: AtomicU32::new(0),
            outs: AtomicU32::new(0),
            until: AtomicU64::new(0),
            unwell: AtomicBool::new(false),
        };
        let all = authorities.into_iter().map(address).collect();
        Self { upstream, all, begun: Instant::now() }
    }

    pub(crate) fn count(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn authority(&self, at: usize) -> &Authority {
        &self.all[at].authority
    }

    /// Whom a request asks, one after the other, for as long as no connection can be had. The last
    /// are those that are out: to ask them costs less than to ask nobody.
    pub(crate) fn order(&self, turn: usize, now: Instant) -> Order {
        let now = self.millis(now);
        let within = (0..self.count()).filter(|at| self.all[*at].is_in(now));
        let within = within.fold(0, |within, at| within | 1 << at);
        Order { within, count: self.count(), turn, step: 0 }
    }

    /// Each of them, and whether it is in.
    pub(crate) fn standing(&self, now: Instant) -> impl Iterator<Item = (&str, bool)> {
        let now = self.millis(now);
        self.all.iter().map(move |one| (one.authority.as_str(), one.is_in(now)))
    }

    /// It answered.
    pub(crate) fn answers(&self, at: usize) {
        let address = &self.all[at];
        if address.failures.load(Ordering::Relaxed) == 0 {
            return;
        }
        address.failures.store(0, Ordering::Relaxed);
        address.until.store(0, Ordering::Relaxed);
        if address.outs.swap(0, Ordering::Relaxed) > 0 {
            let (upstream, address) = (self.upstream.as_str(), address.authority.as_str());
            tracing::info!(upstream, address, "it answers again; requests go there as before");
        }
    }

    /// It could not be reached, broke off, or was silent.
    pub(crate) fn fails(&self, at: usize, why: &dyn Display, now: Instant) {
        let (address, millis) = (&self.all[at], self.millis(now));
        // What was under way when it went out says nothing new.
        if address.is_out(millis) {
            return;
        }
        let failures = address.failures.fetch_add(1, Ordering::Relaxed) + 1;
        if failures < FAILURES || !self.has_another(at, millis) {
            return;
        }
        let until = address.until.load(Ordering::Relaxed);
        let outs = address.outs.load(Ordering::Relaxed);
        let out = LONGEST_OUT.min(OUT * (1 << outs.min(4)));
        // Of several that fail at once, one puts it out.
        let to = millis + whole_millis(out);
        if address.until.compare_exchange(until, to, Ordering::Relaxed, Ordering::Relaxed).is_err()
        {
            return;
        }
        address.outs.fetch_add(1, Ordering::Relaxed);
        let (upstream, address, seconds) =
            (self.upstream.as_str(), address.authority.as_str(), out.as_secs());
        tracing::warn!(upstream, address, seconds, reason = %why, "requests do not go there for now");
    }

    /// What somebody who looks has found; says so when it differs from before.
    pub(crate) fn seen(&self, at: usize, seen: Result<(), &dyn Display>) {
        let address = &self.all[at];
        let was_unwell = address.unwell.swap(seen.is_err(), Ordering::Relaxed);
        let (upstream, address) = (self.upstream.as_str(), address.authority.as_str());
        match seen {
            Err(why) if !was_unwell => {
                tracing::warn!(upstream, address, reason = %why, "it is not healthy; requests go elsewhere, if there is another");
            }
            Ok(()) if was_unwell => tracing::info!(upstream, address, "it is healthy again"),
            Ok(()) | Err(_) => {}
        }
    }

    fn has_another(&self, than: usize, now: u64) -> bool {
        (0..self.count()).any(|at| at != than && self.all[at].is_in(now))
    }

    fn millis(&self, now: Instant) -> u64 {
        whole_millis(now.saturating_duration_since(self.begun))
    }
}

impl Address {
    fn is_out(&self, now: u64) -> bool {
        now < self.until.load(Ordering::Relaxed)
    }

    fn is_in(&self, now: u64) -> bool {
        !self.is_out(now) && !self.unwell.load(Ordering::Relaxed)
    }
}

impl Iterator for Order {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.step < self.count * 2 {
            let at = self.turn.wrapping_add(self.step) % self.count;
            let is_in = self.within >> at & 1 == 1;
            let first_round = self.step < self.count;
            self.step += 1;
            if is_in == first_round {
                return Some(at);
            }
        }
        None
    }
}

fn whole_millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
