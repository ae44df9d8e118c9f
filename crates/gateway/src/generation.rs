//! What one configuration makes of a gateway. A reload makes the next generation beside it; requests
//! that began under the old one end under it, and none waits.

use std::sync::{Arc, Mutex, PoisonError};

use edge::config::SecretSource;
use edge::feed::FeedKey;
use edge::operations::Packs;
use edge::scheme::is_exposed;
use edge::stop::StopSignal;
use edge::tls::Caller;
use tokens::zgw::{Bounds, MAX_AGE};
use tokio::task::JoinSet;

use crate::app::App;
use crate::config::{Answers, GatewayConfig, UpstreamConfig};
use crate::foreign::ForeignIssuer;
use crate::forward::{Clients, Issuer, OF_UPSTREAM, Standing};
use crate::ground::Ground;
use crate::introspection::Introspector;
use crate::metrics::Counts;
use crate::objects::{Levels, Lookups};
use crate::principal::{Means, Principals, SelfSigned};
use crate::record::Sources;
use crate::route::Routes;
use crate::shadow;
use crate::start::StartError;
use crate::upstream::{Checks, Signed, Upstream};

/// Everything that requests are judged and sent by, and that a reload replaces.
#[derive(Debug)]
pub(crate) struct Generation {
    routes: Arc<Routes>,
    principals: Arc<Principals>,
    levels: Arc<Levels>,
    lookups: Arc<Lookups>,
    connectors: Vec<Standing>,
    foreign_issuers: Vec<Arc<ForeignIssuer>>,
    sources: Arc<Sources>,
    counts: Arc<Counts>,
    answers: Answers,
    realm: Arc<str>,
    max_judged_body: u64,
    max_judged_answer: u64,
    /// Who looks at its addresses and fetches keys for it.
    tasks: Mutex<JoinSet<()>>,
}

impl Generation {
    /// Reads every file that the configuration names. Nobody looks at anything for it yet.
    pub(crate) fn new(
        config: &GatewayConfig,
        packs: Packs,
        ground: &Ground,
        before: Option<&Self>,
    ) -> Result<Self, StartError> {
        shadow::warn_of(config);
        let connectors = config.upstreams.iter().map(|one| connector(one, ground));
        let connectors = connectors.collect::<Result<Vec<_>, _>>()?;
        let upstreams = config.upstreams.iter().enumerate();
        let upstreams = upstreams.map(|(number, upstream)| Upstream::new(number, upstream, config));
        let upstreams = upstreams.collect::<Result<Vec<_>, _>>()?;
        let foreign_issuers = foreign_issuers(config, before)?;
        let means = Means {
            leeway: config.leeway,
            introspector: Introspector::new(Arc::clone(&ground.issuers)),
            self_signed: self_signed(config)?,
            foreign_issuers: foreign_issuers.clone(),
        };
        let principals = Principals::new(Arc::clone(&ground.live), means, Arc::clone(&ground.uses));
        let sources = Arc::new(Sources::of(config, &packs));
        let counts = Arc::new(ground.metrics.of(&upstreams));
        Ok(Self {
            sources,
            counts,
            routes: Arc::new(Routes::new(config, upstreams, packs)),
            principals: Arc::new(principals),
            levels: Arc::new(Levels::new()),
            lookups: Arc::new(Lookups::new()),
            connectors,
            foreign_issuers,
            answers: config.answers,
            realm: config.realm.as_str().into(),
            max_judged_body: config.max_judged_body,
            max_judged_answer: config.max_judged_answer,
            tasks: Mutex::default(),
        })
    }

    /// Has the health of its upstreams looked after, and the keys of other issuers.
    pub(crate) fn watch(&self, ground: &Ground) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        for (upstream, to) in self.routes.upstreams().iter().zip(&self.connectors) {
            if let Some(checks) = Checks::of(upstream, to, OF_UPSTREAM) {
                tasks.spawn(checks.run(ground.stop.clone()));
            }
        }
        for issuer in &self.foreign_issuers {
            tasks.spawn(follow(Arc::clone(issuer), ground.judged.clone()));
        }
    }

    /// Another is in force. What still runs under this one knows all that it needs.
    pub(crate) fn leave(&self) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }

    /// Its upstreams, in the order of their numbers.
    pub(crate) fn upstreams(&self) -> &[Upstream] {
        self.routes.upstreams()
    }

    /// One worker's view of it.
    pub(crate) fn app(&self, ground: &Ground) -> App {
        App {
            routes: Arc::clone(&self.routes),
            principals: Arc::clone(&self.principals),
            live: Arc::clone(&ground.live),
            readings: Arc::clone(&ground.readings),
            levels: Arc::clone(&self.levels),
            lookups: Arc::clone(&self.lookups),
            clients: Clients::new(&self.connectors),
            issuer: Issuer::new(&ground.to_issuer),
            signed: Signed::default(),
            decisions: ground.desk.worker(&self.sources),
            counts: Arc::clone(&self.counts),
            clock: ground.clock.clone(),
            stop: ground.stop.clone(),
            client_id: ground.client_id.clone(),
            type_aliases: Arc::clone(&ground.type_aliases),
            answers: self.answers,
            realm: Arc::clone(&self.realm),
            max_judged_body: self.max_judged_body,
            max_judged_answer: self.max_judged_answer,
        }
    }
}

/// Keeps the keys of another issuer, until the last request was judged.
async fn follow(issuer: Arc<ForeignIssuer>, judged: StopSignal) {
    tokio::select! {
        () = judged.stopped() => {}
        never = issuer.follow() => match never {},
    }
}

/// The other issuers, with the keys that were known of them.
fn foreign_issuers(
    config: &GatewayConfig,
    before: Option<&Generation>,
) -> Result<Vec<Arc<ForeignIssuer>>, StartError> {
    let known = before.map(|before| &before.foreign_issuers[..]).unwrap_or_default();
    let made = config.foreign_issuers.iter().map(|one| {
        let made = ForeignIssuer::new(one, config.leeway)?;
        Ok(Arc::new(made.knowing_what_one_of(known)))
    });
    made.collect()
}

fn self_signed(config: &GatewayConfig) -> Result<SelfSigned, StartError> {
    let read = |source: &SecretSource| {
        FeedKey::parse(source.read().map_err(StartError::FeedKeyFile)?).map_err(StartError::FeedKey)
    };
    let max_age = i64::try_from(config.zgw_max_age.as_secs()).unwrap_or(MAX_AGE);
    let bounds = Bounds { max_age, ahead: config.leeway };
    Ok(SelfSigned { feed_key: config.feed_key.as_ref().map(read).transpose()?, bounds })
}

/// Connects to an upstream. Off this machine http is not refused, for many run side by side in a
/// cluster; but nobody should have it unawares.
fn connector(upstream: &UpstreamConfig, ground: &Ground) -> Result<Standing, StartError> {
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
    let now = ground.clock.now();
    let shows = shows.map(|pair| pair.load_for_client("client_certificate", now)).transpose();
    let shows = shows.map_err(|source| StartError::UpstreamIdentity { name: name(), source })?;
    if let Some(tls) = &shows {
        let key = format!("gateway.upstream.{}.client_certificate", upstream.name);
        ground.certificates.add(key, tls.shown());
    }
    let failed = |source| StartError::UpstreamTrust { name: name(), source };
    let caller = Caller { within: reach.connect_timeout, shows };
    let connector = reach.verification.connector_of(caller, reach.scheme());
    Ok(Standing::within(reach.connect_timeout, connector.map_err(failed)?))
}
