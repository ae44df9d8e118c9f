//! The lives of signing keys, removed ones included, without a private half.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, Set};
use serde_json::{Value, json};
use tokens::{Algorithm, KeyId, Phase};

use super::StoreError;
use super::audit::Content;
use super::rows::signing_keys;
use crate::rotation::{KeyLife, Step};

/// Every key that ever was, oldest first.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<KeyLife>, StoreError> {
    let rows = signing_keys::Entity::find().all(db).await?;
    let mut lives = rows.iter().map(of).collect::<Result<Vec<_>, _>>()?;
    lives.sort_by(oldest_first);
    Ok(lives)
}

/// Of keys that were made at one moment, that of the default algorithm comes first.
pub(super) fn oldest_first(one: &KeyLife, other: &KeyLife) -> Ordering {
    let place = |life: &KeyLife| (life.created_at, life.algorithm);
    place(one).cmp(&place(other)).then_with(|| one.kid.cmp(&other.kid))
}

/// Brings a key into its next phase. Of a removed key no private half is left.
pub(crate) async fn enter(
    db: &impl ConnectionTrait,
    step: &Step,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut values = signing_keys::ActiveModel {
        phase: Set(step.to.as_str().to_owned()),
        phase_since: Set(now),
        phase_until: Set(step.until),
        ..Default::default()
    };
    if step.to == Phase::Removed {
        values.private = Set(Vec::new());
    }
    let named = signing_keys::Column::Kid.eq(step.kid.as_str());
    signing_keys::Entity::update_many().set(values).filter(named).exec(db).await?;
    Ok(())
}

/// A key before a deed and after it, for the audit log; never with its private half.
pub(crate) fn content(kid: &KeyId, before: &[KeyLife], after: &[KeyLife]) -> Content {
    let seen = |lives: &[KeyLife]| lives.iter().find(|life| life.kid == *kid).map(recorded);
    Content::changed(seen(before), seen(after))
}

/// As the admin API shows it.
fn recorded(life: &KeyLife) -> Value {
    json!({
        "kid": life.kid.as_str(),
        "algorithm": life.algorithm.as_str(),
        "phase": life.phase.as_str(),
        "created_at": life.created_at,
        "phase_since": life.since,
        "phase_until": life.until,
    })
}

/// The life of the key in this row.
pub(super) fn of(row: &signing_keys::Model) -> Result<KeyLife, StoreError> {
    let corrupt = |what| StoreError::Corrupt { table: "signing_keys", row: row.kid.clone(), what };
    Ok(KeyLife {
        algorithm: Algorithm::parse(&row.algorithm).ok_or_else(|| corrupt("its algorithm"))?,
        phase: Phase::parse(&row.phase).ok_or_else(|| corrupt("its phase"))?,
        created_at: row.created_at,
        since: row.phase_since,
        until: row.phase_until,
        kid: KeyId::new(row.kid.clone()),
    })
}
