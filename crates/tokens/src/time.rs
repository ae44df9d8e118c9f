//! The only notion of time in this crate: whole seconds, handed in by the caller.

use std::fmt;

/// Seconds since 1970-01-01T00:00:00Z, leap seconds ignored (`NumericDate`, RFC 7519 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

impl UnixTime {
    /// 9999-12-31T23:59:59Z, the latest moment that a claim may name.
    pub(crate) const LATEST: Self = Self(253_402_300_799);

    /// A moment, in seconds.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The bare number of seconds.
    pub const fn as_secs(self) -> i64 {
        self.0
    }

    /// The moment some seconds later; stays at the end of the range instead of overflowing.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The moment some seconds earlier; stays at the end of the range instead of overflowing.
    #[must_use]
    pub const fn minus(self, seconds: i64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_at_the_ends_of_the_range_does_not_wrap() {
        assert_eq!(UnixTime::new(i64::MAX).plus(1), UnixTime::new(i64::MAX));
        assert_eq!(UnixTime::new(i64::MIN).minus(1), UnixTime::new(i64::MIN));
        assert_eq!(UnixTime::new(5).plus(2).minus(4), UnixTime::new(3));
    }
}
