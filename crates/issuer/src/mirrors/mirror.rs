//! One upstream whose Autorisaties API is kept: brings an applicatie there as it is at this moment.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use autorisaties::{ApplicatieId, ClientId, TypeAliases};
use edge::client::Client;
use edge::config::SecretError;
use edge::scheme::{Scheme, is_exposed};
use edge::tls::{Remedies, TrustError};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use tokens::UnixTime;
use tokio::sync::Notify;
use tokio::time::timeout;
use tracing::warn;

use super::said::{self, Said};
use super::there::{Lying, There};
use crate::app::App;
use crate::config::MirrorConfig;
use crate::deliverer::{Caller, Refusal};
use crate::store::outbox::Target;
use crate::store::{self, StoreError, mirrored, shown};

/// What to set when it is not believed.
const REMEDIES: Remedies = Remedies { trust: "issuer.mirror.ca", name: "issuer.mirror.tls_name" };

/// One upstream.
#[derive(Debug)]
pub(crate) struct Mirror {
    name: String,
    /// In the outbox.
    target: String,
    pub(super) there: There,
    keep: Vec<String>,
    pub(super) aliases: TypeAliases,
    hold: Duration,
    /// How long one applicatie may take.
    timeout: Duration,
    /// Told when something is queued for it, or is to be tried now.
    pub(crate) queued: Notify,
    away: AtomicBool,
}

