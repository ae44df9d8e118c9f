//! Backups, and what must follow a restore before anything counts again: no token, session or signing key of
//! before is good any more, and what was withdrawn since the copy is withdrawn once more, as far as a log says so.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use edge::config::SecretError;
use edge::feed::Revocable;
use edge::sealing::{SealingError, SealingKeys};
use serde_json::json;
use tokens::{Algorithm, Phase};

use crate::act::Act;
use crate::config::IssuerConfig;
use crate::fresh_keys::{self, NotMade};
use crate::revoking;
use crate::rotation::{self, Step};
use crate::state::{Follower, LoadError};
use crate::store::audit::{self, Content, Deed};
use crate::store::changes::{self, Subject};
use crate::store::copies::{self, Place, audited};
use crate::store::keys::{self, KeyError, NewKey};
use crate::store::{self, StoreError, Write, key_lives, sessions};

mod body;
mod withdrawal;

pub use body::{AuditLine, parse_audit};
use withdrawal::{Ended, Meaning};

/// Who acts where nobody asked.
const BY_ITSELF: &str = "zaakpoort";

/// Why there is no backup, or no restore.
#[derive(Debug, thiserror::Error)]
pub enum RestoringError {
    /// The sealing key cannot be read.
    #[error(
        "issuer.sealing_key: {0}; a backup is of use only with the sealing key of its installation: put \
         your copy of it there"
    )]
    SealingKey(#[from] SecretError),
    /// It is no key.
    #[error("issuer.sealing_key: {0}")]
    Sealing(#[from] SealingError),
    /// The database.
    #[error("issuer.database: {0}")]
    Store(#[from] StoreError),
    /// What is in it does not open.
    #[error(
        "issuer.sealing_key opens nothing in this database: {0}; a backup is of use only with the \
         sealing key of its installation, so put that in its place"
    )]
    WrongKey(String),
    /// No new keys.
    #[error("no new signing keys: {0}")]
    Chance(String),
    /// There is an installation in that place.
    #[error(
        "there is a database already: {0}; a restore never overwrites one. Move it away, with the \
         files beside it that end in -wal and -shm, or name an empty one"
    )]
    Taken(String),
    /// A copy lies there already.
    #[error("{0} has a copy already that was put back: go on with it, without --from")]
    Copied(String),
    /// There is nothing.
    #[error("there is no copy at {0}; name the backup with --from")]
    Missing(String),
}

impl From<LoadError> for RestoringError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Store(error) => Self::Store(error),
            LoadError::Key(error) => Self::from(error),
        }
    }
}

impl From<KeyError> for RestoringError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Store(error) => Self::Store(error),
            seal @ KeyError::Seal { .. } => Self::WrongKey(seal.to_string()),
        }
    }
}

impl From<NoChance> for RestoringError {
    fn from(error: NoChance) -> Self {
        Self::Chance(error.to_string())
    }
}

impl From<NotMade> for RestoringError {
    fn from(error: NotMade) -> Self {
        Self::Chance(error.to_string())
    }
}

/// Looks whether there is a sealing key at all.
pub fn has_sealing_key(config: &IssuerConfig) -> Result<(), RestoringError> {
    SealingKeys::parse(&[config.sealing_key.read()?])?;
    Ok(())
}

/// Looks whether the sealing key opens what is in the database: without it no copy is worth anything.
pub async fn opens(config: &IssuerConfig) -> Result<(), RestoringError> {
    let seals = Arc::new(SealingKeys::parse(&[config.sealing_key.read()?])?);
    let reader = store::open_reader(&config.database).await?;
    Follower::start(reader, seals).await?;
    Ok(())
}

/// Writes a copy of a SQLite database into an empty file; issuers may go on meanwhile.
pub async fn copy(config: &IssuerConfig, to: &Path) -> Result<(), RestoringError> {
    let db = store::open_reader(&config.database).await?;
    Ok(copies::write(&db, to).await?)
}

/// Keeps in the audit log that there is a backup, and where.
pub async fn note_backup(
    config: &IssuerConfig,
    to: &str,
    now: DateTime<Utc>,
) -> Result<(), RestoringError> {
    let append = store::append(&store::open(&config.database).await?).await?;
    let deed = Deed::new(BY_ITSELF, Act::DatabaseBackup, to.to_owned(), Content::NONE);
    audit::insert(&append, chance::uuid_v7(now)?, deed, now).await?;
    Ok(append.commit().await?)
}

