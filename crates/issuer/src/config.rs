//! The section `[issuer]` of the configuration, as real types.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::TimeDelta;
use edge::config::{SecretSource, Section, parse};
use edge::guard::Guard;
use edge::public_url::PublicUrl;
use edge::serving::Settings;

use crate::app::LIFETIMES;
use crate::secret::PoolSize;
use crate::session::SessionLimits;

mod autorisaties;
mod database;
mod days;
mod gateways;
mod key_rotation;
mod mirror;
mod statement_issuer;
mod transport;
mod webhook;

pub use autorisaties::AutorisatiesConfig;
pub(crate) use autorisaties::{Errors, NOTIFICATIES, NotificatiesConfig, Version};
pub use database::{Database, Programs};
pub(crate) use database::{Kind, Postgres};
pub use gateways::GatewaysConfig;
pub(crate) use key_rotation::KeyRotation;
pub(crate) use mirror::APPLICATIES;
pub use mirror::MirrorConfig;
pub use statement_issuer::StatementIssuerConfig;
pub(crate) use transport::{PlainHttp, Transport};
pub use webhook::WebhookConfig;

const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
const DEFAULT_LIFETIME: Duration = Duration::from_mins(5);
const DEFAULT_QUEUE: usize = 32;
const SESSION_IDLE: Duration = Duration::from_mins(30);
const SESSION_LIFETIME: Duration = Duration::from_hours(12);
const SESSION_BOUNDS: RangeInclusive<Duration> = Duration::from_mins(1)..=Duration::from_hours(720);

/// How an issuer runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerConfig {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Its name to the world, and the `iss` of its tokens.
    pub public_url: PublicUrl,
    /// How what it is sent stays unread by others.
    pub transport: Transport,
    /// How long it goes on answering at a stop.
    pub stop_delay: Duration,
    /// Where everything is kept.
    pub database: Database,
    /// The key that seals what must be recoverable.
    pub sealing_key: SecretSource,
    /// What keys of ZGW JWTs are sealed under for gateways, which have it too; without it they are not told.
    pub feed_key: Option<SecretSource>,
    /// For whom a token is when neither the request nor the client says so.
    pub default_audience: String,
    /// How long an access token lives, unless its client says otherwise.
    pub access_token_lifetime: Duration,
    /// When sessions of people end by themselves.
    pub sessions: SessionLimits,
    /// When signing keys are replaced by themselves.
    pub key_rotation: KeyRotation,
    /// How long the audit log is kept; without it for ever.
    pub audit_retention: Option<TimeDelta>,
    /// How the Autorisaties API is served; it has a section of its own.
    pub autorisaties: AutorisatiesConfig,
    /// Where keys of clients may lie beside the public internet.
    pub jwks_uri_private: Guard,
    /// Whose software statements are believed.
    pub statement_issuers: Vec<StatementIssuerConfig>,
    /// The upstreams whose own applicaties are written as ours change.
    pub mirrors: Vec<MirrorConfig>,
    /// Who is told of what needs care.
    pub webhook: Option<WebhookConfig>,
    /// Who explains verdicts.
    pub gateways: GatewaysConfig,
    /// How much hashing may go on at once.
    pub hashing: PoolSize,
}

impl IssuerConfig {
    /// Reads the section; faults are recorded in it.
    ///
    /// `usual_audience` is what `default_audience` is when it is not there, if that is known.
    pub fn read(section: &mut Section<'_>, usual_audience: Option<String>) -> Option<Self> {
        let listen = section.default("listen", DEFAULT_LISTEN, parse::socket_address);
        let public_url = section.required("public_url", parse::text_as(PublicUrl::parse));
        let transport = Transport::read(section);
        let stop_delay = Settings::stop_delay(section);
        let database = database(section);
        let sealing_key = section.secret("sealing_key");
        let feed_key = section.optional_secret("feed_key");
        let default_audience = match usual_audience {
            Some(usual) => section.default("default_audience", usual, parse::string),
            None => section.required("default_audience", parse::string),
        };
        let lifetime = lifetime(section);
        let sessions = sessions(section);
        let rotation = section.default("key_rotation", KeyRotation::USUAL, KeyRotation::parse);
        let retention =
            section.default("audit_retention", None, |value| days::or(value, "forever"));
        let workers = section.default("hash_workers", cores(), parse::integer_in(1..=1_024));
        let queue = section.default("hash_queue", DEFAULT_QUEUE, parse::integer_in(0..=65_536));
        let jwks_uri_private = Guard::read("jwks_uri_private", section);
        let statement_issuers = statement_issuer::read_all(section);
        let mirrors = mirror::read_all(section);
        let webhook = section.optional_section("webhook", WebhookConfig::read);
        let gateways = GatewaysConfig::read(section);
        let (listen, public_url, transport) = (listen?, public_url?, transport?);
        transport.suits(listen, &public_url, section)?;
        Some(Self {
            listen,
            autorisaties: AutorisatiesConfig::usual(&public_url),
            public_url,
            transport,
            stop_delay: stop_delay?,
            database: database?,
            sealing_key: sealing_key?,
            feed_key: feed_key?,
            default_audience: default_audience?,
            access_token_lifetime: lifetime?,
            sessions: sessions?,
            key_rotation: rotation?,
            audit_retention: retention?,
            jwks_uri_private: jwks_uri_private?,
            statement_issuers: statement_issuers?,
            mirrors: mirrors?,
            webhook: webhook?,
            gateways: gateways?,
            hashing: PoolSize { workers: workers?, queue: queue? },
        })
    }
}

fn database(section: &mut Section<'_>) -> Option<Database> {
    let parse = |value: &edge::config::Value| Database::parse(value.text()?);
    let database = section.default("database", Database::usual(), parse);
    let password = section.optional_secret("database_password");
    match database?.with_password(password?) {
        Ok(database) => Some(database),
        Err(reason) => {
            section.fault("database_password", reason);
            None
        }
    }
}

fn lifetime(section: &mut Section<'_>) -> Option<Duration> {
    let lifetime = section.default("access_token_lifetime", DEFAULT_LIFETIME, parse::duration)?;
    if i64::try_from(lifetime.as_secs()).is_ok_and(|seconds| LIFETIMES.contains(&seconds)) {
        return Some(lifetime);
    }
    section.fault("access_token_lifetime", "expected a time from 1m to 24h");
    None
}

fn sessions(section: &mut Section<'_>) -> Option<SessionLimits> {
    let idle = section.default("session_idle", SESSION_IDLE, parse::duration);
    let lifetime = section.default("session_lifetime", SESSION_LIFETIME, parse::duration);
    let (idle, lifetime) = (idle?, lifetime?);
    for (key, time) in [("session_idle", idle), ("session_lifetime", lifetime)] {
        if !SESSION_BOUNDS.contains(&time) {
            section.fault(key, "expected a time from 1m to 30d");
            return None;
        }
    }
    Some(SessionLimits { idle, lifetime })
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}
