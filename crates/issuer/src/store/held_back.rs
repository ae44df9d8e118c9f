//! Rights that gateways are not told of yet: upstreams that keep applicaties of their own have them
//! first. Until then gateways are told what was in force and stays.

use std::collections::{HashMap, HashSet};

use autorisaties::{Applicatie, ApplicatieId};
use chrono::{DateTime, Utc};
use edge::feed::ApplicatieState;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QuerySelect as _, Set,
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
        applicatie: Set(told.id.to_string()),
        told: Set(serde_json::to_value(ApplicatieState::from(told)).map_err(corrupt)?),
        until: Set(until),
    };
    let again = OnConflict::column(Column::Applicatie)
        .update_columns([Column::Told, Column::Until])
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}

/// Gateways are told all of these.
pub(crate) async fn end(db: &impl ConnectionTrait, ids: &[ApplicatieId]) -> Result<(), StoreError> {
    let these = Column::Applicatie.is_in(ids.iter().map(ToString::to_string));
    Entity::delete_many().filter(these).exec(db).await?;
    Ok(())
}

/// What gateways are told of one instead of what it is.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<Option<Applicatie>, StoreError> {
    Entity::find_by_id(id.to_string()).one(db).await?.as_ref().map(told).transpose()
}

/// The same of each.
pub(crate) async fn all(
    db: &impl ConnectionTrait,
) -> Result<HashMap<ApplicatieId, Applicatie>, StoreError> {
    let rows = Entity::find().all(db).await?;
    rows.iter().map(|row| told(row).map(|told| (told.id, told))).collect()
}

/// Of how many gateways are told less than they are.
pub(crate) async fn count(db: &impl ConnectionTrait) -> Result<u64, StoreError> {
    Ok(Entity::find().count(db).await?)
}

/// Those of which no message to these targets waits any more, and those whose time is over: some
/// hundreds at once, each with whether one waits still.
pub(crate) async fn over(
    db: &impl ConnectionTrait,
    targets: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<(ApplicatieId, bool)>, StoreError> {
    let of_targets = outbox::Column::Target.is_in(targets.iter().copied());
    let waiting = Query::select()
        .column(outbox::Column::Subject)
        .from(outbox::Entity)
        .and_where(of_targets.clone())
        .to_owned();
    let is_over = Condition::any()
        .add(Column::Until.lte(now))
        .add(Column::Applicatie.not_in_subquery(waiting));
    let over = Entity::find().filter(is_over).limit(AT_ONCE as u64).all(db).await?;
    if over.is_empty() {
        return Ok(Vec::new());
    }
    let subjects = over.iter().map(|row| row.applicatie.as_str());
    let late = outbox::Entity::find()
        .filter(of_targets)
        .filter(outbox::Column::Subject.is_in(subjects))
        .all(db)
        .await?;
    let late: HashSet<String> = late.into_iter().map(|message| message.subject).collect();
    let each = |row: Model| Ok((told(&row)?.id, late.contains(&row.applicatie)));
    over.into_iter().map(each).collect()
}

fn told(row: &Model) -> Result<Applicatie, StoreError> {
    let corrupt = || StoreError::Corrupt {
        table: "held_back",
        row: row.applicatie.clone(),
        what: "what is told cannot be read",
    };
    let state: ApplicatieState = serde_json::from_value(row.told.clone()).map_err(|_| corrupt())?;
    Applicatie::try_from(&state).map_err(|_| corrupt())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use autorisaties::Grants;
    use chrono::TimeDelta;
    use serde_json::json;
    use uuid::Uuid;

    use super::super::outbox::{NewMessage, Target, queue_once};
    use super::super::testing::Scratch;
    use super::super::write;
    use super::*;

    const TARGET: &str = "mirror/openzaak";

    fn told(number: u128) -> Applicatie {
        Applicatie {
            id: ApplicatieId::new(Uuid::from_u128(number)),
            label: "a".to_owned(),
            grants: Grants::These(Vec::new()),
            alleen_is_gereed_voor_publicatie: false,
        }
    }

    #[tokio::test]
    async fn it_is_over_when_no_mirror_that_is_kept_waits_for_it_or_its_time_is() {
        let noon = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let until = noon + TimeDelta::seconds(10);
        for scratch in Scratch::each().await {
            let db = scratch.open().await;
            let write = write(&db).await.unwrap();
            let (waiting, written) = (told(1), told(2));
            put(&write, &waiting, noon).await.unwrap();
            put(&write, &waiting, until).await.unwrap();
            put(&write, &written, until).await.unwrap();
            let subject = waiting.id.to_string();
            let new = NewMessage { target: Target::Mirror(TARGET), subject, message: json!({}) };
            queue_once(&write, new, (noon, noon)).await.unwrap();
            assert_eq!(over(&write, &[TARGET], noon).await.unwrap(), [(written.id, false)]);
            let mut late = over(&write, &[TARGET], until).await.unwrap();
            late.sort();
            assert_eq!(late, [(waiting.id, true), (written.id, false)]);
            assert_eq!(over(&write, &[], noon).await.unwrap().len(), 2, "no mirror is kept");
            assert_eq!(find(&write, waiting.id).await.unwrap(), Some(waiting.clone()));
            end(&write, &[waiting.id]).await.unwrap();
            assert_eq!(all(&write).await.unwrap().into_keys().collect::<Vec<_>>(), [written.id]);
        }
    }
}
