//! Where our applicaties lie at the Autorisaties APIs of upstreams: what each is called there.

use std::collections::HashMap;

use autorisaties::ApplicatieId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, Set,
};

use super::StoreError;
use super::rows::clients;
use super::rows::mirrored::{ActiveModel, Column, Entity};

/// What it is called at an upstream, if it lies there.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    upstream: &str,
    id: ApplicatieId,
) -> Result<Option<String>, StoreError> {
    let row = Entity::find_by_id((upstream.to_owned(), id.as_uuid())).one(db).await?;
    Ok(row.map(|row| row.there))
}

/// All that lie at an upstream.
pub(crate) async fn all(
    db: &impl ConnectionTrait,
    upstream: &str,
) -> Result<HashMap<ApplicatieId, String>, StoreError> {
    let rows = Entity::find().filter(Column::Upstream.eq(upstream)).all(db).await?;
    Ok(rows.into_iter().map(|row| (ApplicatieId::new(row.applicatie_id), row.there)).collect())
}

/// It lies there, and is called so.
pub(crate) async fn remember(
    db: &impl ConnectionTrait,
    (upstream, id): (&str, ApplicatieId),
    there: &str,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        upstream: Set(upstream.to_owned()),
        applicatie_id: Set(id.as_uuid()),
        there: Set(there.to_owned()),
    };
    let again = OnConflict::columns([Column::Upstream, Column::ApplicatieId])
        .update_column(Column::There)
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}

/// It lies there no more.
pub(crate) async fn forget(
    db: &impl ConnectionTrait,
    (upstream, id): (&str, ApplicatieId),
) -> Result<(), StoreError> {
    Entity::delete_by_id((upstream.to_owned(), id.as_uuid())).exec(db).await?;
    Ok(())
}

/// Every client id that an applicatie has or had.
pub(crate) async fn client_ids_ever(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<Vec<String>, StoreError> {
    let theirs = clients::Entity::find().filter(clients::Column::ApplicatieId.eq(id.as_uuid()));
    Ok(theirs.all(db).await?.into_iter().map(|row| row.id).collect())
}

/// How many lie at an upstream.
pub(crate) async fn count(db: &impl ConnectionTrait, upstream: &str) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Upstream.eq(upstream)).count(db).await?)
}
