//! The public keys that clients keep at a `jwks_uri` of their own (RFC 7517 5): fetched when they are
//! needed, kept for a while, and kept on through an outage.
//!
//! Who sends an assertion decides when there is a fetch, so of each address there is one at a time,
//! and no more than one in [`PAUSE`].

mod fetch;
mod set;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use edge::guard::{Forbidden, Guard};
use tokens::assertion::ClientKey;
use tokio::sync;
use tokio::time::Instant;
use tracing::{info, warn};
use url::Url;

pub(crate) use fetch::FetchError;
use fetch::{Fetched, Fetcher};

/// The shortest time from one fetch to the next, whatever is asked for and whatever came of it.
const PAUSE: Duration = Duration::from_secs(10);
/// How long keys are good for that cannot be fetched anew.
const OUTAGE: Duration = Duration::from_hours(24);

/// Keys as they lay at an address.
pub(crate) type KeysThere = Arc<Vec<ClientKey>>;

/// What lies at each address.
#[derive(Debug)]
pub(crate) struct KeySets {
    fetcher: Fetcher,
    /// Of the addresses that were asked for; each is the setting of a client.
    places: Mutex<HashMap<Url, Arc<Place>>>,
}

/// What is known of an address.
#[derive(Debug, Default)]
struct Place {
    kept: Mutex<Option<Kept>>,
    /// When the last fetch began; held during one.
    turn: sync::Mutex<Option<Instant>>,
}

#[derive(Debug, Clone)]
struct Kept {
    keys: KeysThere,
    fetched: Instant,
    fresh_until: Instant,
}

/// Which keys are wanted.
#[derive(Debug, Clone, Copy)]
enum Wanted<'a> {
    /// Those that are fresh.
    Fresh,
    /// Others than these, which did not fit.
    Others(&'a KeysThere),
}

impl Wanted<'_> {
    fn is_met_by(self, kept: &Kept) -> bool {
        match self {
            Self::Fresh => Instant::now() < kept.fresh_until,
            Self::Others(these) => !Arc::ptr_eq(these, &kept.keys),
        }
    }
}

impl KeySets {
    /// With nothing known yet.
    pub(crate) fn new(guard: Guard) -> Self {
        Self { fetcher: Fetcher::new(guard), places: Mutex::default() }
    }

    /// Whether keys at an address may be fetched, as far as that can be said before its name is looked up.
    pub(crate) fn may_lie_at(&self, url: &Url) -> Result<(), Forbidden> {
        self.fetcher.may_call(url)
    }

    /// The keys at an address.
    pub(crate) async fn at(&self, url: &Url) -> Result<KeysThere, FetchError> {
        self.look(url, Wanted::Fresh).await
    }

    /// The keys that lie there now that these did not fit: they may be new. These again, if it is too
    /// soon to look, or nobody answers.
    pub(crate) async fn other_than(
        &self,
        these: &KeysThere,
        url: &Url,
    ) -> Result<KeysThere, FetchError> {
        self.look(url, Wanted::Others(these)).await
    }

    async fn look(&self, url: &Url, wanted: Wanted<'_>) -> Result<KeysThere, FetchError> {
        let place = self.place(url);
        if let Some(kept) = place.kept().filter(|kept| wanted.is_met_by(kept)) {
            return Ok(kept.keys);
        }
        let mut turn = place.turn.lock().await;
        // Who had the turn before may have fetched it.
        if let Some(kept) = place.kept().filter(|kept| wanted.is_met_by(kept)) {
            return Ok(kept.keys);
        }
        if turn.is_some_and(|last| last.elapsed() < PAUSE) {
            return place.through_an_outage(FetchError::TooSoon);
        }
        *turn = Some(Instant::now());
        match self.fetcher.fetch(url).await {
            Ok(fetched) => Ok(place.keep(fetched, url)),
            Err(error) => {
                warn!(%url, %error, "the keys at a client's jwks_uri cannot be fetched");
                place.through_an_outage(error)
            }
        }
    }

    fn place(&self, url: &Url) -> Arc<Place> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(url.clone()).or_default())
    }
}

impl Place {
    fn kept(&self) -> Option<Kept> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, fetched: Fetched, url: &Url) -> KeysThere {
        let keys = Arc::new(fetched.keys);
        info!(%url, keys = keys.len(), "the keys at a client's jwks_uri were fetched");
        let now = Instant::now();
        let fresh_until = now + fetched.fresh_for;
        *self.lock() = Some(Kept { keys: Arc::clone(&keys), fetched: now, fresh_until });
        keys
    }

    fn through_an_outage(&self, error: FetchError) -> Result<KeysThere, FetchError> {
        let kept = self.kept().filter(|kept| kept.fetched.elapsed() < OUTAGE);
        kept.map(|kept| kept.keys).ok_or(error)
    }
}
