//! When credentials were last used, to the minute: noted in memory where they are used, and handed
//! on once a minute; by a gateway to its issuer, by an issuer to its database.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::fmt::Display;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tokens::UnixTime;
use tracing::warn;

use crate::clock::Clock;

/// Path under the issuer's address where gateways report them.
pub const PATH: &str = "/feed/v1/uses";
/// How many one report names at most.
pub const MOST_REPORTED: usize = 1_000;

/// How often they are handed on at most.
const EVERY: TimeDelta = TimeDelta::minutes(1);
/// How often it is asked whether that is due.
const LOOK: Duration = Duration::from_millis(250);
/// How long after it failed it is tried again.
const AGAIN: Duration = Duration::from_secs(3);

/// A minute, counted from 1970 on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Minute(u32);

impl Minute {
    /// The one that a moment lies in.
    pub fn of(moment: DateTime<Utc>) -> Self {
        Self::at(UnixTime::new(moment.timestamp()))
    }

    /// The one that a second lies in.
    pub fn at(second: UnixTime) -> Self {
        Self(u32::try_from(second.as_secs().div_euclid(60)).unwrap_or_default())
    }

    /// Its first moment.
    pub fn start(self) -> DateTime<Utc> {
        DateTime::from_timestamp(i64::from(self.0) * 60, 0).unwrap_or_default()
    }
}

/// What a gateway reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The ids of API tokens and of keys of ZGW JWTs, and when each was last used, as a number of minutes since 1970.
    pub uses: BTreeMap<String, Minute>,
}

/// The ids of credentials, and when each was last used.
pub type Noted = HashMap<Box<str>, Minute>;

/// Which credentials were used since it was last handed on; never more of them than there are.
#[derive(Debug, Default)]
pub struct Uses(Mutex<Noted>);

impl Uses {
    /// Notes that the credential of this id was used.
    pub fn note(&self, id: &str, at: Minute) {
        let mut noted = self.noted();
        match noted.get_mut(id) {
            Some(known) => *known = at.max(*known),
            None => drop(noted.insert(id.into(), at)),
        }
    }

    /// Takes what was noted, for as long as it takes to hand it on.
    pub fn take(&self) -> Taken<'_> {
        Taken { from: self, these: Arc::new(std::mem::take(&mut *self.noted())) }
    }

    /// Hands on what is noted, again and again: once a minute at most, and soon after the first use
    /// that follows a minute without one. What could not be handed on is kept, and told once.
    pub async fn hand_on<Arrived, E>(
        &self,
        clock: &Clock,
        to: impl Fn(Arc<Noted>) -> Arrived,
    ) -> Infallible
    where
        Arrived: Future<Output = Result<(), E>>,
        E: Display,
    {
        let (mut last, mut failing) = (None, false);
        loop {
            tokio::time::sleep(LOOK).await;
            if self.noted().is_empty() || !is_due(last, clock.now()) {
                continue;
            }
            let taken = self.take();
            match to(taken.these()).await {
                Ok(()) => {
                    taken.settle();
                    (last, failing) = (Some(clock.now()), false);
                }
                Err(error) => {
                    drop(taken);
                    if !failing {
                        warn!(%error, "when credentials were last used is not known elsewhere; it is kept, and tried again");
                    }
                    failing = true;
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that was set back holds nothing up.
fn is_due(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_none_or(|last| (now - last).abs() >= EVERY)
}

/// What was noted, on its way. Unless it is settled, it goes back: nothing is lost with whoever
/// carried it.
#[derive(Debug)]
pub struct Taken<'a> {
    from: &'a Uses,
    these: Arc<Noted>,
}

impl Taken<'_> {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.these.is_empty()
    }

    /// All of it.
    pub fn these(&self) -> Arc<Noted> {
        Arc::clone(&self.these)
    }

    /// It has arrived.
    pub fn settle(mut self) {
        self.these = Arc::default();
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.these.iter().for_each(|(id, at)| self.from.note(id, *at));
    }
}

#[cfg(test)]
mod tests;
