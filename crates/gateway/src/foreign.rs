//! Other issuers whose tokens are taken, each with the keys that it was last heard to have.
//!
//! Keys are fetched by one task for each issuer, whoever asks: at the start, again and again, and at most
//! once in [`PAUSE`] because a token names a key that is not known.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use edge::tls::Verification;
use tokens::assertion::ClientKey;
use tokens::foreign::Expected;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::{Instant, sleep_until, timeout};

use crate::config::{ForeignIssuerConfig, ForeignScope, KeysAt};

mod fetch;

pub use fetch::TrustFault;
use fetch::{FetchError, Fetched, Fetcher};

/// The shortest time from one fetch to the next, whatever is asked for and whatever came of it.
const PAUSE: Duration = Duration::from_secs(10);
/// How long a request waits for keys that are fetched.
const PATIENCE: Duration = Duration::from_secs(1);
/// How many requests may wait for them at once.
const WAITERS: usize = 256;

/// An issuer that is not ours.
#[derive(Debug)]
pub(crate) struct ForeignIssuer {
    pub(crate) name: String,
    pub(crate) expected: Expected,
    pub(crate) scope: ForeignScope,
    max_key_age: Duration,
    keys_at: KeysAt,
    /// By whose word what was fetched is believed.
    verification: Verification,
    fetcher: Fetcher,
    kept: ArcSwapOption<Kept>,
    /// When the last fetch began, and whether it runs still.
    last: Mutex<Option<Fetch>>,
    wanted: Notify,
    /// How many fetches have ended.
    ended: watch::Sender<u64>,
    waiting: Semaphore,
}

#[derive(Debug)]
struct Kept {
    keys: Arc<Vec<ClientKey>>,
    fetched: Instant,
}

#[derive(Debug, Clone, Copy)]
struct Fetch {
    began: Instant,
    runs: bool,
}

impl ForeignIssuer {
    /// One whose keys are not known yet.
    pub(crate) fn new(config: &ForeignIssuerConfig, leeway: i64) -> Result<Self, TrustFault> {
        Ok(Self {
            name: config.name.clone(),
            expected: Expected {
                issuer: config.issuer.clone(),
                audience: config.audience.clone(),
                algorithms: config.algorithms.clone(),
                types: config.types,
                client_claim: config.client_claim.clone(),
                leeway,
            },
            scope: config.scope,
            max_key_age: config.max_key_age,
            keys_at: config.keys.clone(),
            verification: config.verification.clone(),
            fetcher: Fetcher::new(config)?,
            kept: ArcSwapOption::empty(),
            last: Mutex::default(),
            wanted: Notify::new(),
            ended: watch::Sender::new(0),
            waiting: Semaphore::new(WAITERS),
        })
    }

    /// What one of these was heard of, if it is the same issuer with its keys at the same place, believed
    /// by the same word: after a reload nobody waits for what was known before.
    pub(crate) fn knowing_what_one_of(self, known: &[Arc<Self>]) -> Self {
        let same = |other: &&Arc<Self>| {
            other.expected.issuer == self.expected.issuer
                && other.keys_at == self.keys_at
                && other.verification == self.verification
        };
        if let Some(before) = known.iter().find(same) {
            self.kept.store(before.kept.load_full());
        }
        self
    }

    /// The keys that it was last heard to have; none when that is too long ago.
    pub(crate) fn keys(&self) -> Arc<Vec<ClientKey>> {
        let kept = self.kept.load();
        let kept = kept.as_deref().filter(|kept| kept.fetched.elapsed() < self.max_key_age);
        kept.map(|kept| Arc::clone(&kept.keys)).unwrap_or_default()
    }

    /// Returns when its keys were fetched anew, or at once if that cannot be now.
    pub(crate) async fn look_again(&self) {
        let Ok(_waiting) = self.waiting.try_acquire() else { return };
        let mut ended = self.ended.subscribe();
        match self.last() {
            Some(fetch) if fetch.runs => {}
            Some(fetch) if fetch.began.elapsed() < PAUSE => return,
            _ => self.wanted.notify_one(),
        }
        // Whatever comes of it, the keys say.
        let _ = timeout(PATIENCE, ended.changed()).await;
    }