/// Why an upstream cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// Our secret there cannot be read.
    #[error("issuer.mirror.secret: {0}")]
    Secret(#[from] SecretError),
    /// It could not be believed.
    #[error("issuer.mirror.ca: {0}")]
    Trust(#[from] TrustError),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Brought {
    /// It lies there, and is called so.
    Lies(String),
    /// It does not.
    Gone,
}

/// What is to lie there.
struct Wanted {
    body: Option<Value>,
    /// What it is called there, as far as we know.
    there: Option<String>,
    /// Every client id that it ever had.
    client_ids: Vec<String>,
}

impl Mirror {
    pub(super) fn new(config: &MirrorConfig) -> Result<Self, MirrorError> {
        warn_of_plain_http(config);
        let connector = config.verification.connector(Scheme::of(&config.api_root))?;
        let keep = config.keep.iter().chain([&config.client_id]).map(ClientId::to_string);
        let caller = Caller {
            http: Client::new(connector, REMEDIES),
            client_id: config.client_id.clone(),
            secret: config.secret.read()?,
        };
        let api_root = config.api_root.as_str().trim_end_matches('/').to_owned();
        Ok(Self {
            name: config.name.clone(),
            target: format!("mirror/{}", config.name),
            there: There { caller, api_root, timeout: config.timeout },
            keep: keep.collect(),
            aliases: config.type_aliases.clone(),
            hold: config.hold,
            timeout: config.timeout,
            queued: Notify::new(),
            away: AtomicBool::new(false),
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn api_root(&self) -> &str {
        &self.there.api_root
    }

    pub(crate) fn target(&self) -> Target<'_> {
        Target::Mirror(&self.target)
    }

    pub(super) fn hold(&self) -> Duration {
        self.hold
    }

    /// Whether the applicatie of this client there is never touched.
    pub(super) fn keeps(&self, client_id: &str) -> bool {
        self.keep.iter().any(|kept| kept == client_id)
    }

    /// Whether nobody was there when it was last called.
    pub(crate) fn is_away(&self) -> bool {
        self.away.load(Ordering::Relaxed)
    }

    /// Somebody answered.
    pub(crate) fn answered(&self) {
        self.away.store(false, Ordering::Relaxed);
    }

    /// Nobody did.
    pub(crate) fn found_nobody(&self) {
        self.away.store(true, Ordering::Relaxed);
    }

    /// Brings an applicatie as it is now. Asked twice, it changes nothing the second time.
    pub(crate) async fn bring(&self, id: ApplicatieId, app: &App) -> Result<Brought, Refusal> {
        let wanted = self.wanted(id, app).await;
        let wanted = wanted.map_err(|_| Refusal::of_ours("our own database does not answer"))?;
        let brought = timeout(self.timeout, self.write(wanted, app.clock.unix())).await;
        brought.unwrap_or_else(|_| Err(Refusal::late(self.timeout)))
    }

    async fn wanted(&self, id: ApplicatieId, app: &App) -> Result<Wanted, StoreError> {
        let read = store::read(&app.db).await?;
        let shown = shown::find(&read, id).await?;
        Ok(Wanted {
            body: shown.and_then(|shown| said::body(&shown, &self.aliases)),
            there: mirrored::find(&read, &self.name, id).await?,
            client_ids: mirrored::client_ids_ever(&read, id).await?,
        })
    }

    async fn write(&self, wanted: Wanted, now: UnixTime) -> Result<Brought, Refusal> {
        let Wanted { body, there, client_ids } = wanted;
        self.refuse_kept(client_ids.iter().filter(|_| body.is_some()))?;
        let known = match &there {
            Some(uuid) => self.there.find(uuid, now).await?,
            None => None,
        };
        let lying = match known {
            Some(known) => Some(known),
            None => self.look_for(&client_ids, now).await?,
        };
        if let Some(lying) = &lying {
            self.refuse_kept(lying.said.client_ids.iter())?;
        }
        match (body, lying) {
            (None, None) => Ok(Brought::Gone),
            (None, Some(lying)) => {
                self.there.remove(&lying.uuid, now).await?;
                Ok(Brought::Gone)
            }
            (Some(body), None) => self.there.create(&body, now).await.map(Brought::Lies),
            (Some(body), Some(lying)) => {
                if !Said::read(&body).differences(&lying.said).is_empty() {
                    self.there.replace(&lying.uuid, &body, now).await?;
                }
                Ok(Brought::Lies(lying.uuid))
            }
        }
    }

    /// One that holds our client ids and no others: made by hand, or by us before we could write down
    /// what it is called.
    async fn look_for(&self, ours: &[String], now: UnixTime) -> Result<Option<Lying>, Refusal> {
        let mut found = BTreeMap::new();
        for client_id in ours {
            for lying in self.there.holding(client_id, now).await? {
                found.insert(lying.uuid.clone(), lying);
            }
        }
        let Some((_, first)) = found.pop_first() else { return Ok(None) };
        if let Some((other, _)) = found.pop_first() {
            return Err(Refusal::of_ours(&format!(
                "its client ids belong to several applicaties there, {} and {other}; nothing was \
                 overwritten: take them from all but one of those",
                first.uuid
            )));
        }
        match first.said.client_ids.iter().find(|id| !ours.contains(id)) {
            None => Ok(Some(first)),
            Some(other) => Err(Refusal::of_ours(&format!(
                "its client ids belong to applicatie {} there, which has {other:?} too; nothing was \
                 overwritten: take ours out of it, or {other:?}",
                first.uuid
            ))),
        }
    }

    fn refuse_kept<'a>(&self, mut ids: impl Iterator<Item = &'a String>) -> Result<(), Refusal> {
        match ids.find(|id| self.keeps(id)) {
            None => Ok(()),
            Some(kept) => Err(Refusal::of_ours(&format!(
                "`{kept}` is kept as it is there (issuer.mirror.keep, or our own client_id), so \
                 nothing was written"
            ))),
        }
    }
}

/// What a mirror that brought an applicatie writes down.
pub(crate) async fn settle(
    db: &impl ConnectionTrait,
    (mirror, id): (&Mirror, ApplicatieId),
    brought: &Brought,
) -> Result<(), StoreError> {
    match brought {
        Brought::Lies(there) => mirrored::remember(db, (mirror.name(), id), there).await,
        Brought::Gone => mirrored::forget(db, (mirror.name(), id)).await,
    }
}

fn warn_of_plain_http(config: &MirrorConfig) {
    if is_exposed(&config.api_root) {
        warn!(
            url = %config.api_root,
            "our JWT goes to the upstream's Autorisaties API over plain http, where others on the way \
             can read it; if it speaks TLS, write https:// in issuer.mirror.api_root"
        );
    }
}
