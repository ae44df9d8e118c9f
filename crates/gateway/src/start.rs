//! The gateway as a running thing: its parts put together, its listener, its feed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::{self, Data};
use edge::config::SecretError;
use edge::metrics::read_when_asked;
use edge::operations::Packs;
use edge::part::Part;
use edge::sealing::SealingError;
use edge::serving::{self, BindError, Listening, Settings};
use edge::stop::StopSignal;
use edge::telemetry::Spans;
use edge::tls::{Certificates, Connector, IdentityError, TrustError};
use tokio::task::JoinHandle;

use crate::config::{GatewayConfig, UpstreamName};
use crate::feed::{self, Subscription, Until};
use crate::foreign::TrustFault;
use crate::forward::ToIssuer;
use crate::ground::Ground;
use crate::issuers::Issuers;
use crate::kept::{Kept, KeptError};
use crate::metrics::{Metrics, Standing};
use crate::proxy::proxy;
use crate::record::{DecisionsError, Desk};
use crate::reload::{Current, Readings, Reloader, Worker};
use crate::state::Live;
use crate::upstream::UpstreamError;
use crate::uses::Reporter;

/// What is measured here stands under this name.
const PART: &str = "gateway";
/// How long the feed's end may take.
const CLOSING: Duration = Duration::from_secs(5);

/// A gateway that listens and follows the feed.
pub struct Running {
    listening: Listening,
    current: Arc<Current>,
    feed: JoinHandle<()>,
    reports: JoinHandle<()>,
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
    /// Its decisions cannot be put on record.
    #[error("gateway.decisions: {0}")]
    Decisions(#[from] DecisionsError),
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
        self.current.ground().live.known().await;
    }

    /// What reads another configuration into it.
    pub fn reloader(&self) -> Reloader {
        Reloader::of(Arc::clone(&self.current))
    }

    /// Runs until the stop signal was given and the last request is answered.
    pub async fn finished(self) -> std::io::Result<()> {
        let served = self.listening.server.await;
        // A server may end by itself. What the feed said last is kept, unless the disk hangs, and what was
        // used last is reported.
        self.current.ground().judged.stop();
        let [feed, reports] = [&self.feed, &self.reports].map(JoinHandle::abort_handle);
        let closing = async { tokio::join!(self.feed, self.reports) };
        if tokio::time::timeout(CLOSING, closing).await.is_err() {
            feed.abort();
            reports.abort();
        }
        self.current.ground().desk.end(CLOSING).await;
        served
    }
}

/// Starts a gateway; called inside a runtime. It answers 503 until the feed's first snapshot.
pub fn run(config: &GatewayConfig, packs: Packs, part: Part) -> Result<Running, StartError> {
    let Part { clock, stop, metrics } = part.clone();
    let tls = config.tls.as_ref().map(|tls| tls.load("gateway.tls", clock.now())).transpose()?;
    let live = Arc::new(Live::new(config.max_staleness, config.when_stale, clock.clone()));
    let connector = config.issuer_verification.connector(config.issuer_scheme());
    let connector = connector.map_err(StartError::IssuerTrust)?;
    let subscription = Subscription::new(config, Arc::clone(&live), connector.clone())?;
    let desk = Desk::open(&config.decisions)?;
    let ground = ground(config, connector, &subscription, (live, desk, part));
    tls.iter().for_each(|tls| ground.certificates.add("gateway.tls", tls.shown()));
    let current = Arc::new(Current::begin(config, packs, ground)?);
    metrics.register(PART, |registry| {
        read_when_asked(registry, Standing::of(Arc::clone(&current)));
    });
    let kept = Kept::take(config)?;
    warn_of_plain_http(config);
    let proxies = config.trusted_proxies.clone();
    let usual = Settings::at(config.listen, "gateway.listen");
    let settings = Settings { stop_delay: config.stop_delay, ..usual };
    let settings = Settings { tls, proxies, spans: Spans::WithItsLine, ..settings };
    let work = Arc::clone(&current);
    let listening = serving::serve(&settings, &stop, move |service| {
        let worker = Worker::new(Arc::clone(&work));
        service.app_data(Data::new(worker)).default_service(web::to(proxy));
    })?;
    current.watch();
    let ground = current.ground();
    let until = Until { stopping: stop.clone(), judged: ground.judged.clone() };
    let reports = tokio::spawn(Reporter::on(ground).run(until.clone()));
    let feed = tokio::spawn(feed::follow(subscription, kept, until));
    let certificates = ground.certificates.clone();
    tokio::spawn(certificates.keep(ground.clock.clone(), stop));
    Ok(Running { listening, current, feed, reports })
}

fn ground(
    config: &GatewayConfig,
    connector: Connector,
    subscription: &Subscription,
    (live, desk, part): (Arc<Live>, Desk, Part),
) -> Ground {
    let Part { clock, stop, metrics } = part;
    let (addresses, first) = (config.issuer_addresses.clone(), subscription.first());
    let credential = subscription.authorization();
    let issuers = Issuers::new(&addresses, first.clone(), connector.clone(), credential);
    Ground {
        live,
        readings: Arc::new(Readings::since(clock.now())),
        clock,
        stop,
        judged: StopSignal::new(),
        client_id: config.client_id.clone(),
        type_aliases: subscription.aliases(),
        issuers: Arc::new(issuers),
        to_issuer: ToIssuer { addresses, first, connector, insider: config.insider.clone() },
        desk,
        metrics: metrics.register(PART, Metrics::new),
        certificates: Certificates::default(),
        uses: Arc::default(),
    }
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
