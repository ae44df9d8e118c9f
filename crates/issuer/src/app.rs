//! What every handler of the issuer works with.

use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix_web::web::Bytes;
use autorisaties::ScopeSet;
use chrono::TimeDelta;
use edge::clock::Clock;
use edge::public_url::PublicUrl;
use edge::sealing::SealingKeys;
use edge::stop::StopSignal;
use edge::tls::Certificates;
use edge::uses::Uses;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::access::Remembered;
use crate::applicaties::Described;
use crate::config::{AutorisatiesConfig, KeyRotation, PlainHttp};
use crate::deliverer::Webhook;
use crate::explaining::Gateways;
use crate::feeds::Feeds;
use crate::guesses::Guesses;
use crate::key_sets::KeySets;
use crate::metrics::Metrics;
use crate::mirrors::Mirrors;
use crate::pace::Paced;
use crate::passwords::Passwords;
use crate::resealer::Resealer;
use crate::secret::Secrets;
use crate::session::SessionLimits;
use crate::state::Follower;
use crate::statement_issuers::StatementIssuers;
use crate::store::Db;
use crate::tallies::Tallies;
use crate::userinfo::Lately;

/// How long access tokens may live, in seconds. Clients of zgw-consumers keep one for ever that lives ten
/// seconds or less.
pub(crate) const LIFETIMES: RangeInclusive<i64> = 60..=24 * 60 * 60;
/// Clocks may differ: for so long after its end a token may be taken.
const MARGIN: TimeDelta = TimeDelta::minutes(2);

/// Shared by all workers.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) public_url: PublicUrl,
    pub(crate) plain_http: PlainHttp,
    /// How the Autorisaties API is served.
    pub(crate) autorisaties: AutorisatiesConfig,
    /// For whom a token is when neither the request nor the client says so.
    pub(crate) default_audience: String,
    /// In seconds.
    pub(crate) access_token_lifetime: i64,
    /// When signing keys are replaced by themselves.
    pub(crate) key_rotation: KeyRotation,
    /// How long the audit log is kept; without it for ever.
    pub(crate) audit_retention: Option<TimeDelta>,
    /// Every scope that a loaded route pack names.
    pub(crate) known_scopes: ScopeSet,
    pub(crate) db: Db,
    /// The same database, for the feeds alone.
    pub(crate) feeder: Db,
    pub(crate) follower: Arc<Follower>,
    pub(crate) secrets: Secrets,
    /// What is counted for whoever watches.
    pub(crate) metrics: Metrics,
    /// When credentials were last used, as far as that is not in the database yet.
    pub(crate) uses: Uses,
    pub(crate) tallies: Tallies,
    /// What access tokens stand for that were seen lately.
    pub(crate) remembered: Remembered,
    /// Who was asked about a moment ago.
    pub(crate) lately: Lately,
    pub(crate) passwords: Passwords,
    /// When sessions of people end by themselves.
    pub(crate) sessions: SessionLimits,
    /// How often who has guessed wrongly may try again.
    pub(crate) guesses: Guesses,
    /// What clients could not prove themselves by.
    pub(crate) client_guesses: Guesses,
    /// What nobody could register with.
    pub(crate) registration_guesses: Guesses,
    /// What failed that had a registration token.
    pub(crate) registrations: Guesses,
    /// How often people give codes.
    pub(crate) codes: Paced<Uuid>,
    /// How often clients that prove nothing push requests.
    pub(crate) pushes: Guesses,
    /// What was introspected and is no living token.
    pub(crate) probes: Guesses,
    /// The keys that clients keep elsewhere.
    pub(crate) key_sets: KeySets,
    /// Whose software statements are believed.
    pub(crate) statement_issuers: StatementIssuers,
    pub(crate) seals: Arc<SealingKeys>,
    /// Who hands keys of ZGW JWTs on to gateways, where these may have them.
    pub(crate) resealer: Option<Resealer>,
    pub(crate) feeds: Feeds,
    /// Told when a message stands in the outbox, or is to be tried now.
    pub(crate) queued: Notify,
    /// The upstreams whose own applicaties are written as ours change.
    pub(crate) mirrors: Mirrors,
    /// Who is told of what needs care.
    pub(crate) webhook: Option<Arc<Webhook>>,
    /// Who explains verdicts.
    pub(crate) gateways: Gateways,
    /// The description of the admin API, once somebody asked for it.
    pub(crate) description: OnceLock<Bytes>,
    /// That of the Autorisaties API.
    pub(crate) ac_description: OnceLock<Option<Described>>,
    /// What its listener shows.
    pub(crate) certificates: Certificates,
    pub(crate) clock: Clock,
    pub(crate) stop: StopSignal,
    /// How long it goes on answering after that.
    pub(crate) stop_delay: Duration,
}

impl App {
    /// How long an access token lives, from what its client says about that; in seconds.
    pub(crate) fn lifetime(&self, of_the_client: Option<i64>) -> i64 {
        of_the_client.unwrap_or(self.access_token_lifetime)
    }

    /// For how long a token may live that is alive now, whatever its client was told since.
    pub(crate) fn longest_life() -> TimeDelta {
        TimeDelta::seconds(*LIFETIMES.end()) + MARGIN
    }
}
