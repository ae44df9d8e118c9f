//! Who clients are to other issuers. An issuer and the value of its claim name one client, or none.

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use uuid::Uuid;

use super::StoreError;
use super::rows::bindings::{ActiveModel, Column, Entity, Model};
use crate::model::{Binding, Foreigner};

/// Adds one.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    client: &ClientId,
    new: &Binding,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(new.id),
        client_id: Set(client.as_str().to_owned()),
        issuer: Set(new.is.issuer.clone()),
        value: Set(new.is.value.clone()),
        created_at: Set(new.since),
    };
    row.insert(db).await?;
    Ok(())
}

/// The client that is this to an issuer.
pub(crate) async fn bound(
    db: &impl ConnectionTrait,
    is: &Foreigner,
) -> Result<Option<String>, StoreError> {
    let named = Entity::find()
        .filter(Column::Issuer.eq(is.issuer.as_str()))
        .filter(Column::Value.eq(is.value.as_str()));
    Ok(named.one(db).await?.map(|row| row.client_id))
}

/// Takes one away; says whether it was there.
pub(crate) async fn remove(
    db: &impl ConnectionTrait,
    client: &ClientId,
    id: Uuid,
) -> Result<bool, StoreError> {
    let removed = Entity::delete_many()
        .filter(Column::ClientId.eq(client.as_str()))
        .filter(Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(removed.rows_affected > 0)
}

/// Takes away all of these clients.
pub(crate) async fn remove_all(
    db: &impl ConnectionTrait,
    clients: &[ClientId],
) -> Result<(), StoreError> {
    let theirs = Column::ClientId.is_in(clients.iter().map(ClientId::as_str));
    Entity::delete_many().filter(theirs).exec(db).await?;
    Ok(())
}

/// Those of one client, oldest first.
pub(crate) async fn of_client(
    db: &impl ConnectionTrait,
    client: &ClientId,
) -> Result<Vec<Binding>, StoreError> {
    let theirs = Entity::find().filter(Column::ClientId.eq(client.as_str()));
    let rows = theirs.order_by_asc(Column::Id).all(db).await?;
    Ok(rows.into_iter().map(binding).collect())
}

/// Those of each client.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<(String, Binding)>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Id).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.client_id.clone(), binding(row))).collect())
}

/// Who these clients are, each with its id.
pub(super) async fn of_clients(
    db: &impl ConnectionTrait,
    clients: &[&str],
) -> Result<Vec<(String, Binding)>, StoreError> {
    let theirs = Entity::find().filter(Column::ClientId.is_in(clients.iter().copied()));
    let rows = theirs.order_by_asc(Column::Id).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.client_id.clone(), binding(row))).collect())
}

fn binding(row: Model) -> Binding {
    let since: DateTime<Utc> = row.created_at;
    Binding { id: row.id, is: Foreigner { issuer: row.issuer, value: row.value }, since }
}
