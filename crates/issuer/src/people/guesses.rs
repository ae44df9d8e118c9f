//! How often who has guessed a password wrongly may try again.
//!
//! Only wrong passwords count, and each counts in four places: for the user from that address, for the
//! address, for the user from wherever, and for everybody together. Who guesses at somebody from
//! elsewhere therefore never closes the door on them at their own address: there, the last two do not
//! count once a password was right. From an address that is new for them they wait, if many have guessed
//! at them lately, as long as the next guess of anybody does.
//!
//! All of this is in memory, each process by itself, and bounded: what is not there counts as nothing
//! guessed, so a restart forgives, and so does an attacker with more addresses than fit. What remains
//! then is what everybody together may guess, and what the hashing pool takes.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use quick_cache::unsync::Cache;

use crate::person::UsernameKey;

/// How many of each are remembered; each takes some tens of bytes.
const CAPACITY: usize = 50_000;

/// So many at once, and then one in a while.
#[derive(Debug, Clone, Copy)]
struct Rate {
    burst: i64,
    /// In milliseconds.
    every: i64,
}

/// A user from one address.
const PAIR: Rate = Rate { burst: 5, every: 30_000 };
/// An address, which may be that of a whole town hall.
const SOURCE: Rate = Rate { burst: 100, every: 2_000 };
/// A user from addresses where their password was never right.
const USER: Rate = Rate { burst: 50, every: 60_000 };
/// Everybody, from such addresses.
const ALL: Rate = Rate { burst: 1_000, every: 100 };

type Key = [u8; 16];

/// When the guesses so far would be over at the rate, in milliseconds since 1970 (a leaky bucket that is
/// kept as one number).
type Until = i64;

/// What was guessed lately.
pub(crate) struct Guesses {
    /// So that nobody can choose names that are one here.
    key: [u8; 32],
    counted: Mutex<Counted>,
}

struct Counted {
    pairs: Cache<Key, Until>,
    sources: Cache<Key, Until>,
    users: Cache<Key, Until>,
    all: Until,
    /// Where a user's password was right.
    right: Cache<Key, ()>,
}

/// Too much was guessed: when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong passwords; again in {0:?}")]
pub(super) struct Wait(pub(super) Duration);

/// Leave for one guess, which counts as wrong until it is said to be right.
pub(super) struct Leave<'a> {
    of: &'a Guesses,
    keys: Keys,
    known: bool,
}

#[derive(Clone, Copy)]
struct Keys {
    pair: Key,
    source: Key,
    user: Key,
}

impl std::fmt::Debug for Guesses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guesses")
    }
}

impl Guesses {
    pub(crate) fn new() -> Result<Self, NoChance> {
        let counted = Counted {
            pairs: Cache::new(CAPACITY),
            sources: Cache::new(CAPACITY),
            users: Cache::new(CAPACITY),
            all: 0,
            right: Cache::new(CAPACITY),
        };
        Ok(Self { key: chance::bytes()?, counted: Mutex::new(counted) })
    }

    /// Whether somebody may guess now. Users that are not there are counted as those that are.
    pub(super) fn leave(
        &self,
        user: &UsernameKey,
        source: IpAddr,
        now: DateTime<Utc>,
    ) -> Result<Leave<'_>, Wait> {
        let (keys, now) = (self.keys(user, source), now.timestamp_millis());
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let known = counted.right.get(&keys.pair).is_some();
        let pair = PAIR.next(counted.pairs.get(&keys.pair), now);
        let source = SOURCE.next(counted.sources.get(&keys.source), now);
        let user = USER.next(counted.users.get(&keys.user), now);
        let all = ALL.next(Some(&counted.all), now);
        let (pair, source) = (pair?, source?);
        if !known {
            let (user, all) = (user?, all?);
            counted.users.insert(keys.user, user);
            counted.all = all;
        }
        counted.pairs.insert(keys.pair, pair);
        counted.sources.insert(keys.source, source);
        Ok(Leave { of: self, keys, known })
    }

    fn keys(&self, user: &UsernameKey, source: IpAddr) -> Keys {
        let source = network(source).to_string();
        let key = |kind: &[u8], user: &str, source: &str| {
            let mut hasher = blake3::Hasher::new_keyed(&self.key);
            hasher.update(kind).update(source.as_bytes()).update(b"\0").update(user.as_bytes());
            let mut key = Key::default();
            hasher.finalize_xof().fill(&mut key);
            key
        };
        let user = user.as_str();
        Keys {
            pair: key(b"p", user, &source),
            source: key(b"s", "", &source),
            user: key(b"u", user, ""),
        }
    }
}

impl Leave<'_> {
    /// The password was right: nothing was guessed, and this is one of their addresses.
    pub(super) fn right(self) {
        let mut counted = self.of.counted.lock().unwrap_or_else(PoisonError::into_inner);
        self.give_back(&mut counted);
        counted.right.insert(self.keys.pair, ());
    }

    /// Nobody looked whether it was right.
    pub(super) fn unused(self) {
        let mut counted = self.of.counted.lock().unwrap_or_else(PoisonError::into_inner);
        self.give_back(&mut counted);
    }

    fn give_back(&self, counted: &mut Counted) {
        let Keys { pair, source, user } = self.keys;
        lower(&mut counted.pairs, pair, PAIR);
        lower(&mut counted.sources, source, SOURCE);
        if !self.known {
            lower(&mut counted.users, user, USER);
            counted.all -= ALL.every;
        }
    }
}

fn lower(counted: &mut Cache<Key, Until>, key: Key, rate: Rate) {
    let until = counted.get(&key).map(|until| until - rate.every);
    if let Some(until) = until {
        counted.insert(key, until);
    }
}

impl Rate {
    /// What is counted with one guess more.
    fn next(self, until: Option<&Until>, now: i64) -> Result<Until, Wait> {
        let next = until.copied().unwrap_or(0).max(now) + self.every;
        let over = next - now - self.burst * self.every;
        if over <= 0 {
            return Ok(next);
        }
        Err(Wait(Duration::from_millis(u64::try_from(over).unwrap_or(0))))
    }
}

/// Of IPv6 the network: one subscriber has all of its addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        four @ IpAddr::V4(_) => four,
    }
}

#[cfg(test)]
mod tests;
