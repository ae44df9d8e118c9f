//! The gateway as a running thing: its parts put together, its listener, its feed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::{self, Data};
use edge::clock::Clock;
use edge::config::SecretError;
use edge::operations::Packs;
use edge::serving::{self, BindError, Listening, Settings, Spans};
use edge::stop::StopSignal;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::config::GatewayConfig;
use crate::feed::{self, Subscription};
use crate::forward::Client;
use crate::kept::{Kept, KeptError};
use crate::objects::Levels;
use crate::principal::Principals;
use crate::proxy::proxy;
use crate::route::Routes;
use crate::state::Live;
use crate::upstream::{Signed, Upstream, UpstreamError};

/// How long the feed's end may take.
const CLOSING: Duration = Duration::from_secs(5);

/// A gateway that listens and follows the feed.
pub struct Running {
    listening: Listening,
    live: Arc<Live>,
    feed: JoinHandle<()>,
    stop: StopSignal,
}

/// Why a gateway could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its own secret cannot be read.
    #[error("gateway.credential: {0}")]
    Credential(#[from] SecretError),
    /// An upstream's credential cannot be used.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    /// Its state cannot be kept.
    #[error(transparent)]
    Kept(#[from] KeptError),
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
        // A server may end by itself. What the feed said last is kept, unless the disk hangs.
        self.stop.stop();
        let feed = self.feed.abort_handle();
        if tokio::time::timeout(CLOSING, self.feed).await.is_err() {
            feed.abort();
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
    let live = Arc::new(Live::new(config.max_staleness, config.when_stale, clock.clone()));
    let aliases = Arc::new(config.type_aliases.clone());
    let upstreams = config.upstreams.iter().enumerate();
    let upstreams = upstreams.map(|(number, upstream)| Upstream::new(number, upstream, config));
    let upstreams = upstreams.collect::<Result<Vec<_>, _>>()?;
    let routes = Arc::new(Routes::new(config, upstreams, packs));
    let principals = Arc::new(Principals::new(Arc::clone(&live), config.leeway));
    let subscription = Subscription::new(config, Arc::clone(&live), Arc::clone(&aliases))?;

    let kept = Kept::take(config)?;

    let levels = Arc::new(Levels::new());
    let realm: Arc<str> = config.realm.as_str().into();
    let (max_judged_body, max_judged_answer) = (config.max_judged_body, config.max_judged_answer);
    let client_id = config.client_id.clone();
    let followed = Arc::clone(&live);
    let worker = move || App {
        routes: Arc::clone(&routes),
        principals: Arc::clone(&principals),
        live: Arc::clone(&live),
        levels: Arc::clone(&levels),
        client: Client::new(),
        signed: Signed::default(),
        clock: clock.clone(),
        client_id: client_id.clone(),
        type_aliases: Arc::clone(&aliases),
        realm: Arc::clone(&realm),
        max_judged_body,
        max_judged_answer,
    };
    let settings = Settings::at(config.listen, "gateway.listen");
    let settings = Settings { spans: Spans::WithItsLine, ..settings };
    let listening = serving::serve(&settings, stop, move |service| {
        service.app_data(Data::new(worker())).default_service(web::to(proxy));
    })?;
    let feed = tokio::spawn(feed::follow(subscription, kept, stop.clone()));
    Ok(Running { listening, live: followed, feed, stop: stop.clone() })
}
