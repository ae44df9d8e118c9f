//! How the gateway stands when somebody asks: how old what it knows is, and how its upstreams fare.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use edge::metrics::{Gauges, Read};
use tokio::time::Instant;

use crate::reload::{Current, Reading};
use crate::upstream::Upstream;

/// Reads how a gateway stands.
pub(crate) struct Standing(Arc<Current>);

impl Standing {
    pub(crate) const fn of(current: Arc<Current>) -> Self {
        Self(current)
    }

    #[expect(clippy::cast_precision_loss, reason = "a number of the log is below 2^53 until 2255")]
    fn of_feed(&self, gauges: &mut Gauges<'_>) -> fmt::Result {
        let live = &self.0.ground().live;
        let judges = f64::from(u8::from(live.current().is_ok()));
        gauges.one(
            "judges",
            "Whether requests are judged now, and not refused with 503",
            judges,
        )?;
        let age = live.since_confirmed().as_ref().map(Duration::as_secs_f64);
        let help = "How long ago the issuer last confirmed what the gateway knows";
        gauges.maybe("feed_age_seconds", help, age)?;
        let number = live.number().map(|number| number.get() as f64);
        let help =
            "The issuer's change that the gateway is at: microseconds since 1970, or a little more";
        gauges.maybe("feed_number", help, number)?;
        let ahead = live.issuer_is_ahead().map(TimeDelta::as_seconds_f64);
        let help =
            "How far the issuer's clock, by which tokens are judged, is ahead of the one here";
        gauges.maybe("issuer_clock_ahead_seconds", help, ahead)
    }

    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970, and a count")]
    fn of_itself(&self, gauges: &mut Gauges<'_>) -> fmt::Result {
        let ground = self.0.ground();
        let Reading { since, refused } = ground.readings.last();
        let since = since.timestamp_millis() as f64 / 1_000.0;
        let help = "Since when the configuration in force is";
        gauges.one("configured_timestamp_seconds", help, since)?;
        let refused = f64::from(u8::from(refused.is_some()));
        let help = "Whether a newer configuration was read and refused; the log says why";
        gauges.one("configuration_refused", help, refused)?;
        let help = "Decisions that could not be put on record";
        gauges.count("decisions_lost", help, ground.desk.lost() as f64)
    }

    fn of_upstreams(&self, gauges: &mut Gauges<'_>) -> fmt::Result {
        let generation = self.0.newest();
        let upstreams = generation.upstreams();
        let each = |value: fn(&Upstream) -> f64| {
            upstreams.iter().map(move |one| ([one.name().as_str().to_owned()], value(one)))
        };
        let label = ["upstream"];
        let help = "Requests that an upstream is answering";
        let values = each(|upstream| upstream.reach().in_flight());
        gauges.each(("upstream_in_flight", help), label, values)?;
        let help = "How many there may be at once (max_in_flight)";
        let values = each(|upstream| upstream.reach().most_in_flight());
        gauges.each(("upstream_max_in_flight", help), label, values)?;
        let help = "Whether all requests are refused for a while, as the last ones failed";
        let values = each(|upstream| f64::from(u8::from(upstream.reach().rests())));
        gauges.each(("upstream_rests", help), label, values)?;
        let now = Instant::now();
        let addresses = upstreams.iter().flat_map(|upstream| {
            let name = upstream.name().as_str().to_owned();
            upstream.reach().addresses().standing(now).map(move |(address, is_in)| {
                ([name.clone(), address.to_owned()], f64::from(u8::from(is_in)))
            })
        });
        let help = "Whether requests go to an address of an upstream";
        gauges.each(("upstream_address_up", help), ["upstream", "address"], addresses)
    }
}

impl Read for Standing {
    fn read(&self, gauges: &mut Gauges<'_>) -> fmt::Result {
        self.of_feed(gauges)?;
        self.of_itself(gauges)?;
        gauges.certificates(&self.0.ground().certificates)?;
        self.of_upstreams(gauges)
    }
}
