//! From a configuration to a running issuer.

use std::io;
use std::sync::{Arc, OnceLock};

use actix_web::web::Data;
use edge::chance::{self, NoChance};
use edge::config::SecretError;
use edge::metrics::{Requests, read_when_asked};
use edge::operations::Packs;
use edge::part::Part;
use edge::sealing::{SealingError, SealingKeys};
use edge::serving::{self, BindError, Listening, Settings};
use edge::tls::{Certificates, IdentityError, TrustError};
use edge::uses::Uses;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tracing::info;
use uuid::Uuid;

use crate::access::Remembered;
use crate::app::App;
use crate::config::{Database, IssuerConfig, Transport};
use crate::deliverer::{self, Notificaties, NotificatiesError, To, Webhook, WebhookError};
use crate::explaining::Gateways;
use crate::feeds::Feeds;
use crate::founding::{FirstKeys, Founded, Founder, FoundingError};
use crate::guesses::{Guesses, Rates};
use crate::keeper;
use crate::key_sets::KeySets;
use crate::metrics::{self, Metrics, Standing};
use crate::mirrors::{self, MirrorError, Mirrors};
use crate::pace::{Pace, Paced};
use crate::passwords::Passwords;
use crate::paths;
use crate::resealer::Resealer;
use crate::routes;
use crate::secret::Secrets;
use crate::state::{Follower, LoadError};
use crate::statement_issuers::{KeysFileError, StatementIssuers};
use crate::store::{self, Listener, StoreError, copies};
use crate::tallies::{self, Tallies};
use crate::userinfo::Lately;
use crate::uses;

