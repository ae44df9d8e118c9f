//! Which of the issuer's addresses is asked first: where one of them was last heard, and not where
//! one was last silent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The number of an address, the same for the feed and all workers of a gateway.
#[derive(Debug, Clone, Default)]
pub(crate) struct First(Arc<AtomicUsize>);

impl First {
    /// Where to begin.
    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// The feed was opened there.
    pub(crate) fn heard_at(&self, at: usize) {
        self.0.store(at, Ordering::Relaxed);
    }

    /// There was no answer there: the next one comes first, unless that was settled meanwhile.
    pub(crate) fn pass_on(&self, at: usize, next: usize) {
        let _ = self.0.compare_exchange(at, next, Ordering::Relaxed, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silence_counts_once_however_many_requests_met_it() {
        let first = First::default();
        let (one, another) = (first.get(), first.get());
        first.pass_on(one, 1);
        first.pass_on(another, 1);
        assert_eq!(first.get(), 1);
    }

    #[test]
    fn what_was_silent_elsewhere_leaves_the_feeds_own_issuer_first() {
        let first = First::default();
        first.heard_at(2);
        first.pass_on(0, 1);
        assert_eq!(first.clone().get(), 2);
    }
}