/// Looks whether a file is a whole copy, and marks it as one.
pub async fn check_copy(file: &Path) -> Result<(), RestoringError> {
    Ok(copies::mark_file(file).await?)
}

/// Refuses a place that is taken; one where a copy was only begun to be put counts as empty.
pub async fn clear(config: &IssuerConfig) -> Result<(), RestoringError> {
    match copies::place(&config.database).await? {
        Place::Empty => Ok(copies::mark(&config.database).await?),
        Place::Copy => Err(RestoringError::Copied(config.database.name())),
        Place::Taken => Err(RestoringError::Taken(config.database.name())),
    }
}

/// What a restore did, and what is left to do.
#[derive(Debug, Default)]
pub struct Restored {
    /// When the last deed was done that the copy knows.
    pub last_known: Option<DateTime<Utc>>,
    /// Whether the log begins behind that: what is between stands nowhere.
    pub has_gap: bool,
    /// What was withdrawn once more.
    pub withdrawn: Vec<AuditLine>,
    /// What may allow more than it should until somebody has looked.
    pub to_look_at: Vec<AuditLine>,
    /// What was made or given since.
    pub lost: Vec<AuditLine>,
}

/// Has a copy that lies in the place of the database count again, in one transaction.
pub async fn restore(
    config: &IssuerConfig,
    log: &[AuditLine],
    now: DateTime<Utc>,
) -> Result<Restored, RestoringError> {
    if copies::place(&config.database).await? == Place::Empty {
        return Err(RestoringError::Missing(config.database.name()));
    }
    let seals = SealingKeys::parse(&[config.sealing_key.read()?])?;
    store::migrate(&config.database).await?;
    opens(config).await?;
    let db = store::open(&config.database).await?;
    let fresh = fresh_keys::of(&Algorithm::ALL).await?;
    let write = store::write_patiently(&db).await?.patient();
    let mut changed = Vec::new();
    let old = key_lives::all(&write).await?;
    for key in &fresh {
        keys::insert(&write, &seals, NewKey { key, phase: Phase::Active }, now).await?;
        changed.push(Subject::Key(key.kid().clone()));
    }
    for step in
        Algorithm::ALL.into_iter().flat_map(|algorithm| rotation::all_removed(&old, algorithm))
    {
        enter(&write, &step, now).await?;
        changed.push(Subject::Key(step.kid));
    }
    let everything = Revocable::every();
    revoking::put(&write, &everything, now).await?;
    changed.push(Subject::Revocation(everything));
    sessions::end_everybodys(&write).await?;
    let restored = again(&write, log, (&mut changed, now)).await?;
    let what = json!({ "last_known": restored.last_known, "withdrawn": restored.withdrawn.len() });
    let name = config.database.name();
    let deed = Deed::new(BY_ITSELF, Act::DatabaseRestore, name, Content::made(what));
    audit::insert(&write, chance::uuid_v7(now)?, deed, now).await?;
    copies::unmark(&write).await?;
    changes::commit(write, &changed, now).await?;
    Ok(restored)
}

async fn enter(write: &Write, step: &Step, now: DateTime<Utc>) -> Result<(), StoreError> {
    key_lives::enter(write, step, now).await
}

/// Withdraws what the log says was withdrawn and the copy does not know.
async fn again(
    write: &Write,
    log: &[AuditLine],
    (changed, now): (&mut Vec<Subject>, DateTime<Utc>),
) -> Result<Restored, RestoringError> {
    let last_known = audited::last(write).await?;
    let ids: Vec<_> = log.iter().map(|line| line.id).collect();
    let known = audited::known(write, &ids).await?;
    let has_gap = last_known.is_some() && known.is_empty() && !log.is_empty();
    let mut restored = Restored { last_known, has_gap, ..Restored::default() };
    for line in log.iter().filter(|line| !known.contains(&line.id)).cloned() {
        match Meaning::of(&line) {
            Meaning::Done => {}
            Meaning::Narrows => restored.to_look_at.push(line),
            Meaning::Lost => restored.lost.push(line),
            Meaning::Withdraws(what) => match what.again(write, now).await? {
                Ended::NotThere => {}
                Ended::Kept => restored.to_look_at.push(line),
                Ended::Now(subjects) => {
                    changed.extend(subjects);
                    restored.withdrawn.push(line);
                }
            },
        }
    }
    Ok(restored)
}
