//! What comes too often for a line of its own in the audit log: tokens of clients in their own name, and
//! what was refused. It is counted in memory, and written as one line for each hour or minute.

mod writing;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::act::Act;

pub(crate) use writing::{end, keep};

/// How long the tokens of a client are counted for one line.
const ISSUED: TimeDelta = TimeDelta::hours(1);
/// How long refusals are.
const REFUSED: TimeDelta = TimeDelta::minutes(1);
/// How many refusals are told apart at once. Further ones are counted without whom they concern, so nobody
/// who guesses makes the log longer than that.
const MOST: usize = 100;
/// How many addresses of one count are told apart.
const SOURCES: usize = 8;

/// What was counted and is not written yet.
#[derive(Debug, Default)]
pub(crate) struct Tallies(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    /// By client id.
    issued: HashMap<Box<str>, Count>,
    refused: HashMap<Refusal, Count>,
}

/// What is refused alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Refusal {
    pub(crate) act: Act,
    /// The client or user that it concerns, if there is one; nobody may have proven to be it.
    pub(crate) subject: Option<Box<str>>,
    /// Its class, as the caller saw it.
    pub(crate) error: &'static str,
    pub(crate) reason: &'static str,
}

/// How often, from when to when, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Count {
    many: u64,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
    sources: Vec<(IpAddr, u64)>,
    elsewhere: u64,
}

impl Tallies {
    /// Counts a token of a client in its own name.
    pub(crate) fn issued(&self, client: &str, source: IpAddr, now: DateTime<Utc>) {
        let mut counted = self.counted();
        // Nothing is allocated for a client that is counted already.
        match counted.issued.get_mut(client) {
            Some(count) => count.one_more(source, now),
            None => drop(counted.issued.insert(client.into(), Count::first(source, now))),
        }
    }

    /// Counts something that was refused.
    pub(crate) fn refused(&self, refusal: Refusal, source: IpAddr, now: DateTime<Utc>) {
        let mut counted = self.counted();
        let refusal = counted.room_for(refusal);
        match counted.refused.get_mut(&refusal) {
            Some(count) => count.one_more(source, now),
            None => drop(counted.refused.insert(refusal, Count::first(source, now))),
        }
    }

    /// Takes what is to be written at this moment.
    fn due(&self, now: DateTime<Utc>) -> Taken<'_> {
        self.taken(|count, period| (now - count.first).abs() >= period)
    }

    /// Takes everything.
    fn all(&self) -> Taken<'_> {
        self.taken(|_, _| true)
    }

    fn taken(&self, is_due: impl Fn(&Count, TimeDelta) -> bool) -> Taken<'_> {
        let mut counted = self.counted();
        let issued = counted.issued.extract_if(|_, count| is_due(count, ISSUED)).collect();
        let refused = counted.refused.extract_if(|_, count| is_due(count, REFUSED)).collect();
        Taken { from: self, these: Counted { issued, refused } }
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    fn is_empty(&self) -> bool {
        self.issued.is_empty() && self.refused.is_empty()
    }

    /// As it is, or without whom it concerns.
    fn room_for(&self, refusal: Refusal) -> Refusal {
        if self.refused.len() < MOST || self.refused.contains_key(&refusal) {
            refusal
        } else {
            Refusal { subject: None, ..refusal }
        }
    }
}

impl Count {
    fn first(source: IpAddr, now: DateTime<Utc>) -> Self {
        Self { many: 1, first: now, last: now, sources: vec![(source, 1)], elsewhere: 0 }
    }

    fn one_more(&mut self, source: IpAddr, now: DateTime<Utc>) {
        self.many += 1;
        self.last = now.max(self.last);
        self.more_from(source, 1);
    }

    fn more_from(&mut self, source: IpAddr, many: u64) {
        let room = self.sources.len() < SOURCES;
        match self.sources.iter_mut().find(|(known, _)| *known == source) {
            Some((_, count)) => *count += many,
            None if room => self.sources.push((source, many)),
            None => self.elsewhere += many,
        }
    }

    /// Adds what was counted before.
    fn add(&mut self, other: Self) {
        self.many += other.many;
        (self.first, self.last) = (other.first.min(self.first), other.last.max(self.last));
        self.elsewhere += other.elsewhere;
        for (source, many) in other.sources {
            self.more_from(source, many);
        }
    }
}

/// What was counted, on its way to the log. Unless it is settled, it goes back.
struct Taken<'a> {
    from: &'a Tallies,
    these: Counted,
}

impl Taken<'_> {
    /// It has arrived.
    fn settle(mut self) {
        self.these = Counted::default();
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if self.these.is_empty() {
            return;
        }
        let mut counted = self.from.counted();
        for (client, count) in self.these.issued.drain() {
            match counted.issued.get_mut(&client) {
                Some(known) => known.add(count),
                None => drop(counted.issued.insert(client, count)),
            }
        }
        for (refusal, count) in self.these.refused.drain() {
            let refusal = counted.room_for(refusal);
            match counted.refused.get_mut(&refusal) {
                Some(known) => known.add(count),
                None => drop(counted.refused.insert(refusal, count)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
