//! How the issuer stands when somebody asks: what it knows, which keys sign, what ends before long, and
//! who waits. It is read from memory, so who watches costs the database nothing.

use std::collections::BTreeMap;
use std::fmt;

use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use edge::metrics::{Gauges, Read};

use crate::app::App;
use crate::model::{ApiToken, KeySource, ZgwKey};
use crate::secret::HashLoad;
use crate::state::{ClientEntry, State};

/// Within how many days credentials are counted as ending: those at which it is said of them, too.
const DAYS: [i64; 6] = [1, 7, 15, 30, 60, 90];

/// Reads how an issuer stands.
pub(crate) struct Standing(Data<App>);

impl Standing {
    pub(crate) const fn of(app: Data<App>) -> Self {
        Self(app)
    }

    #[expect(clippy::cast_precision_loss, reason = "a number of the log is below 2^53 until 2255")]
    fn of_state(&self, state: &State, gauges: &mut Gauges<'_>) -> fmt::Result {
        let fresh = f64::from(u8::from(self.0.follower.is_fresh()));
        let help = "Whether what is in memory was confirmed by the database within a second";
        gauges.one("state_is_fresh", help, fresh)?;
        let help = "The last change that is known: microseconds since 1970, or a little more";
        gauges.one("change_number", help, state.number.get() as f64)?;
        gauges.one("clients", "Clients that there are", state.clients().count() as f64)?;
        let help = "Applicaties that there are";
        gauges.one("applicaties", help, state.count_of_applicaties() as f64)?;
        let feeds = self.0.feeds.all();
        gauges.one("gateways", "Gateways whose feed is open here", feeds.len() as f64)?;
        let behind = feeds.iter().filter(|feed| feed.sent < state.number).count();
        let help = "Of those, how many were not sent the last change yet";
        gauges.one("gateways_behind", help, behind as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970, and a count")]
    fn of_keys(state: &State, gauges: &mut Gauges<'_>) -> fmt::Result {
        let lives = state.key_lives();
        let named =
            |life: &crate::rotation::KeyLife| [life.algorithm.to_string(), life.phase.to_string()];
        let labels = ["algorithm", "phase"];
        let mut counts = BTreeMap::new();
        for life in lives {
            *counts.entry(named(life)).or_insert(0.0) += 1.0;
        }
        let help = "Signing keys, by the phase of their life";
        gauges.each(("signing_keys", help), labels, counts)?;
        let since = lives.iter().map(|life| (named(life), life.since.timestamp() as f64));
        let help = "Since when the newest signing key of a phase is in it, since 1970";
        let newest: BTreeMap<_, _> = by_most(since, f64::max);
        gauges.each(("signing_key_phase_timestamp_seconds", help), labels, newest)
    }

    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970, and counts")]
    fn of_credentials(&self, state: &State, gauges: &mut Gauges<'_>) -> fmt::Result {
        let now = self.0.clock.now();
        let ends: Vec<_> = state.clients().flat_map(|client| ends_of(client, now)).collect();
        let mut counts: BTreeMap<[String; 1], f64> = BTreeMap::new();
        let mut ending: BTreeMap<[String; 2], f64> = BTreeMap::new();
        for (kind, end) in &ends {
            *counts.entry([(*kind).to_owned()]).or_default() += 1.0;
            for days in DAYS {
                let ends = end.is_some_and(|end| end <= now + TimeDelta::days(days));
                let labels = [(*kind).to_owned(), days.to_string()];
                *ending.entry(labels).or_default() += f64::from(u8::from(ends));
            }
        }
        let help = "Secrets, keys and API tokens that are not revoked and have not ended";
        gauges.each(("credentials", help), ["kind"], counts)?;
        let help = "Of those, how many end within so many days";
        gauges.each(("credentials_ending", help), ["kind", "days"], ending)?;
        let dated = ends.iter().filter_map(|(kind, end)| Some(([(*kind).to_owned()], (*end)?)));
        let first = by_most(dated.map(|(kind, end)| (kind, end.timestamp() as f64)), f64::min);
        let help = "When the first of them ends, since 1970";
        gauges.each(("credential_first_end_timestamp_seconds", help), ["kind"], first)
    }

    fn of_pools(&self, gauges: &mut Gauges<'_>) -> fmt::Result {
        let [own, foreign] = self.0.secrets.load();
        let pools = [
            ("secrets", own),
            ("foreign-secrets", foreign),
            ("passwords", self.0.passwords.load()),
        ];
        let each = |value: fn(&HashLoad) -> f64| {
            pools.iter().map(move |(name, load)| ([(*name).to_owned()], value(load)))
        };
        let label = ["pool"];
        let help = "How many secrets or passwords are hashed now";
        gauges.each(("hashing_running", help), label, each(|load| load.running))?;
        let help = "How many wait for that";
        gauges.each(("hashing_waiting", help), label, each(|load| load.waiting))?;
        let help = "How many can be hashed at once";
        gauges.each(("hashing_workers", help), label, each(|load| load.workers))?;
        let help = "How many came when as many waited as may, and heard 503";
        gauges.count_each(("hashing_refused", help), label, each(|load| load.refused))
    }

    fn of_database(&self, gauges: &mut Gauges<'_>) -> fmt::Result {
        let pools = [("requests", self.0.db.load()), ("feeds", self.0.feeder.load())];
        let open = pools.iter().map(|(name, load)| ([(*name).to_owned()], load.open));
        let help = "Connections to the database that are open";
        gauges.each(("database_connections", help), ["pool"], open)?;
        let idle = pools.iter().map(|(name, load)| ([(*name).to_owned()], load.idle));
        let help = "Of those, how many do nothing";
        gauges.each(("database_connections_idle", help), ["pool"], idle)?;
        let writing = f64::from(u8::from(self.0.db.load().is_writing));
        let help = "Whether a write is under way, for which all others wait";
        gauges.one("database_is_writing", help, writing)
    }
}

impl Read for Standing {
    fn read(&self, gauges: &mut Gauges<'_>) -> fmt::Result {
        let state = self.0.follower.last_known();
        self.of_state(&state, gauges)?;
        Self::of_keys(&state, gauges)?;
        self.of_credentials(&state, gauges)?;
        gauges.certificates(&self.0.certificates)?;
        self.of_pools(gauges)?;
        self.of_database(gauges)
    }
}

/// What a client can prove itself by, each by its kind, and when it ends.
fn ends_of(
    client: &ClientEntry,
    now: DateTime<Utc>,
) -> impl Iterator<Item = (&'static str, Option<DateTime<Utc>>)> {
    let secrets = client.credentials.iter().map(|one| (one.kind.as_str(), one.expires_at));
    let keys = client.assertion_keys.iter().map(|key| {
        let kind = match key.source {
            KeySource::Registered(_) => KeySource::REGISTERED,
            KeySource::At(_) => KeySource::AT,
        };
        (kind, key.expires_at)
    });
    let zgw_keys = client.zgw_keys.iter().map(|key| (ZgwKey::KIND, Some(key.expires_at)));
    let api_tokens = client.api_tokens.iter().map(|token| (ApiToken::KIND, token.expires_at));
    let all = secrets.chain(keys).chain(zgw_keys).chain(api_tokens);
    all.filter(move |(_, end)| end.is_none_or(|end| now < end))
}

fn by_most<K: Ord>(
    values: impl Iterator<Item = (K, f64)>,
    most: fn(f64, f64) -> f64,
) -> BTreeMap<K, f64> {
    let mut found = BTreeMap::new();
    for (key, value) in values {
        found.entry(key).and_modify(|found| *found = most(*found, value)).or_insert(value);
    }
    found
}