    /// Fetches its keys for as long as the gateway runs.
    pub(crate) async fn follow(&self) -> Infallible {
        let mut failing = false;
        loop {
            let began = Instant::now();
            self.set(Fetch { began, runs: true });
            let fetched = self.fetcher.fetch().await;
            let again = began + next_after(&fetched, self.max_key_age);
            self.take(fetched, &mut failing);
            self.set(Fetch { began, runs: false });
            self.ended.send_modify(|ended| *ended += 1);
            tokio::select! {
                () = sleep_until(again) => {}
                () = self.wanted.notified() => sleep_until(began + PAUSE).await,
            }
        }
    }

    fn take(&self, fetched: Result<Fetched, FetchError>, failing: &mut bool) {
        match fetched {
            Ok(Fetched { keys, .. }) => {
                if *failing || self.kept.load().is_none() {
                    tracing::info!(issuer = self.name, keys = keys.len(), "its keys were fetched");
                }
                let kept = Kept { keys: Arc::new(keys), fetched: Instant::now() };
                self.kept.store(Some(Arc::new(kept)));
                *failing = false;
            }
            Err(error) => {
                if !*failing {
                    tracing::warn!(
                        issuer = self.name,
                        %error,
                        "its keys cannot be fetched; those that are known go on for max_key_age"
                    );
                }
                *failing = true;
            }
        }
    }

    fn last(&self) -> Option<Fetch> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, fetch: Fetch) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(fetch);
    }
}

/// When they are fetched again. Keys that are kept for a short time are fetched before that is over, however long
/// their server says that they are fresh: else they would be gone in between.
fn next_after(fetched: &Result<Fetched, FetchError>, max_key_age: Duration) -> Duration {
    let fresh_for = fetched.as_ref().map_or(PAUSE, |fetched| fetched.fresh_for);
    fresh_for.min(max_key_age / 2).max(PAUSE)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use edge::tls::{TlsName, Trust};
    use tokens::foreign::Types;
    use url::Url;

    use super::*;

    fn issuer(change: impl FnOnce(&mut ForeignIssuerConfig)) -> ForeignIssuer {
        let mut config = ForeignIssuerConfig {
            name: "elders".to_owned(),
            issuer: "https://elders.example".to_owned(),
            keys: KeysAt::Jwks(Url::parse("https://elders.example/keys").unwrap()),
            verification: Verification { trust: Trust::System, name: None },
            audience: Vec::new(),
            client_claim: "client_id".to_owned(),
            algorithms: Vec::new(),
            types: Types::default(),
            scope: ForeignScope::default(),
            max_key_age: Duration::from_hours(24),
        };
        change(&mut config);
        ForeignIssuer::new(&config, 10).unwrap()
    }

    #[test]
    fn keys_outlast_a_reload_where_they_would_be_fetched_and_believed_as_before() {
        let before = issuer(|_| ());
        before.kept.store(Some(Arc::new(Kept { keys: Arc::default(), fetched: Instant::now() })));
        let known = [Arc::new(before)];
        let knows = |change: fn(&mut ForeignIssuerConfig)| {
            issuer(change).knowing_what_one_of(&known).kept.load().is_some()
        };
        assert!(knows(|config| config.name = "anders".to_owned()), "what it is called here");
        assert!(!knows(|config| config.issuer.push('/')));
        let elsewhere = |config: &mut ForeignIssuerConfig| {
            config.keys = KeysAt::Jwks(Url::parse("https://elders.example/other").unwrap());
        };
        assert!(!knows(elsewhere));
        let by_name = |config: &mut ForeignIssuerConfig| {
            config.verification.name = Some(TlsName::parse("other.example").unwrap());
        };
        assert!(!knows(by_name), "who was believed before may have been somebody else");
    }

    #[test]
    fn keys_are_fetched_anew_before_they_are_too_old_to_count() {
        let secs = |fresh, most| {
            let fetched = Fetched { keys: Vec::new(), fresh_for: Duration::from_secs(fresh) };
            next_after(&Ok(fetched), Duration::from_secs(most)).as_secs()
        };
        assert_eq!((secs(600, 86_400), secs(600, 300), secs(3_600, 3_600)), (600, 150, 1_800));
        assert_eq!(secs(600, 20), 10, "the shortest that can be said");
        let failed = next_after(&Err(FetchError::NoKey), Duration::from_hours(24));
        assert_eq!(failed, PAUSE);
    }
}
