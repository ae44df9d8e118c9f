//! Rights that gateways are not told of yet: upstreams that keep applicaties of their own have them
//! first. Until then gateways are told what was in force and stays.

use std::collections::HashMap;

use autorisaties::{Applicatie, ApplicatieId};
use chrono::{DateTime, Utc};
use edge::feed::ApplicatieState;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};

use super::rows::held_back::{ActiveModel, Column, Entity, Model};
use super::rows::outbox;
use super::{AT_ONCE, StoreError};

/// From now on gateways are told this of an applicatie, until then at the latest.
pub(crate) async fn put(
    db: &impl ConnectionTrait,
    told: &Applicatie,
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    let corrupt = |_| StoreError::Corrupt {
        table: "held_back",
        row: told.id.to_string(),
        what: "what is told cannot be written",
    };
    let row = ActiveModel {
        applicatie_id: Set(told.id.as_uuid()),
        told: Set(serde_json::to_value(ApplicatieState::from(told)).map_err(corrupt)?),
        until: Set(until),
    };
    let again = OnConflict::column(Column::ApplicatieId)
        .update_columns([Column::Told, Column::Until])
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}

/// Gateways are told all of these.
pub(crate) async fn end(db: &impl ConnectionTrait, ids: &[ApplicatieId]) -> Result<(), StoreError> {
    let these = Column::ApplicatieId.is_in(ids.iter().map(|id| id.as_uuid()));
    Entity::delete_many().filter(these).exec(db).await?;
    Ok(())
}

/// What gateways are told of one instead of what it is.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<Option<Applicatie>, StoreError> {
    Entity::find_by_id(id.as_uuid()).one(db).await?.map(told).transpose()
}

/// The same of each.
pub(crate) async fn all(
    db: &impl ConnectionTrait,
) -> Result<HashMap<ApplicatieId, Applicatie>, StoreError> {
    let told = Entity::find().all(db).await?.into_iter().map(told);
    told.map(|told| told.map(|told| (told.id, told))).collect()
}

/// Of how many gateways are told less than they are.
pub(crate) async fn count(db: &impl ConnectionTrait) -> Result<u64, StoreError> {
    Ok(Entity::find().count(db).await?)
}

/// Of those that wait longest: those of which no message to these targets waits any more, and those whose time is over; each with
/// whether it is.
pub(crate) async fn over(
    db: &impl ConnectionTrait,
    targets: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<(ApplicatieId, bool)>, StoreError> {
    let held = Entity::find().order_by_asc(Column::Until).limit(AT_ONCE as u64);
    let held = held.all(db).await?;
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let subjects = held.iter().map(|row| row.applicatie_id.to_string());
    let waiting = outbox::Entity::find()
        .filter(outbox::Column::Target.is_in(targets.iter().copied()))
        .filter(outbox::Column::Subject.is_in(subjects))
        .all(db)
        .await?;
    let waits = |row: &Model| {
        let id = row.applicatie_id.to_string();
        waiting.iter().any(|message| message.subject == id)
    };
    let over = held.into_iter().filter_map(|row| {
        let waits = waits(&row);
        let id = ApplicatieId::new(row.applicatie_id);
        (!waits || row.until <= now).then_some((id, waits))
    });
    Ok(over.collect())
}

fn told(row: Model) -> Result<Applicatie, StoreError> {
    let id = row.applicatie_id;
    let corrupt = || StoreError::Corrupt {
        table: "held_back",
        row: id.to_string(),
        what: "what is told cannot be read",
    };
    let state: ApplicatieState = serde_json::from_value(row.told).map_err(|_| corrupt())?;
    Applicatie::try_from(&state).map_err(|_| corrupt())
}
