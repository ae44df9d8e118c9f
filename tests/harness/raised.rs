//! A flag that ends a case's threads, whichever way the case itself ends: without it a case that
//! fails in the middle would wait for them for ever.

use std::sync::atomic::{AtomicBool, Ordering};

/// Raises the flag when it is dropped.
pub(crate) struct Raised<'a>(&'a AtomicBool);

impl<'a> Raised<'a> {
    pub(crate) fn when_dropped(flag: &'a AtomicBool) -> Self {
        Self(flag)
    }
}

impl Drop for Raised<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
