//! Signing keys with their phases, and the keys that the issuer keeps for itself. Private halves
//! are sealed on their way in and opened on their way out.

use chrono::{DateTime, Utc};
use edge::sealing::{SealingError, SealingKeys};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    Set,
};
use tokens::{Jwk, Phase, SigningKey};
use zeroize::Zeroizing;

use super::rows::{issuer_keys, signing_keys};
use super::{StoreError, key_lives};
use crate::rotation::KeyLife;

/// The table of the keys that tokens are signed with.
const SIGNING: &str = "signing_keys";
/// The table of the keys that the issuer keeps for itself.
pub(super) const OWN: &str = "issuer_keys";

/// A signing key and where it is in its life.
#[derive(Debug)]
pub(crate) struct StoredKey {
    pub(crate) life: KeyLife,
    pub(crate) jwk: Jwk,
    pub(crate) key: SigningKey,
}

/// What can go wrong with stored keys.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The seal.
    #[error("key {kid}: {source}")]
    Seal {
        /// Which key.
        kid: String,
        /// Why.
        source: SealingError,
    },
}

impl From<sea_orm::DbErr> for KeyError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// A signing key that is to be kept.
#[derive(Debug)]
pub(crate) struct NewKey<'a> {
    pub(crate) key: &'a SigningKey,
    pub(crate) phase: Phase,
}

/// A key of the issuer's own, and what it is called.
pub(crate) struct OwnKey<'a> {
    pub(crate) name: &'a str,
    pub(crate) key: &'a [u8; 32],
}

/// Adds a signing key.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    seals: &SealingKeys,
    new: NewKey<'_>,
    now: DateTime<Utc>,
) -> Result<(), KeyError> {
    let NewKey { key, phase } = new;
    let kid = key.kid().as_str();
    let private = seals
        .seal(&private_of(kid), &key.to_pkcs8())
        .map_err(|source| KeyError::Seal { kid: kid.to_owned(), source })?;
    let row = signing_keys::ActiveModel {
        kid: Set(kid.to_owned()),
        algorithm: Set(key.algorithm().as_str().to_owned()),
        phase: Set(phase.as_str().to_owned()),
        private: Set(private),
        created_at: Set(now),
        phase_since: Set(now),
        phase_until: Set(None),
    };
    row.insert(db).await?;
    Ok(())
}

/// Every signing key that is not removed, oldest first.
pub(crate) async fn all(
    db: &impl ConnectionTrait,
    seals: &SealingKeys,
) -> Result<Vec<StoredKey>, KeyError> {
    let rows = signing_keys::Entity::find()
        .filter(signing_keys::Column::Phase.ne(Phase::Removed.as_str()))
        .all(db)
        .await?;
    let mut keys = rows.iter().map(|row| opened(row, seals)).collect::<Result<Vec<_>, _>>()?;
    keys.sort_by(|one, other| key_lives::oldest_first(&one.life, &other.life));
    Ok(keys)
}

fn opened(row: &signing_keys::Model, seals: &SealingKeys) -> Result<StoredKey, KeyError> {
    let kid = row.kid.as_str();
    let pkcs8 = seals
        .open(&private_of(kid), &row.private)
        .map_err(|source| KeyError::Seal { kid: kid.to_owned(), source })?;
    let life = key_lives::of(row)?;
    let key = SigningKey::from_pkcs8(life.algorithm, &pkcs8)
        .map_err(|_| corrupt(SIGNING, kid, "it is no key"))?;
    let jwk = key.verification_key().to_jwk();
    Ok(StoredKey { life, jwk, key })
}

/// Keeps a key of the issuer's own.
pub(crate) async fn insert_own(
    db: &impl ConnectionTrait,
    seals: &SealingKeys,
    new: OwnKey<'_>,
    now: DateTime<Utc>,
) -> Result<(), KeyError> {
    let OwnKey { name, key } = new;
    let sealed = seals
        .seal(&own(name), key)
        .map_err(|source| KeyError::Seal { kid: name.to_owned(), source })?;
    let row = issuer_keys::ActiveModel {
        name: Set(name.to_owned()),
        key: Set(sealed),
        created_at: Set(now),
    };
    row.insert(db).await?;
    Ok(())
}

/// Whether the issuer has any key of its own.
pub(super) async fn has_own(db: &impl ConnectionTrait) -> Result<bool, StoreError> {
    Ok(issuer_keys::Entity::find().one(db).await?.is_some())
}

/// Finds a key of the issuer's own.
pub(crate) async fn find_own(
    db: &impl ConnectionTrait,
    seals: &SealingKeys,
    name: &str,
) -> Result<Option<Zeroizing<[u8; 32]>>, KeyError> {
    let Some(row) = issuer_keys::Entity::find_by_id(name).one(db).await? else { return Ok(None) };
    let plain = seals
        .open(&own(name), &row.key)
        .map_err(|source| KeyError::Seal { kid: name.to_owned(), source })?;
    let key = <[u8; 32]>::try_from(plain.as_slice())
        .map_err(|_| corrupt(OWN, name, "it is not 32 bytes"))?;
    Ok(Some(Zeroizing::new(key)))
}

fn private_of(kid: &str) -> [&str; 3] {
    [SIGNING, kid, "private"]
}

fn own(name: &str) -> [&str; 3] {
    [OWN, name, "key"]
}

fn corrupt(table: &'static str, row: &str, what: &'static str) -> KeyError {
    StoreError::Corrupt { table, row: row.to_owned(), what }.into()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::store;
    use crate::store::testing::Scratch;

    #[actix_web::test]
    async fn a_key_that_cannot_be_understood_is_told_with_its_table_and_its_name() {
        let key = SealingKeys::key_file(&[1; 32]).as_str().to_owned().into();
        let seals = SealingKeys::parse(&[key]).unwrap();
        for scratch in Scratch::each().await {
            let db = scratch.open().await;
            let write = store::write(&db).await.unwrap();
            let sealed = seals.seal(&own("tag"), b"short").unwrap();
            let created_at = Set(DateTime::default());
            let row =
                issuer_keys::ActiveModel { name: Set("tag".into()), key: Set(sealed), created_at };
            row.insert(&write).await.unwrap();
            let fault = find_own(&write, &seals, "tag").await.unwrap_err().to_string();
            assert_eq!(fault, "table issuer_keys, row tag: it is not 32 bytes");
        }
    }
}
