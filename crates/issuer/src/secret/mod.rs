//! Client secrets: made, shown once, kept as a hash, verified without giving an attacker the CPU.
//!
//! [`Secrets::verify`] is the one way in. What it costs: nothing for an invented secret, a keyed
//! tag for one that was verified before, one argon2id hash for a genuine one seen for the first
//! time, one dummy hash in a small pool of its own for a string that is not of our form.

use chrono::{DateTime, Utc};
use edge::chance::NoChance;
use secrecy::SecretString;

use crate::model::{Credential, CredentialId, CredentialKind};

pub(crate) mod form;
pub(crate) mod hash;
mod verified;

use form::Form;
pub(crate) use form::{FreshSecret, TagKey};
use hash::HashPool;
pub(crate) use hash::PoolSize;
pub(crate) use hash::{HashError, HashLoad};
use verified::Verified;

/// Strings that are not of our form wait here, so that they never stand before a genuine secret.
const FOREIGN_POOL: PoolSize = PoolSize { workers: 1, queue: 8 };

/// Why a secret did not vouch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SecretError {
    /// Not a live secret of this client; which reason is nobody's business.
    #[error("not a live secret of this client")]
    Wrong,
    /// The hashing pool is full.
    #[error(transparent)]
    Hash(#[from] HashError),
}

/// Everything that verifying and making secrets needs.
#[derive(Debug)]
pub(crate) struct Secrets {
    tag_key: TagKey,
    pool: HashPool,
    foreign_pool: HashPool,
    verified: Verified,
    /// The hash of a secret that nobody knows.
    dummy: String,
}

impl Secrets {
    pub(crate) fn new(tag_key: TagKey, size: PoolSize) -> Result<Self, NoChance> {
        Ok(Self {
            tag_key,
            pool: HashPool::new(size),
            foreign_pool: HashPool::new(FOREIGN_POOL),
            verified: Verified::new()?,
            dummy: hash::nobodys()?,
        })
    }

    /// Makes a secret and its hash.
    pub(crate) async fn make(
        &self,
        kind: CredentialKind,
    ) -> Result<(FreshSecret, String), SecretsError> {
        let fresh = form::make(&self.tag_key, kind)?;
        let hash = self.pool.hash(fresh.text.clone()).await?;
        Ok((fresh, hash))
    }

    /// How much hashing goes on: of secrets of our form, and of other strings.
    pub(crate) fn load(&self) -> [HashLoad; 2] {
        [self.pool.load(), self.foreign_pool.load()]
    }

    /// Whether this issuer made such a secret, for this kind; it may be revoked by now.
    pub(crate) fn made(&self, kind: CredentialKind, presented: &SecretString) -> bool {
        matches!(form::read(&self.tag_key, kind, presented), Form::Genuine(_))
    }

    /// Whether it looks like a secret of ours, whoever made it and for whatever kind.
    pub(crate) fn is_of_our_form(&self, presented: &SecretString) -> bool {
        !matches!(form::read(&self.tag_key, CredentialKind::Secret, presented), Form::Foreign)
    }

    /// Which of these credentials the presented secret is. An unknown client has none.
    pub(crate) async fn verify(
        &self,
        credentials: &[Credential],
        kind: CredentialKind,
        presented: &SecretString,
        now: DateTime<Utc>,
    ) -> Result<CredentialId, SecretError> {
        match form::read(&self.tag_key, kind, presented) {
            Form::Invented => Err(SecretError::Wrong),
            Form::Foreign => self.refuse_foreign(presented).await,
            Form::Genuine(id) => {
                let named = |row: &&Credential| row.id == id && row.kind == kind;
                let row = credentials.iter().find(named).filter(|row| row.is_live_at(now));
                self.verify_row(row.ok_or(SecretError::Wrong)?, presented).await
            }
        }
    }

    async fn verify_row(
        &self,
        row: &Credential,
        presented: &SecretString,
    ) -> Result<CredentialId, SecretError> {
        if self.verified.knows(row, presented) {
            return Ok(row.id.clone());
        }
        if !self.pool.verify(presented.clone(), row.hash.clone()).await? {
            return Err(SecretError::Wrong);
        }
        self.verified.remember(row, presented);
        Ok(row.id.clone())
    }

    /// Costs one hash whether or not the client exists, so that time tells nothing.
    async fn refuse_foreign(&self, presented: &SecretString) -> Result<CredentialId, SecretError> {
        self.foreign_pool.verify(presented.clone(), self.dummy.clone()).await?;
        Err(SecretError::Wrong)
    }
}

/// Hashes one secret outside any pool: for the first start, when there is no pool yet.
pub(crate) async fn hash_once(secret: SecretString) -> Result<String, HashError> {
    HashPool::new(PoolSize { workers: 1, queue: 0 }).hash(secret).await
}

/// Why secrets could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretsError {
    /// The system gave no randomness.
    #[error(transparent)]
    Chance(#[from] NoChance),
    /// Hashing failed, or its pool is full.
    #[error(transparent)]
    Hash(#[from] HashError),
}

#[cfg(test)]
mod tests;
