//! How often who has guessed wrongly may try again: at the password of a user, at the secret of a client.
//!
//! Only wrong guesses count, and each counts in four places: for the name from that address, for the
//! address, for the name from wherever, and for everybody together. Once somebody's guess was right from an
//! address, only the first counts for them there: who guesses at them from elsewhere, or at others from
//! their own town hall, never closes the door on them. From an address that is new for them they wait, if many have guessed
//! at them lately, as long as the next guess of anybody does.
//!
//! All of this is in memory, each process by itself, and bounded: what is not there counts as nothing
//! guessed, so a restart forgives, and so does an attacker with more addresses than fit. What remains
//! then is what everybody together may guess, and what the hashing pool takes.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use quick_cache::unsync::Cache;

use crate::pace::{CAPACITY, Pace, Until, Wait};

/// How often what may be guessed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rates {
    /// A name from one address.
    pair: Pace,
    /// An address, which may be that of a whole town hall.
    source: Pace,
    /// A name from addresses where the guess was never right.
    name: Pace,
    /// Everybody, from such addresses.
    all: Pace,
}

impl Rates {
    /// Of passwords, which people choose.
    pub(crate) const PASSWORDS: Self = Self {
        pair: Pace { burst: 5, every: 30_000 },
        source: Pace { burst: 100, every: 2_000 },
        name: Pace { burst: 50, every: 60_000 },
        all: Pace { burst: 1_000, every: 100 },
    };
    /// Of what clients prove themselves by. Nobody guesses that; but a client that was given a wrong
    /// one asks again and again, and each time costs something.
    pub(crate) const SECRETS: Self = Self {
        pair: Pace { burst: 100, every: 1_000 },
        source: Pace { burst: 500, every: 100 },
        name: Pace { burst: 1_000, every: 100 },
        all: Pace { burst: 5_000, every: 10 },
    };
    /// Of tokens at introspection. They are not to be guessed either, and a gateway asks about whatever
    /// strangers show it.
    pub(crate) const TOKENS: Self = Self {
        pair: Pace { burst: 500, every: 100 },
        source: Pace { burst: 2_000, every: 10 },
        name: Pace { burst: 5_000, every: 10 },
        all: Pace { burst: 10_000, every: 5 },
    };
    /// Of registrations that fail, by the token they came with: who tries something out is let.
    pub(crate) const REGISTRATIONS: Self = Self {
        pair: Pace { burst: 100, every: 1_000 },
        source: Pace { burst: 2_000, every: 50 },
        name: Pace { burst: 200, every: 500 },
        all: Pace { burst: 5_000, every: 20 },
    };
    /// Of requests that are pushed in the name of clients that prove nothing: anybody can.
    pub(crate) const PUSHES: Self = Self {
        pair: Pace { burst: 120, every: 1_000 },
        source: Pace { burst: 300, every: 250 },
        name: Pace { burst: 2_000, every: 50 },
        all: Pace { burst: 5_000, every: 20 },
    };
}

type Key = [u8; 16];

/// What was guessed lately.
pub(crate) struct Guesses {
    /// So that nobody can choose names that are one here.
    key: [u8; 32],
    rates: Rates,
    counted: Mutex<Counted>,
}

struct Counted {
    pairs: Cache<Key, Until>,
    sources: Cache<Key, Until>,
    names: Cache<Key, Until>,
    all: Until,
    /// From where a name's guess was right.
    right: Cache<Key, ()>,
}

/// Leave for one guess, which counts as wrong until it is said to be right.
pub(crate) struct Leave<'a> {
    of: &'a Guesses,
    keys: Keys,
    known: bool,
}

#[derive(Clone, Copy)]
struct Keys {
    pair: Key,
    source: Key,
    name: Key,
}

impl std::fmt::Debug for Guesses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guesses")
    }
}

impl Guesses {
    pub(crate) fn new(rates: Rates) -> Result<Self, NoChance> {
        let counted = Counted {
            pairs: Cache::new(CAPACITY),
            sources: Cache::new(CAPACITY),
            names: Cache::new(CAPACITY),
            all: 0,
            right: Cache::new(CAPACITY),
        };
        Ok(Self { key: chance::bytes()?, rates, counted: Mutex::new(counted) })
    }

    /// Whether somebody may guess now. Names that are not there are counted as those that are.
    pub(crate) fn leave(
        &self,
        name: &str,
        source: IpAddr,
        now: DateTime<Utc>,
    ) -> Result<Leave<'_>, Wait> {
        let (keys, now) = (self.keys(name, source), now.timestamp_millis());
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let known = counted.right.get(&keys.pair).is_some();
        let rates = self.rates;
        let pair = rates.pair.next(counted.pairs.get(&keys.pair), now);
        let source = rates.source.next(counted.sources.get(&keys.source), now);
        let name = rates.name.next(counted.names.get(&keys.name), now);
        let all = rates.all.next(Some(&counted.all), now);
        let pair = pair?;
        if !known {
            let (source, name, all) = (source?, name?, all?);
            counted.sources.insert(keys.source, source);
            counted.names.insert(keys.name, name);
            counted.all = all;
        }
        counted.pairs.insert(keys.pair, pair);
        Ok(Leave { of: self, keys, known })
    }

    fn keys(&self, name: &str, source: IpAddr) -> Keys {
        let source = network(source).to_string();
        let key = |kind: &[u8], name: &str, source: &str| {
            let mut hasher = blake3::Hasher::new_keyed(&self.key);
            hasher.update(kind).update(source.as_bytes()).update(b"\0").update(name.as_bytes());
            let mut key = Key::default();
            hasher.finalize_xof().fill(&mut key);
            key
        };
        Keys {
            pair: key(b"p", name, &source),
            source: key(b"s", "", &source),
            name: key(b"n", name, ""),
        }
    }
}

impl Leave<'_> {
    /// It was right: nothing was guessed, and this is one of their addresses.
    pub(crate) fn right(self) {
        let mut counted = self.of.counted.lock().unwrap_or_else(PoisonError::into_inner);
        self.give_back(&mut counted);
        counted.right.insert(self.keys.pair, ());
    }

    /// Nobody looked whether it was right.
    pub(crate) fn unused(self) {
        let mut counted = self.of.counted.lock().unwrap_or_else(PoisonError::into_inner);
        self.give_back(&mut counted);
    }

    fn give_back(&self, counted: &mut Counted) {
        let (Keys { pair, source, name }, rates) = (self.keys, self.of.rates);
        lower(&mut counted.pairs, pair, rates.pair);
        if !self.known {
            lower(&mut counted.sources, source, rates.source);
            lower(&mut counted.names, name, rates.name);
            counted.all -= rates.all.every;
        }
    }
}

fn lower(counted: &mut Cache<Key, Until>, key: Key, rate: Pace) {
    let until = counted.get(&key).map(|until| until - rate.every);
    if let Some(until) = until {
        counted.insert(key, until);
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