/// Why an issuer does not start, in one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The sealing key cannot be read.
    #[error("issuer.sealing_key: {0}")]
    SealingKey(#[from] SecretError),
    /// The sealing key is not one.
    #[error("issuer.sealing_key: {0}")]
    Sealing(#[from] SealingError),
    /// The key that gateways have too cannot be read.
    #[error("issuer.feed_key: {0}")]
    FeedKeyFile(#[source] SecretError),
    /// It is no key.
    #[error("issuer.feed_key: {0}")]
    FeedKey(#[source] SealingError),
    /// Keys of software statements cannot be read.
    #[error("issuer.statement_issuer: {0}")]
    StatementIssuer(#[from] KeysFileError),
    /// The database cannot be opened.
    #[error("issuer.database: {0}")]
    Store(#[from] StoreError),
    /// Keys and first clients could not be made.
    #[error("the first start failed: {0}")]
    Founding(String),
    /// No gateway could be believed.
    #[error("issuer.gateways_ca: {0}")]
    Gateways(#[source] TrustError),
    /// Nobody can be told of changes.
    #[error(transparent)]
    Notificaties(#[from] NotificatiesError),
    /// Nobody can be told of what needs care.
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    /// An upstream's applicaties cannot be kept.
    #[error(transparent)]
    Mirror(#[from] MirrorError),
    /// The state could not be read.
    #[error("issuer.database: {0}")]
    Load(String),
    /// Its certificate cannot be shown.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The address cannot be had.
    #[error(transparent)]
    Bind(#[from] BindError),
}

impl From<FoundingError> for StartError {
    fn from(error: FoundingError) -> Self {
        Self::Founding(error.to_string())
    }
}

impl From<NoChance> for StartError {
    fn from(error: NoChance) -> Self {
        Self::Founding(error.to_string())
    }
}

impl From<LoadError> for StartError {
    fn from(error: LoadError) -> Self {
        Self::Load(error.to_string())
    }
}

/// What was withdrawn since a copy was made would count again.
async fn refuse_an_unfinished_restore(database: &Database) -> Result<(), StoreError> {
    match copies::is_marked(database).await {
        Ok(true) => Err(StoreError::Unfinished),
        // A database that does not answer is told of by who needs it next.
        Ok(false) | Err(_) => Ok(()),
    }
}

/// An issuer with its database open and its state read, ready to serve.
#[derive(Debug)]
pub struct Issuer {
    app: Data<App>,
    /// Who is told of changes, each with the name in which messages to it are claimed.
    told: Vec<(To, Uuid)>,
    listener: Option<Listener>,
    settings: Settings,
}

impl Issuer {
    /// Opens the database, brings it up to date, and makes on the first start what an
    /// installation needs. `announce` is given the first secrets before they are stored: they
    /// are shown once.
    pub async fn open(
        config: IssuerConfig,
        packs: &Packs,
        Part { clock, stop, metrics }: Part,
        announce: impl FnOnce(&Founded) -> io::Result<()>,
    ) -> Result<Self, StartError> {
        let Transport { tls, proxies, plain_http } = config.transport;
        let tls = tls.map(|tls| tls.load("issuer.tls", clock.now())).transpose()?;
        let certificates = Certificates::default();
        tls.iter().for_each(|tls| certificates.add("issuer.tls", tls.shown()));
        let statement_issuers = StatementIssuers::read(&config.statement_issuers)?;
        let seals = Arc::new(SealingKeys::parse(&[config.sealing_key.read()?])?);
        let resealer = Resealer::read(config.feed_key.as_ref(), &seals)?;
        let told = config.autorisaties.notificaties.as_ref();
        let notificaties = told.map(Notificaties::new).transpose()?.map(Box::new);
        let notificaties = notificaties.map(To::Notificaties);
        let mirrors = Mirrors::new(&config.mirrors)?;
        let gateways = Gateways::new(&config.gateways).map_err(StartError::Gateways)?;
        let kept = mirrors.all().iter().cloned().map(To::Mirror);
        let webhook = config.webhook.as_ref().map(Webhook::new).transpose()?.map(Arc::new);
        let hooked = webhook.clone().map(To::Webhook);
        let told = notificaties
            .into_iter()
            .chain(hooked)
            .chain(kept)
            .map(|to| Ok((to, chance::uuid_v4()?)));
        let told = told.collect::<Result<Vec<_>, NoChance>>()?;
        refuse_an_unfinished_restore(&config.database).await?;
        let first_keys = FirstKeys::begun(&config.database).await;
        bring_up_to_date(&config.database).await?;
        let db = store::open(&config.database).await?;
        let admin_url = config.public_url.join(paths::ADMIN);
        let founder = Founder { db: &db, seals: &seals, admin_url };
        let tag_key = founder.found(first_keys, clock.now(), announce).await?;
        let secrets = Secrets::new(tag_key, config.hashing)?;
        if mirrors.all().is_empty() {
            mirrors::release_all(&db, clock.now()).await?;
        }
        mirrors::remind(&db, &mirrors).await?;
        let reader = store::open_reader(&config.database).await?;
        let feeder = store::open_feeder(&config.database).await?;
        let follower = Follower::start(reader, Arc::clone(&seals)).await?;
        let lifetime = i64::try_from(config.access_token_lifetime.as_secs()).unwrap_or(i64::MAX);
        let app = App {
            public_url: config.public_url,
            plain_http,
            autorisaties: config.autorisaties,
            default_audience: config.default_audience,
            access_token_lifetime: lifetime,
            key_rotation: config.key_rotation,
            audit_retention: config.audit_retention,
            known_scopes: packs.scopes().clone(),
            db,
            feeder,
            follower: Arc::new(follower),
            secrets,
            metrics: metrics.register(metrics::PART, Metrics::new),
            uses: Uses::default(),
            tallies: Tallies::default(),
            remembered: Remembered::default(),
            lately: Lately::default(),
            passwords: Passwords::new()?,
            sessions: config.sessions,
            guesses: Guesses::new(Rates::PASSWORDS)?,
            client_guesses: Guesses::new(Rates::SECRETS)?,
            registration_guesses: Guesses::new(Rates::SECRETS)?,
            registrations: Guesses::new(Rates::REGISTRATIONS)?,
            codes: Paced::new(Pace::CODES),
            pushes: Guesses::new(Rates::PUSHES)?,
            probes: Guesses::new(Rates::TOKENS)?,
            key_sets: KeySets::new(config.jwks_uri_private),
            statement_issuers,
            seals,
            resealer,
            feeds: Feeds::default(),
            queued: Notify::new(),
            mirrors,
            webhook,
            gateways,
            description: OnceLock::new(),
            ac_description: OnceLock::new(),
            certificates,
            clock,
            stop,
            stop_delay: config.stop_delay,
        };
        let app = Data::new(app);
        let requests = metrics.register(metrics::PART, |registry| {
            read_when_asked(registry, Standing::of(app.clone()));
            Some(Requests::new(registry))
        });
        let usual = Settings::at(config.listen, "issuer.listen");
        let stop_delay = config.stop_delay;
        let settings = Settings { tls, proxies, requests, stop_delay, ..usual };
        let listener = Listener::of(&config.database);
        Ok(Self { app, told, listener, settings })
    }

    /// What its handlers work with.
    #[cfg(test)]
    pub(crate) fn app(&self) -> Data<App> {
        self.app.clone()
    }

    /// Listens. The server follows the change log for as long as it answers, also after the stop
    /// signal.
    pub fn serve(self) -> Result<Listening, StartError> {
        let Self { app, told, listener, settings } = self;
        let (stop, follower) = (app.stop.clone(), Arc::clone(&app.follower));
        let kept = app.clone();
        let configure = move |service: &mut actix_web::web::ServiceConfig| {
            service.app_data(app.clone());
            routes::configure(service, app.autorisaties.version);
        };
        let Listening { server, address } = serving::serve(&settings, &stop, configure)?;
        tokio::spawn(keeper::run(kept.clone()));
        tokio::spawn(kept.certificates.clone().keep(kept.clock.clone(), stop.clone()));
        let deliver = |(to, me)| tokio::spawn(deliverer::run(kept.clone(), to, me));
        let deliverers: Vec<JoinHandle<()>> = told.into_iter().map(deliver).collect();
        let server = Box::pin(async move {
            let ended = tokio::select! {
                ended = server => ended,
                never = follower.run(listener) => match never {},
                never = uses::keep(&kept) => match never {},
                never = tallies::keep(&kept) => match never {},
            };
            last_words(deliverers).await;
            tokio::join!(uses::end(&kept), tallies::end(&kept));
            ended
        });
        Ok(Listening { server, address })
    }
}

/// Waits until what was under way is delivered or given back.
async fn last_words(deliverers: Vec<JoinHandle<()>>) {
    for deliverer in deliverers {
        // It ends soon after the stop signal; if it broke, its claims lapse by themselves.
        let _ = deliverer.await;
    }
}

/// Whether an installation was founded in this database.
pub async fn is_founded(database: &Database) -> Result<bool, StartError> {
    Ok(store::is_founded(database).await?)
}

/// Brings the database's shape up to date, and says what was applied; nothing if it was.
pub async fn bring_up_to_date(database: &Database) -> Result<Vec<String>, StartError> {
    let applied = store::migrate(database).await?;
    if !applied.is_empty() {
        info!(count = applied.len(), "the database's shape was brought up to date");
    }
    Ok(applied)
}
