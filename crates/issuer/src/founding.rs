//! The first start of an installation: its keys, its administrator, its first gateway.
//!
//! All in one write, which no other runs beside, so that N issuers starting at once make one set.
//! The secrets are announced just before the commit: killed in between, the next start makes and
//! announces new ones, and none is lost.

use std::io;

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use edge::sealing::SealingKeys;
use sea_orm::ConnectionTrait;
use secrecy::SecretString;
use tokens::{Algorithm, Phase, SigningKey};
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

use crate::config::Database;
use crate::fresh_keys::{self, NotMade};
use crate::model::{Client, Credential};
use crate::secret::{FreshSecret, HashError, TagKey, form, hash_once};
use crate::store::changes::{self, Subject};
use crate::store::credentials::NewCredential;
use crate::store::keys::{KeyError, NewKey, OwnKey};
use crate::store::{self, Db, StoreError, Write, clients, credentials, keys};

/// Client id of the first administrator.
pub const ADMINISTRATOR: &str = "beheerder";
/// Client id of the first gateway.
pub const GATEWAY: &str = "gateway";

const TAG_KEY: &str = "secret-tag";
const LABEL: &str = "first start";

/// What was made on the first start. Shown once.
#[derive(Debug)]
pub struct Founded {
    /// The secret of client [`ADMINISTRATOR`].
    pub administrator: SecretString,
    /// The secret of client [`GATEWAY`].
    pub gateway: SecretString,
}

/// Why an installation could not be founded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FoundingError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Chance(#[from] NoChance),
    #[error(transparent)]
    Hash(#[from] HashError),
    #[error(transparent)]
    SigningKey(#[from] NotMade),
    #[error("a built-in name is not valid")]
    Name,
    #[error("the first secrets could not be written: {0}")]
    Announce(#[from] io::Error),
}

/// Who founds an installation.
#[derive(Debug)]
pub(crate) struct Founder<'a> {
    pub(crate) db: &'a Db,
    pub(crate) seals: &'a SealingKeys,
    /// Where the administrator's tokens are good.
    pub(crate) admin_url: String,
}

/// One signing key of each algorithm. Those of RSA take a while, so on a first start they are begun
/// before the database has its shape, and nobody's write waits for them.
#[derive(Debug)]
pub(crate) struct FirstKeys(Option<JoinHandle<Result<Vec<SigningKey>, NotMade>>>);

impl FirstKeys {
    /// Begins, unless they are there already.
    pub(crate) async fn begun(database: &Database) -> Self {
        // A database that does not answer is told of by who needs it next.
        let is_founded = store::is_founded(database).await.unwrap_or(true);
        Self((!is_founded).then(|| tokio::spawn(fresh_keys::of(&Algorithm::ALL))))
    }

    async fn made(self) -> Result<Vec<SigningKey>, NotMade> {
        match self.0 {
            Some(begun) => begun.await.map_err(|_| NotMade)?,
            None => fresh_keys::of(&Algorithm::ALL).await,
        }
    }
}

impl Founder<'_> {
    /// Founds the installation unless that has happened, and gives the key of the tags in secrets.
    pub(crate) async fn found(
        &self,
        first_keys: FirstKeys,
        now: DateTime<Utc>,
        announce: impl FnOnce(&Founded) -> io::Result<()>,
    ) -> Result<TagKey, FoundingError> {
        if let Some(key) = self.tag_key(&store::read_patiently(self.db).await?).await? {
            return Ok(key);
        }
        let signing = first_keys.made().await?;
        let write = store::write_patiently(self.db).await?;
        // Another issuer may have been faster.
        match self.tag_key(&write).await? {
            Some(key) => Ok(key),
            None => self.make(write, &signing, now, announce).await,
        }
    }

    async fn tag_key(&self, db: &impl ConnectionTrait) -> Result<Option<TagKey>, FoundingError> {
        Ok(keys::find_own(db, self.seals, TAG_KEY).await?.map(|key| TagKey::new(*key)))
    }

    async fn make(
        &self,
        write: Write,
        signing: &[SigningKey],
        now: DateTime<Utc>,
        announce: impl FnOnce(&Founded) -> io::Result<()>,
    ) -> Result<TagKey, FoundingError> {
        let key = Zeroizing::new(chance::bytes()?);
        keys::insert_own(&write, self.seals, OwnKey { name: TAG_KEY, key: &key }, now).await?;
        let tag_key = TagKey::new(*key);
        for key in signing {
            let active = NewKey { key, phase: Phase::Active };
            keys::insert(&write, self.seals, active, now).await?;
        }
        let administrator = Client::administrator(named(ADMINISTRATOR)?, &self.admin_url);
        let administrator = administrator.ok_or(FoundingError::Name)?;
        let gateway = Client::gateway(named(GATEWAY)?);
        let founded = Founded {
            administrator: add(&write, &tag_key, &administrator, now).await?,
            gateway: add(&write, &tag_key, &gateway, now).await?,
        };
        announce(&founded)?;
        let keys = signing.iter().map(|key| Subject::Key(key.kid().clone()));
        let clients = [administrator.id, gateway.id].map(Subject::Client);
        let subjects: Vec<Subject> = keys.chain(clients).collect();
        changes::commit(write, &subjects, now).await?;
        Ok(tag_key)
    }
}

fn named(id: &str) -> Result<ClientId, FoundingError> {
    ClientId::parse(id).map_err(|_| FoundingError::Name)
}

async fn add(
    db: &impl ConnectionTrait,
    tag_key: &TagKey,
    client: &Client,
    now: DateTime<Utc>,
) -> Result<SecretString, FoundingError> {
    clients::insert(db, client, now).await?;
    let kind = client.belongs.credential_kind();
    let FreshSecret { id, text } = form::make(tag_key, kind)?;
    let hash = hash_once(text.clone()).await?;
    let credential = Credential { id, kind, hash, not_before: None, expires_at: None };
    let new = NewCredential { client: &client.id, credential: &credential, label: LABEL };
    credentials::insert(db, new, now).await?;
    Ok(text)
}
