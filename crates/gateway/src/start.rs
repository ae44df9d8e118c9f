//! The gateway as a running thing: its parts put together, its listener, its feed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::{self, Data};
use chrono::{DateTime, Utc};
use edge::clock::Clock;
use edge::config::{SecretError, SecretSource};
use edge::feed::FeedKey;
use edge::operations::Packs;
use edge::scheme::is_exposed;
use edge::sealing::SealingError;
use edge::serving::{self, BindError, Listening, Settings, Spans};
use edge::stop::StopSignal;
use edge::tls::{Caller, IdentityError, TrustError};
use edge::uses::Uses;
use tokens::zgw::{Bounds, MAX_AGE};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::config::{GatewayConfig, UpstreamConfig, UpstreamName};
use crate::feed::{self, Subscription, Until};
use crate::foreign::{ForeignIssuer, TrustFault};
use crate::forward::{Clients, Issuer, OF_UPSTREAM, Standing};
use crate::introspection::Introspector;
use crate::issuers::Issuers;
use crate::kept::{Kept, KeptError};
use crate::objects::{Levels, Lookups};
use crate::principal::{Means, Principals, SelfSigned};
use crate::proxy::proxy;
use crate::route::Routes;
use crate::state::Live;
use crate::upstream::{Checks, Signed, Upstream, UpstreamError};
use crate::uses::Reporter;

/// How long the feed's end may take.
const CLOSING: Duration = Duration::from_secs(5);

/// A gateway that listens and follows the feed.
pub struct Running {
    listening: Listening,
    live: Arc<Live>,
    feed: JoinHandle<()>,
    reports: JoinHandle<()>,
    /// The feed is followed for as long as requests are judged.
    judged: StopSignal,
}

