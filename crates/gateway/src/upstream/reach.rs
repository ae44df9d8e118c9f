//! The way to an upstream as all workers of a gateway share it: who may go now, and to which address.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use edge::scheme::Scheme;
use http::Uri;
use http::uri::{self, Authority, PathAndQuery};
use tokio::time::Instant;
use url::Url;

use super::CredentialError;
use super::addresses::{Addresses, Order};
use super::breaker::{Breaker, Pass};
use crate::config::{HealthConfig, ReachConfig, UpstreamName};
use crate::refusal::Refusal;

/// An upstream's addresses, and how it fares.
#[derive(Debug)]
pub(crate) struct Reach {
    addresses: Addresses,
    breaker: Breaker,
    scheme: uri::Scheme,
    in_flight: AtomicUsize,
    most_in_flight: usize,
    patience: Patience,
    health: Option<HealthConfig>,
}

/// How long an upstream may be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patience {
    /// Before its answer.
    pub(crate) head: Duration,
    /// Within a body, on its way there or back.
    pub(crate) body: Duration,
}

impl Patience {
    /// The same for everything.
    pub(crate) const fn of(time: Duration) -> Self {
        Self { head: time, body: time }
    }
}

/// Leave to send one request; held until its answer was passed on.
#[derive(Debug)]
pub(crate) struct Admitted {
    reach: Arc<Reach>,
    pass: Pass,
}

impl Reach {
    pub(super) fn new(name: &UpstreamName, config: &ReachConfig) -> Result<Self, CredentialError> {
        let authorities: Vec<_> =
            config.addresses.iter().map(authority).collect::<Result<_, _>>()?;
        Ok(Self {
            addresses: Addresses::new(name.clone(), authorities),
            breaker: Breaker::new(name.clone()),
            scheme: match config.scheme() {
                Scheme::Http => uri::Scheme::HTTP,
                Scheme::Https => uri::Scheme::HTTPS,
            },
            in_flight: AtomicUsize::new(0),
            most_in_flight: config.max_in_flight,
            patience: Patience { head: config.timeout, body: config.idle_timeout },
            health: config.health.clone(),
        })
    }

    pub(crate) const fn patience(&self) -> Patience {
        self.patience
    }

    pub(crate) const fn health(&self) -> Option<&HealthConfig> {
        self.health.as_ref()
    }

    pub(crate) const fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Whether one more request may go there, if not all of the last ones failed.
    pub(crate) fn admit(self: &Arc<Self>, now: Instant) -> Result<Admitted, Refusal> {
        if self.in_flight.fetch_add(1, Ordering::Relaxed) >= self.most_in_flight {
            self.in_flight.fetch_sub(1, Ordering::Relaxed);
            return Err(Refusal::Busy);
        }
        match self.breaker.pass(now) {
            Ok(pass) => Ok(Admitted { reach: Arc::clone(self), pass }),
            Err(resting) => {
                self.in_flight.fetch_sub(1, Ordering::Relaxed);
                Err(Refusal::Resting { left: resting.0 })
            }
        }
    }

    /// How many requests it is answering.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub(crate) fn in_flight(&self) -> f64 {
        self.in_flight.load(Ordering::Relaxed) as f64
    }

    /// How many there may be at once.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub(crate) const fn most_in_flight(&self) -> f64 {
        self.most_in_flight as f64
    }

    /// Whether nobody is let through for a while.
    pub(crate) fn rests(&self) -> bool {
        self.breaker.rests()
    }

    /// Whom a request asks, one after the other.
    pub(crate) fn order(&self, turn: usize, now: Instant) -> Order {
        self.addresses.order(turn, now)
    }

    /// A path and query at one of the addresses.
    pub(crate) fn uri(&self, at: usize, target: PathAndQuery) -> Result<Uri, http::Error> {
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.addresses.authority(at).clone())
            .path_and_query(target)
            .build()
    }

    /// The same path and query at one of the addresses.
    pub(crate) fn moved(&self, uri: &Uri, to: usize) -> Option<Uri> {
        let target = uri.path_and_query()?.clone();
        self.uri(to, target).ok()
    }
}

impl Admitted {
    /// One of the addresses answered.
    pub(crate) fn answered(&self, at: usize) {
        self.reach.addresses.answers(at);
        self.reach.breaker.answered();
    }

    /// One of the addresses did not.
    pub(crate) fn failed_at(&self, at: usize, why: &dyn Display) {
        self.reach.addresses.fails(at, why, Instant::now());
    }

    /// There is nobody else to ask.
    pub(crate) fn failed(&self) {
        self.reach.breaker.failed(Instant::now());
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.reach.in_flight.fetch_sub(1, Ordering::Relaxed);
        self.reach.breaker.over(self.pass);
    }
}

fn authority(address: &Url) -> Result<Authority, CredentialError> {
    let host = address.host_str().unwrap_or_default();
    let port = address.port_or_known_default().unwrap_or_default();
    Authority::try_from(format!("{host}:{port}")).map_err(|_| CredentialError::Address)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn so_many_go_at_once_and_one_more_when_one_is_back() {
        let config = ReachConfig {
            max_in_flight: 2,
            ..ReachConfig::at(vec!["http://127.0.0.1:1".parse().unwrap()])
        };
        let name = UpstreamName::parse("openzaak").unwrap();
        let (reach, now) = (Arc::new(Reach::new(&name, &config).unwrap()), Instant::now());
        let [first, second] = [(); 2].map(|()| reach.admit(now).unwrap());
        for _ in 0..3 {
            assert!(matches!(reach.admit(now), Err(Refusal::Busy)));
        }
        drop(first);
        let third = reach.admit(now).unwrap();
        assert!(matches!(reach.admit(now), Err(Refusal::Busy)));
        drop((second, third));
        assert!(reach.admit(now).is_ok());
    }
}
