//! Applicaties with their autorisaties, as domain values.

use std::collections::{HashMap, VecDeque};

use ::autorisaties::{Applicatie, ApplicatieId, Autorisatie, Grants};
use chrono::{DateTime, Utc};
use edge::feed::AutorisatieState;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

pub(crate) use super::autorisaties::StoredAutorisatie;
use super::autorisaties::{self, stored};
use super::rows::{applicaties, autorisaties as rows};
use super::{AT_ONCE, StoreError};

/// Given by an administrator or through the AC; the other origin, a rule, comes later.
const GIVEN: &str = "given";

/// Adds an applicatie with all its autorisaties.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    applicatie: &Applicatie,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = applicaties::ActiveModel {
        id: Set(applicatie.id.as_uuid()),
        label: Set(applicatie.label.clone()),
        heeft_alle_autorisaties: Set(matches!(applicatie.grants, Grants::All)),
        alleen_is_gereed_voor_publicatie: Set(applicatie.alleen_is_gereed_voor_publicatie),
        created_at: Set(now),
        deleted_at: Set(None),
        number: Set(next_number(db).await?),
        is_complete: Set(applicatie.grants.gives_something()),
    };
    row.insert(db).await?;
    insert_autorisaties(db, applicatie, ids).await
}

/// Puts an applicatie in the place of what it was: label, flags and autorisaties, all of them.
/// An autorisatie that was there already keeps its id; the others get one of these.
pub(crate) async fn replace(
    db: &impl ConnectionTrait,
    applicatie: &Applicatie,
    fresh: &[Uuid],
) -> Result<(), StoreError> {
    let stored = autorisaties_of(db, applicatie.id).await?;
    let ids = kept_ids(&stored, applicatie, fresh);
    if !ids.iter().eq(stored.iter().map(|one| &one.id)) {
        of_applicatie_to_delete(applicatie.id).exec(db).await?;
        insert_autorisaties(db, applicatie, &ids).await?;
    }
    let values = applicaties::ActiveModel {
        label: Set(applicatie.label.clone()),
        heeft_alle_autorisaties: Set(matches!(applicatie.grants, Grants::All)),
        alleen_is_gereed_voor_publicatie: Set(applicatie.alleen_is_gereed_voor_publicatie),
        is_complete: Set(applicatie.grants.gives_something()),
        ..Default::default()
    };
    update(db, applicatie.id, values).await
}

/// The id of each autorisatie: that of an equal one, as long as there are such, else a fresh one.
fn kept_ids(stored: &[StoredAutorisatie], applicatie: &Applicatie, fresh: &[Uuid]) -> Vec<Uuid> {
    let Grants::These(these) = &applicatie.grants else { return Vec::new() };
    let mut free: HashMap<&Autorisatie, VecDeque<Uuid>> = HashMap::new();
    for one in stored {
        free.entry(&one.autorisatie).or_default().push_back(one.id);
    }
    let kept = |one| free.get_mut(one).and_then(VecDeque::pop_front);
    these.iter().map(kept).zip(fresh).map(|(kept, fresh)| kept.unwrap_or(*fresh)).collect()
}

