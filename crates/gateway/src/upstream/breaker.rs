//! A rest for an upstream that fails every request, and for the requests that would wait for it.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::config::UpstreamName;

/// So many requests fail in a row, and none succeeds,
const FAILURES: u32 = 10;
/// within this time,
const WITHIN: Duration = Duration::from_secs(30);
/// and for so long nobody is let through; then one, to see.
const REST: Duration = Duration::from_secs(5);

/// The same for all workers of a gateway.
#[derive(Debug)]
pub(super) struct Breaker {
    upstream: UpstreamName,
    begun: Instant,
    failures: AtomicU32,
    /// When the first of them was, in milliseconds since `begun`.
    since: AtomicU64,
    /// Until when nobody is let through, likewise; 0 while all are.
    until: AtomicU64,
    /// Whether somebody was let through to see.
    tried: AtomicBool,
}

/// How a request was let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// As all are.
    Usual,
    /// To see whether others can be.
    Trial,
}

/// How long nobody is let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resting(pub(super) Duration);

impl Breaker {
    pub(super) fn new(upstream: UpstreamName) -> Self {
        Self {
            upstream,
            begun: Instant::now(),
            failures: AtomicU32::new(0),
            since: AtomicU64::new(0),
            until: AtomicU64::new(0),
            tried: AtomicBool::new(false),
        }
    }

    /// Whether a request is let through.
    pub(super) fn pass(&self, now: Instant) -> Result<Pass, Resting> {
        match self.until.load(Ordering::Relaxed) {
            0 => Ok(Pass::Usual),
            until => match until.saturating_sub(self.millis(now)) {
                0 if !self.tried.swap(true, Ordering::Relaxed) => Ok(Pass::Trial),
                left => Err(Resting(Duration::from_millis(left))),
            },
        }
    }

    /// Whether nobody is let through, but to see.
    pub(super) fn rests(&self) -> bool {
        self.until.load(Ordering::Relaxed) != 0
    }

    /// A request got an answer, whatever it said.
    pub(super) fn answered(&self) {
        if self.tried.load(Ordering::Relaxed) {
            self.tried.store(false, Ordering::Relaxed);
        }
        if self.failures.load(Ordering::Relaxed) != 0 {
            self.failures.store(0, Ordering::Relaxed);
        }
        if self.until.load(Ordering::Relaxed) != 0 && self.until.swap(0, Ordering::Relaxed) != 0 {
            let upstream = self.upstream.as_str();
            tracing::info!(upstream, "it answers again; requests are let through");
        }
    }

    /// A request that was let through found nobody who answers.
    pub(super) fn failed(&self, now: Instant) {
        let now = self.millis(now);
        let within = now.saturating_sub(self.since.load(Ordering::Relaxed));
        let begins = self.failures.load(Ordering::Relaxed) == 0 || within > millis(WITHIN);
        if begins {
            self.since.store(now, Ordering::Relaxed);
            self.failures.store(0, Ordering::Relaxed);
        }
        let failures = self.failures.fetch_add(1, Ordering::Relaxed) + 1;
        let until = self.until.load(Ordering::Relaxed);
        if until > now || (until == 0 && failures < FAILURES) {
            return;
        }
        // Of several that fail at once, one says so.
        let to = now + millis(REST);
        let mine = self.until.compare_exchange(until, to, Ordering::Relaxed, Ordering::Relaxed);
        if mine.is_ok() && until == 0 {
            let (upstream, seconds) = (self.upstream.as_str(), REST.as_secs());
            tracing::warn!(
                upstream,
                seconds,
                "every request to it fails; all are answered 503 at once, and one is let through \
                 now and then"
            );
        }
    }

    /// A request is over, as it was let through.
    pub(super) fn over(&self, pass: Pass) {
        if pass == Pass::Trial {
            self.tried.store(false, Ordering::Relaxed);
        }
    }

    fn millis(&self, now: Instant) -> u64 {
        millis(now.saturating_duration_since(self.begun))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
