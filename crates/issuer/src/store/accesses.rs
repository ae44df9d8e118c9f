//! Which clients may call which APIs, and who asked for that.

use autorisaties::ClientId;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use uuid::Uuid;

use super::StoreError;
use super::apis::{scopes, texts};
use super::rows::accesses;
use crate::model::{Access, AccessState, Mark};

/// Adds a request.
pub(crate) async fn insert(db: &impl ConnectionTrait, access: &Access) -> Result<(), StoreError> {
    row(access)?.insert(db).await?;
    Ok(())
}

/// Keeps what was decided.
pub(crate) async fn change(db: &impl ConnectionTrait, access: &Access) -> Result<(), StoreError> {
    row(access)?.update(db).await?;
    Ok(())
}

/// One.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<Access>, StoreError> {
    let row = accesses::Entity::find_by_id(id).one(db).await?;
    row.map(access).transpose()
}

/// Those to an API, newest first.
pub(crate) async fn to_api(
    db: &impl ConnectionTrait,
    api: &ClientId,
) -> Result<Vec<Access>, StoreError> {
    let theirs = accesses::Column::ApiId.eq(api.as_str());
    listed(db, accesses::Entity::find().filter(theirs)).await
}

/// Those of a client that count now.
pub(crate) async fn approved_of(
    db: &impl ConnectionTrait,
    client: &ClientId,
) -> Result<Vec<Access>, StoreError> {
    let theirs = accesses::Column::ClientId.eq(client.as_str());
    listed(db, approved().filter(theirs)).await
}

/// Every one that counts now.
pub(crate) async fn all_approved(db: &impl ConnectionTrait) -> Result<Vec<Access>, StoreError> {
    listed(db, approved()).await
}

fn approved() -> sea_orm::Select<accesses::Entity> {
    accesses::Entity::find().filter(accesses::Column::State.eq(AccessState::Approved.as_str()))
}

async fn listed(
    db: &impl ConnectionTrait,
    these: sea_orm::Select<accesses::Entity>,
) -> Result<Vec<Access>, StoreError> {
    let rows = these
        .order_by_desc(accesses::Column::RequestedAt)
        .order_by_desc(accesses::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(access).collect()
}

fn row(access: &Access) -> Result<accesses::ActiveModel, StoreError> {
    let attributes = serde_json::to_value(&access.attributes);
    let attributes = attributes.map_err(|_| corrupt(access.id, "its attributes"))?;
    Ok(accesses::ActiveModel {
        id: Set(access.id),
        client_id: Set(access.client.as_str().to_owned()),
        api_id: Set(access.api.as_str().to_owned()),
        scopes: Set(texts(&access.scopes).into()),
        attributes: Set(attributes),
        state: Set(access.state.as_str().to_owned()),
        note: Set(access.note.clone()),
        requested_at: Set(access.requested.at),
        requested_by: Set(access.requested.by.clone()),
        decided_at: Set(access.decided.as_ref().map(|mark| mark.at)),
        decided_by: Set(access.decided.as_ref().map(|mark| mark.by.clone())),
    })
}

fn access(row: accesses::Model) -> Result<Access, StoreError> {
    let corrupt = |what| corrupt(row.id, what);
    let client_id = |text: &str| ClientId::parse(text).map_err(|_| corrupt("a client id"));
    let decided = row.decided_at.zip(row.decided_by.clone());
    Ok(Access {
        id: row.id,
        client: client_id(&row.client_id)?,
        api: client_id(&row.api_id)?,
        scopes: scopes(&row.scopes).ok_or_else(|| corrupt("its scopes"))?,
        attributes: serde_json::from_value(row.attributes.clone())
            .map_err(|_| corrupt("its attributes"))?,
        state: AccessState::parse(&row.state).ok_or_else(|| corrupt("its state"))?,
        note: row.note,
        requested: Mark { at: row.requested_at, by: row.requested_by },
        decided: decided.map(|(at, by)| Mark { at, by }),
    })
}

fn corrupt(row: Uuid, what: &'static str) -> StoreError {
    StoreError::Corrupt { table: "accesses", row: row.to_string(), what }
}