/// Why a gateway could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its own secret cannot be read.
    #[error("gateway.credential: {0}")]
    Credential(#[from] SecretError),
    /// The key that it shares with its issuer cannot be read.
    #[error("gateway.feed_key: {0}")]
    FeedKeyFile(#[source] SecretError),
    /// It is no key.
    #[error("gateway.feed_key: {0}")]
    FeedKey(#[source] SealingError),
    /// An upstream's credential cannot be used.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    /// Its state cannot be kept.
    #[error(transparent)]
    Kept(#[from] KeptError),
    /// Its certificate cannot be shown.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// Nobody could be believed to be the issuer.
    #[error("gateway.issuer_ca: {0}")]
    IssuerTrust(#[source] TrustError),
    /// Nobody could be believed to be an upstream.
    #[error("upstream `{name}`: `ca`: {source}")]
    UpstreamTrust {
        /// Which upstream.
        name: UpstreamName,
        /// Why.
        source: TrustError,
    },
    /// What an upstream asks for cannot be shown.
    #[error("upstream `{name}`: {source}")]
    UpstreamIdentity {
        /// Which upstream.
        name: UpstreamName,
        /// Why.
        source: IdentityError,
    },
    /// Nobody could be believed to be another issuer.
    #[error(transparent)]
    ForeignTrust(#[from] TrustFault),
    /// Its address cannot be had.
    #[error(transparent)]
    Bind(#[from] BindError),
}

impl Running {
    /// The address it listens on, with the port that the system chose if that was left open.
    pub fn address(&self) -> SocketAddr {
        self.listening.address
    }

    /// Returns when the feed's first snapshot is in force, so that requests are judged.
    pub async fn ready(&self) {
        self.live.known().await;
    }

    /// Runs until the stop signal was given and the last request is answered.
    pub async fn finished(self) -> std::io::Result<()> {
        let served = self.listening.server.await;
        // A server may end by itself. What the feed said last is kept, unless the disk hangs, and what was
        // used last is reported.
        self.judged.stop();
        let [feed, reports] = [&self.feed, &self.reports].map(JoinHandle::abort_handle);
        let closing = async { tokio::join!(self.feed, self.reports) };
        if tokio::time::timeout(CLOSING, closing).await.is_err() {
            feed.abort();
            reports.abort();
        }
        served
    }
}

/// Starts a gateway; called inside a runtime. It answers 503 until the feed's first snapshot.
pub fn run(
    config: &GatewayConfig,
    packs: Packs,
    clock: Clock,
    stop: &StopSignal,
) -> Result<Running, StartError> {
    let tls = config.tls.as_ref().map(|tls| tls.load("gateway.tls", clock.now())).transpose()?;
    let connectors = config.upstreams.iter().map(|one| connector(one, clock.now()));
    let connectors = connectors.collect::<Result<Vec<_>, _>>()?;
    let to_issuer = config.issuer_verification.connector(config.issuer_scheme());
    let to_issuer = to_issuer.map_err(StartError::IssuerTrust)?;
    let live = Arc::new(Live::new(config.max_staleness, config.when_stale, clock.clone()));
    let aliases = Arc::new(config.type_aliases.clone());
    let upstreams = config.upstreams.iter().enumerate();
    let upstreams = upstreams.map(|(number, upstream)| Upstream::new(number, upstream, config));
    let upstreams = upstreams.collect::<Result<Vec<_>, _>>()?;
    let checks = upstreams.iter().zip(&connectors);
    let checks = checks.filter_map(|(upstream, to)| Checks::of(upstream, to, OF_UPSTREAM));
    let checks: Vec<_> = checks.collect();
    let routes = Arc::new(Routes::new(config, upstreams, packs));
    let (issuers, connector) = (config.issuer_addresses.clone(), to_issuer.clone());
    let subscription =
        Subscription::new(config, Arc::clone(&live), Arc::clone(&aliases), to_issuer)?;
    let first = subscription.first();
    let credential = subscription.authorization();
    let asked = Issuers::new(&issuers, first.clone(), connector.clone(), credential);
    let foreign_issuers = foreign_issuers(config)?;
    let means = means(config, &foreign_issuers)?;
    let (principals, reporter) = judging(means, asked, &live, &clock);
    let kept = Kept::take(config)?;
    let (levels, lookups) = (Arc::new(Levels::new()), Arc::new(Lookups::new()));
    let answers = config.answers;
    let realm: Arc<str> = config.realm.as_str().into();
    let (max_judged_body, max_judged_answer) = (config.max_judged_body, config.max_judged_answer);
    let client_id = config.client_id.clone();
    let insider = config.insider.clone();
    let followed = Arc::clone(&live);
    let stopping = stop.clone();
    let worker = move || App {
        stop: stopping.clone(),
        routes: Arc::clone(&routes),
        principals: Arc::clone(&principals),
        live: Arc::clone(&live),
        levels: Arc::clone(&levels),
        lookups: Arc::clone(&lookups),
        clients: Clients::new(&connectors),
        issuer: Issuer::new(&issuers, first.clone(), connector.clone(), insider.as_ref()),
        signed: Signed::default(),
        clock: clock.clone(),
        client_id: client_id.clone(),
        type_aliases: Arc::clone(&aliases),
        answers,
        realm: Arc::clone(&realm),
        max_judged_body,
        max_judged_answer,
    };
    warn_of_plain_http(config);
    let proxies = config.trusted_proxies.clone();
    let usual = Settings::at(config.listen, "gateway.listen");
    let settings = Settings { stop_delay: config.stop_delay, ..usual };
    let settings = Settings { tls, proxies, spans: Spans::WithItsLine, ..settings };
    let listening = serving::serve(&settings, stop, move |service| {
        service.app_data(Data::new(worker())).default_service(web::to(proxy));
    })?;
    for checks in checks {
        tokio::spawn(checks.run(stop.clone()));
    }
    let judged = StopSignal::new();
    let until = Until { stopping: stop.clone(), judged: judged.clone() };
    let reports = tokio::spawn(reporter.run(until.clone()));
    for issuer in foreign_issuers {
        follow(issuer, judged.clone());
    }
    let feed = tokio::spawn(feed::follow(subscription, kept, until));
    Ok(Running { listening, live: followed, feed, reports, judged })
}

/// Keeps the keys of another issuer, until the last request was judged.
fn follow(issuer: Arc<ForeignIssuer>, judged: StopSignal) {
    tokio::spawn(async move {
        tokio::select! {
            () = judged.stopped() => {}
            never = issuer.follow() => match never {},
        }
    });
}

/// Who knows callers, and who tells the issuers which of their credentials came.
fn judging(
    means: impl FnOnce(Introspector) -> Means,
    issuers: Issuers,
    live: &Arc<Live>,
    clock: &Clock,
) -> (Arc<Principals>, Reporter) {
    let (issuers, uses) = (Arc::new(issuers), Arc::new(Uses::default()));
    let means = means(Introspector::new(Arc::clone(&issuers)));
    let principals = Principals::new(Arc::clone(live), means, Arc::clone(&uses));
    (Arc::new(principals), Reporter { uses, issuers, clock: clock.clone() })
}

/// What it takes to verify tokens, but for the issuer's own word.
fn means(
    config: &GatewayConfig,
    foreign_issuers: &[Arc<ForeignIssuer>],
) -> Result<impl FnOnce(Introspector) -> Means, StartError> {
    let (leeway, self_signed) = (config.leeway, self_signed(config)?);
    let foreign_issuers = foreign_issuers.to_vec();
    Ok(move |introspector| Means { leeway, introspector, self_signed, foreign_issuers })
}

fn foreign_issuers(config: &GatewayConfig) -> Result<Vec<Arc<ForeignIssuer>>, StartError> {
    let made = config.foreign_issuers.iter().map(|one| ForeignIssuer::new(one, config.leeway));
    made.map(|made| Ok(Arc::new(made?))).collect()
}

fn self_signed(config: &GatewayConfig) -> Result<SelfSigned, StartError> {
    let read = |source: &SecretSource| {
        FeedKey::parse(source.read().map_err(StartError::FeedKeyFile)?).map_err(StartError::FeedKey)
    };
    let max_age = i64::try_from(config.zgw_max_age.as_secs()).unwrap_or(MAX_AGE);
    let bounds = Bounds { max_age, ahead: config.leeway };
    Ok(SelfSigned { feed_key: config.feed_key.as_ref().map(read).transpose()?, bounds })
}

/// A token that is read on its way can be used until it expires.
fn warn_of_plain_http(config: &GatewayConfig) {
    let near = config.listen.ip().is_loopback();
    if config.tls.is_none() && config.trusted_proxies.is_empty() && !near {
        tracing::warn!(
            address = %config.listen,
            "tokens come in over plain http, where others on the way can read them; set \
             gateway.tls, or name the proxy that ends TLS in gateway.trusted_proxies"
        );
    }
}

/// Connects to an upstream. Off this machine http is not refused, for many run side by side in a
/// cluster; but nobody should have it unawares.
fn connector(upstream: &UpstreamConfig, now: DateTime<Utc>) -> Result<Standing, StartError> {
    let reach = &upstream.reach;
    for address in reach.addresses.iter().filter(|address| is_exposed(address)) {
        tracing::warn!(
            upstream = %upstream.name,
            %address,
            "requests and credentials go to this upstream over plain http, where others on the \
             way can read them; if it speaks TLS, write https:// in its `address`"
        );
    }
    let name = || upstream.name.clone();
    let shows = reach.client_certificate.as_ref();
    let shows = shows.map(|pair| pair.load_for_client("client_certificate", now)).transpose();
    let shows = shows.map_err(|source| StartError::UpstreamIdentity { name: name(), source })?;
    let failed = |source| StartError::UpstreamTrust { name: name(), source };
    let caller = Caller { within: reach.connect_timeout, shows };
    let connector = reach.verification.connector_of(caller, reach.scheme());
    Ok(Standing::within(reach.connect_timeout, connector.map_err(failed)?))
}
