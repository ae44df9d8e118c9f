//! Tokens that were revoked before their end, for as long as they could be alive.

use chrono::{DateTime, Utc};
use edge::feed::{Revocable, RevocationState};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};

use super::StoreError;
use super::changes::{from_column, to_column};
use super::rows::revocations;

/// How many are forgotten at once.
pub(crate) const FORGOTTEN_AT_ONCE: u64 = 200;

/// Revokes. Of two revocations of the same tokens the wider one stays: nothing that was refused is
/// taken again.
pub(crate) async fn put(
    db: &impl ConnectionTrait,
    revocation: &RevocationState,
) -> Result<(), StoreError> {
    let found = revocations::Entity::find_by_id(revocation.of.as_str()).one(db).await?;
    let asked = revocations::Model {
        of: revocation.of.as_str().to_owned(),
        before: to_column(revocation.before),
        issued_before: revocation.issued_before,
        until: revocation.until,
    };
    let Some(known) = found else {
        revocations::Entity::insert(asked.into_active_model()).exec_without_returning(db).await?;
        return Ok(());
    };
    let wider = revocations::ActiveModel {
        of: Set(asked.of),
        before: Set(known.before.max(asked.before)),
        issued_before: Set(known.issued_before.max(asked.issued_before)),
        until: Set(known.until.max(asked.until)),
    };
    wider.update(db).await?;
    Ok(())
}

/// One.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    of: &Revocable,
) -> Result<Option<RevocationState>, StoreError> {
    let row = revocations::Entity::find_by_id(of.as_str()).one(db).await?;
    row.as_ref().map(state).transpose()
}

/// Every one.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<RevocationState>, StoreError> {
    let rows = revocations::Entity::find().all(db).await?;
    rows.iter().map(state).collect()
}

/// Forgets some of those whose end has come, and says which.
pub(crate) async fn forget(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<Revocable>, StoreError> {
    let rows = revocations::Entity::find()
        .filter(revocations::Column::Until.lte(now))
        .order_by_asc(revocations::Column::Until)
        .limit(FORGOTTEN_AT_ONCE)
        .all(db)
        .await?;
    let ids = rows.iter().map(|row| row.of.as_str());
    revocations::Entity::delete_many().filter(revocations::Column::Of.is_in(ids)).exec(db).await?;
    rows.iter().map(|row| Ok(state(row)?.of)).collect()
}

fn state(row: &revocations::Model) -> Result<RevocationState, StoreError> {
    let corrupt =
        StoreError::Corrupt { table: "revocations", row: row.of.clone(), what: "its name" };
    Ok(RevocationState {
        of: Revocable::read(&row.of).ok_or(corrupt)?,
        before: from_column(row.before),
        issued_before: row.issued_before,
        until: row.until,
    })
}
