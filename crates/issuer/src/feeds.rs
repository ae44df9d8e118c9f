//! The feeds that are open at this issuer, for who looks: which gateway, since when, how far.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use edge::feed::ChangeNumber;

use crate::model::CredentialId;

/// One open feed.
#[derive(Debug, Clone)]
pub(crate) struct OpenFeed {
    pub(crate) gateway: ClientId,
    pub(crate) credential: CredentialId,
    pub(crate) peer: Option<IpAddr>,
    pub(crate) since: DateTime<Utc>,
    /// The last number that was sent; none before the first snapshot has ended.
    pub(crate) sent: ChangeNumber,
}

/// All of them, in the order they were opened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Feeds(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    next: u64,
    feeds: BTreeMap<u64, OpenFeed>,
}

/// A feed's place among them; dropped, the feed is gone from there.
#[derive(Debug)]
pub(crate) struct Seat {
    feeds: Feeds,
    number: u64,
}

impl Feeds {
    /// Adds one.
    pub(crate) fn open(&self, feed: OpenFeed) -> Seat {
        let mut open = self.lock();
        let number = open.next;
        open.next += 1;
        open.feeds.insert(number, feed);
        Seat { feeds: self.clone(), number }
    }

    /// Every one that is open now.
    pub(crate) fn all(&self) -> Vec<OpenFeed> {
        self.lock().feeds.values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Notes how far this feed is.
    pub(crate) fn sent(&self, number: ChangeNumber) {
        if let Some(feed) = self.feeds.lock().feeds.get_mut(&self.number) {
            feed.sent = number;
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.feeds.lock().feeds.remove(&self.number);
    }
}
