//! Applicaties as the Autorisaties API shows them: with their client ids and autorisaties, newest
//! first. What is deleted, or gives nothing yet, is shown to nobody.

use std::collections::HashMap;

use ::autorisaties::{Applicatie, ApplicatieId};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};
use uuid::Uuid;

use super::applicaties::applicatie;
use super::rows::{applicaties, clients};
use super::{StoreError, autorisaties};

/// An applicatie with its client ids, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) applicatie: Applicatie,
    pub(crate) client_ids: Vec<String>,
}

/// A stretch of the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    pub(crate) offset: u64,
    pub(crate) limit: u64,
}

/// How many are shown.
pub(crate) async fn count(db: &impl ConnectionTrait) -> Result<u64, StoreError> {
    Ok(those_shown().count(db).await?)
}

/// A stretch of those that are shown: three queries, and at most two more for every 2,000
/// autorisaties.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    stretch: Stretch,
) -> Result<Vec<Shown>, StoreError> {
    let rows = those_shown()
        .order_by_desc(applicaties::Column::Number)
        .offset(stretch.offset)
        .limit(stretch.limit)
        .all(db)
        .await?;
    whole(db, rows).await
}

/// One, if it is shown.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<Option<Shown>, StoreError> {
    let row = those_shown().filter(applicaties::Column::Id.eq(id.as_uuid())).one(db).await?;
    Ok(whole(db, row.into_iter().collect()).await?.pop())
}

/// One that is not deleted, whether the AC shows it or not.
pub(crate) async fn present(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<Option<Shown>, StoreError> {
    let row = those_present().filter(applicaties::Column::Id.eq(id.as_uuid())).one(db).await?;
    Ok(whole(db, row.into_iter().collect()).await?.pop())
}

/// Whether one is shown.
pub(crate) async fn is_shown(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<bool, StoreError> {
    let row = those_shown().filter(applicaties::Column::Id.eq(id.as_uuid())).one(db).await?;
    Ok(row.is_some())
}

/// The one that holds all of these client ids, if there is one and it is shown. A client id names
/// one applicatie, so there is never another. They were parted at commas, which an id may have too:
/// where they are no ids of one applicatie, they may be one id together.
pub(crate) async fn holding(
    db: &impl ConnectionTrait,
    client_ids: &[&str],
) -> Result<Option<Shown>, StoreError> {
    match holding_each(db, client_ids).await? {
        None if client_ids.len() > 1 => holding_each(db, &[&client_ids.join(",")]).await,
        found => Ok(found),
    }
}

async fn holding_each(
    db: &impl ConnectionTrait,
    client_ids: &[&str],
) -> Result<Option<Shown>, StoreError> {
    let Some(first) = client_ids.first() else { return Ok(None) };
    let row = clients::Entity::find_by_id(*first)
        .filter(clients::Column::EndedAt.is_null())
        .one(db)
        .await?;
    let Some(id) = row.and_then(|row| row.applicatie_id) else { return Ok(None) };
    let found = find(db, ApplicatieId::new(id)).await?;
    Ok(found
        .filter(|shown| client_ids.iter().all(|id| shown.client_ids.iter().any(|own| own == id))))
}

fn those_shown() -> Select<applicaties::Entity> {
    those_present().filter(applicaties::Column::IsComplete.eq(true))
}

fn those_present() -> Select<applicaties::Entity> {
    applicaties::Entity::find().filter(applicaties::Column::DeletedAt.is_null())
}

async fn whole(
    db: &impl ConnectionTrait,
    rows: Vec<applicaties::Model>,
) -> Result<Vec<Shown>, StoreError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut client_ids = client_ids_of(db, &ids).await?;
    let mut these = autorisaties::of_each(db, ids).await?;
    let shown = |row: applicaties::Model| Shown {
        client_ids: client_ids.remove(&row.id).unwrap_or_default(),
        applicatie: {
            let its = these.remove(&row.id).unwrap_or_default().into_iter();
            applicatie(row, its.map(|one| one.autorisatie).collect())
        },
    };
    Ok(rows.into_iter().map(shown).collect())
}

async fn client_ids_of(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<String>>, StoreError> {
    let rows = clients::Entity::find()
        .filter(clients::Column::ApplicatieId.is_in(ids.iter().copied()))
        .filter(clients::Column::EndedAt.is_null())
        .order_by_asc(clients::Column::Position)
        .order_by_asc(clients::Column::Id)
        .all(db)
        .await?;
    let mut by_applicatie: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in rows {
        if let Some(id) = row.applicatie_id {
            by_applicatie.entry(id).or_default().push(row.id);
        }
    }
    Ok(by_applicatie)
}