/// The autorisaties are added by some hundreds at once.
async fn insert_autorisaties(
    db: &impl ConnectionTrait,
    applicatie: &Applicatie,
    ids: &[Uuid],
) -> Result<(), StoreError> {
    let Grants::These(these) = &applicatie.grants else { return Ok(()) };
    let rows: Vec<rows::ActiveModel> = (0..)
        .zip(these.iter().zip(ids))
        .map(|(position, (autorisatie, id))| {
            autorisatie_row(applicatie.id, *id, position, autorisatie)
        })
        .collect();
    for some in rows.chunks(AT_ONCE) {
        rows::Entity::insert_many(some.to_vec()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Numbers rise in the order that applicaties are made in; one write runs at a time.
async fn next_number(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let last = applicaties::Entity::find()
        .select_only()
        .column_as(applicaties::Column::Number.max(), "last")
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

async fn update(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
    values: applicaties::ActiveModel,
) -> Result<(), StoreError> {
    let named = applicaties::Column::Id.eq(id.as_uuid());
    applicaties::Entity::update_many().set(values).filter(named).exec(db).await?;
    Ok(())
}

/// Remembers whether an applicatie gives something, after one of its autorisaties came or went.
async fn settle(db: &impl ConnectionTrait, id: ApplicatieId) -> Result<(), StoreError> {
    let has_all = applicaties::Entity::find_by_id(id.as_uuid())
        .one(db)
        .await?
        .is_some_and(|row| row.heeft_alle_autorisaties);
    let complete = has_all || of_applicatie(id).one(db).await?.is_some();
    let values = applicaties::ActiveModel { is_complete: Set(complete), ..Default::default() };
    update(db, id, values).await
}

/// Adds one autorisatie behind those that are there.
pub(crate) async fn add_autorisatie(
    db: &impl ConnectionTrait,
    applicatie: ApplicatieId,
    new: &StoredAutorisatie,
) -> Result<(), StoreError> {
    let last = of_applicatie(applicatie)
        .order_by_desc(rows::Column::Position)
        .one(db)
        .await?
        .map_or(0, |row| row.position + 1);
    autorisatie_row(applicatie, new.id, last, &new.autorisatie).insert(db).await?;
    settle(db, applicatie).await
}

/// Removes one autorisatie of an applicatie; says whether it was there.
pub(crate) async fn remove_autorisatie(
    db: &impl ConnectionTrait,
    applicatie: ApplicatieId,
    id: Uuid,
) -> Result<bool, StoreError> {
    let one = of_applicatie_to_delete(applicatie).filter(rows::Column::Id.eq(id));
    let removed = one.exec(db).await?.rows_affected == 1;
    settle(db, applicatie).await?;
    Ok(removed)
}

/// Finds one that is not deleted.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<Option<Applicatie>, StoreError> {
    let row = applicaties::Entity::find_by_id(id.as_uuid())
        .filter(applicaties::Column::DeletedAt.is_null())
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let these = autorisaties_of(db, id).await?;
    Ok(Some(applicatie(row, these.into_iter().map(|stored| stored.autorisatie).collect())))
}

/// The autorisaties of one applicatie, in their order.
pub(crate) async fn autorisaties_of(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<Vec<StoredAutorisatie>, StoreError> {
    let mut its = autorisaties::of_each(db, vec![id.as_uuid()]).await?;
    Ok(its.remove(&id.as_uuid()).unwrap_or_default())
}

/// Every one that is not deleted.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Applicatie>, StoreError> {
    let mut these: HashMap<Uuid, Vec<Autorisatie>> = HashMap::new();
    for row in rows::Entity::find().order_by_asc(rows::Column::Position).all(db).await? {
        these.entry(row.applicatie_id).or_default().push(stored(&row)?.autorisatie);
    }
    let rows = applicaties::Entity::find()
        .filter(applicaties::Column::DeletedAt.is_null())
        .all(db)
        .await?;
    let with_its = |row: applicaties::Model| {
        let its = these.remove(&row.id).unwrap_or_default();
        applicatie(row, its)
    };
    Ok(rows.into_iter().map(with_its).collect())
}

fn of_applicatie(id: ApplicatieId) -> sea_orm::Select<rows::Entity> {
    rows::Entity::find().filter(rows::Column::ApplicatieId.eq(id.as_uuid()))
}

fn of_applicatie_to_delete(id: ApplicatieId) -> sea_orm::DeleteMany<rows::Entity> {
    rows::Entity::delete_many().filter(rows::Column::ApplicatieId.eq(id.as_uuid()))
}

pub(super) fn applicatie(row: applicaties::Model, these: Vec<Autorisatie>) -> Applicatie {
    Applicatie {
        id: ApplicatieId::new(row.id),
        label: row.label,
        grants: if row.heeft_alle_autorisaties { Grants::All } else { Grants::These(these) },
        alleen_is_gereed_voor_publicatie: row.alleen_is_gereed_voor_publicatie,
    }
}

fn autorisatie_row(
    applicatie: ApplicatieId,
    id: Uuid,
    position: i64,
    autorisatie: &Autorisatie,
) -> rows::ActiveModel {
    let words = AutorisatieState::from(autorisatie);
    rows::ActiveModel {
        id: Set(id),
        applicatie_id: Set(applicatie.as_uuid()),
        position: Set(position),
        origin: Set(GIVEN.to_owned()),
        component: Set(words.component),
        scopes: Set(words.scopes.into()),
        object_type: Set(words.object_type),
        max_vertrouwelijkheidaanduiding: Set(words.max_vertrouwelijkheidaanduiding),
    }
}
