//! The one door through which chance comes in: the operating system's generator, or an error.

use std::fmt;

use chrono::{DateTime, Utc};
use rand::rngs::{StdRng, SysError, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::{Builder, Uuid};

/// The operating system gave no random bytes; what was being made must not be made.
#[derive(Debug, thiserror::Error)]
#[error("the operating system's random generator failed: {0}")]
pub struct NoChance(#[from] SysError);

/// `N` bytes that nobody can guess.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoChance> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes)?;
    Ok(bytes)
}

/// A UUID of chance alone (RFC 9562 5.4).
pub fn uuid_v4() -> Result<Uuid, NoChance> {
    Ok(Builder::from_random_bytes(bytes()?).into_uuid())
}

/// A UUID that sorts by the time it was made at, to the millisecond (RFC 9562 5.7).
pub fn uuid_v7(now: DateTime<Utc>) -> Result<Uuid, NoChance> {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Ok(Builder::from_unix_timestamp_millis(millis, &bytes()?).into_uuid())
}

/// Numbers that nobody can guess, for who needs some for every request: the operating system is
/// asked for its seed alone.
pub struct Stream(StdRng);

impl Stream {
    /// A stream of its own.
    pub fn begin() -> Result<Self, NoChance> {
        Ok(Self(StdRng::from_seed(bytes()?)))
    }

    /// Another stream, of which this one tells nothing from now on.
    #[must_use]
    pub fn branch(&mut self) -> Self {
        Self(StdRng::from_seed(self.draw()))
    }

    /// The next `N` bytes.
    pub fn draw<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        assert_ne!(bytes::<32>().unwrap(), bytes::<32>().unwrap());
    }

    #[test]
    fn a_stream_repeats_neither_itself_nor_its_branches() {
        let mut stream = Stream::begin().unwrap();
        let mut branch = stream.branch();
        let mut drawn = [stream.draw::<16>(), stream.draw(), branch.draw(), branch.draw()];
        drawn.sort_unstable();
        assert!(drawn.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn a_v4_says_that_it_is_one() {
        assert_eq!(uuid_v4().unwrap().get_version_num(), 4);
    }

    #[test]
    fn a_v7_carries_the_time_it_was_made_at() {
        let at = DateTime::from_timestamp_millis(1_800_000_000_123).unwrap();
        let made = uuid_v7(at).unwrap();
        let (seconds, nanos) = made.get_timestamp().unwrap().to_unix();
        assert_eq!(made.get_version_num(), 7);
        assert_eq!((seconds, nanos / 1_000_000), (1_800_000_000, 123));
    }

    #[test]
    fn a_later_v7_sorts_after_an_earlier_one() {
        let early = DateTime::from_timestamp_millis(1_800_000_000_000).unwrap();
        let late = DateTime::from_timestamp_millis(1_800_000_000_001).unwrap();
        assert!(uuid_v7(early).unwrap() < uuid_v7(late).unwrap());
    }
}
