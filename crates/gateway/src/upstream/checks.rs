//! Looks at the addresses of one upstream at intervals, for all workers of a gateway.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use edge::client::{Bounds, CallError, Client};
use edge::stop::StopSignal;
use edge::tls::Remedies;
use futures_util::future::join_all;
use http::uri::PathAndQuery;
use http::{HeaderValue, Request, StatusCode, header};
use http_body_util::Full;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::{FORWARDED_PROTO, Reach, Upstream};
use crate::config::HealthConfig;
use crate::forward::Standing;

/// How much of an answer is read: its status is what counts.
const BODY: usize = 64 * 1024;

/// Who looks, how, and what was seen.
pub(crate) struct Checks {
    reach: Arc<Reach>,
    health: HealthConfig,
    host: HeaderValue,
    scheme: HeaderValue,
    client: Client<Standing>,
    tallies: Vec<Tally>,
}

/// Why an address is not well.
#[derive(Debug, thiserror::Error)]
enum Unwell {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("it answered {found} to its health check, not {wanted}")]
    Status { found: StatusCode, wanted: u16 },
    #[error("its health check cannot be asked for")]
    Request(#[from] http::Error),
}

/// What is thought of an address, and how often in a row something else was seen.
#[derive(Debug, Clone, Copy)]
struct Tally {
    well: bool,
    otherwise: u32,
}

impl Checks {
    /// Of an upstream whose configuration says how; `remedies` is what to set when it is not believed.
    pub(crate) fn of(
        upstream: &Upstream,
        connector: &Standing,
        remedies: Remedies,
    ) -> Option<Self> {
        let health = upstream.reach().health()?.clone();
        Some(Self {
            reach: Arc::clone(upstream.reach()),
            health,
            host: upstream.host().clone(),
            scheme: upstream.scheme().clone(),
            client: Client::new(connector.clone(), remedies),
            tallies: vec![Tally::WELL; upstream.reach().addresses().count()],
        })
    }

    /// Looks until the stop signal is given.
    pub(crate) async fn run(mut self, stop: StopSignal) {
        let mut ticks = interval_at(Instant::now(), self.health.interval);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.stopped() => return,
                _ = ticks.tick() => self.look().await,
            }
        }
    }

    async fn look(&mut self) {
        let seen = join_all((0..self.tallies.len()).map(|at| self.look_at(at))).await;
        for (at, seen) in seen.into_iter().enumerate() {
            if !self.tallies[at].changes(seen.is_ok(), &self.health) {
                continue;
            }
            match seen {
                Ok(()) => self.reach.addresses().seen(at, Ok(())),
                Err(why) => self.reach.addresses().seen(at, Err(&why)),
            }
        }
    }

    async fn look_at(&self, at: usize) -> Result<(), Unwell> {
        let answer = self.client.call(self.request(at)?, self.bounds()).await?;
        let (found, wanted) = (answer.response.status(), self.health.status);
        if found.as_u16() == wanted { Ok(()) } else { Err(Unwell::Status { found, wanted }) }
    }

    /// With the upstream's own name, and with no credential: it answers this to anybody.
    fn request(&self, at: usize) -> Result<Request<Full<Bytes>>, http::Error> {
        let path: PathAndQuery = self.health.path.clone();
        let request = Request::get(self.reach.uri(at, path)?)
            .header(header::HOST, &self.host)
            .header(FORWARDED_PROTO, &self.scheme);
        request.body(Full::default())
    }

    fn bounds(&self) -> Bounds {
        let time: Duration = self.health.interval.min(self.reach.patience().head);
        Bounds { time, body: BODY }
    }
}

impl Tally {
    /// What is thought of an address that nobody has looked at.
    const WELL: Self = Self { well: true, otherwise: 0 };

    /// Whether something else is thought of it now.
    fn changes(&mut self, good: bool, health: &HealthConfig) -> bool {
        if good == self.well {
            self.otherwise = 0;
            return false;
        }
        self.otherwise += 1;
        let enough = if good { health.healthy } else { health.unhealthy };
        if self.otherwise < enough {
            return false;
        }
        *self = Self { well: good, otherwise: 0 };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_as_many_in_a_row_as_are_asked_for_change_what_is_thought() {
        let health = HealthConfig {
            path: PathAndQuery::from_static("/"),
            interval: Duration::from_secs(1),
            healthy: 2,
            unhealthy: 3,
            status: 200,
        };
        let mut tally = Tally::WELL;
        let mut thought = |seen: &str| {
            let looks = seen.chars().map(|look| tally.changes(look == '+', &health));
            looks.filter(|changed| *changed).count()
        };
        assert_eq!(thought("--+--+--"), 0, "never three in a row");
        assert_eq!(thought("-"), 1);
        assert_eq!(thought("----+-+-"), 0, "never two in a row");
        assert_eq!(thought("++"), 1);
        assert_eq!(thought("+--+"), 0);
    }
}
