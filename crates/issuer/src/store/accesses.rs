//! Which clients may call which APIs, and who asked for that.

use std::collections::HashMap;

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::StoreError;
use super::apis::{self, scopes, texts};
use super::rows::accesses;
use crate::model::{Access, AccessState, Api, Mark};

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

/// Those to an API that were approved, with all that they were asked for.
pub(crate) async fn approved_to(
    db: &impl ConnectionTrait,
    api: &ClientId,
) -> Result<Vec<Access>, StoreError> {
    let theirs = accesses::Column::ApiId.eq(api.as_str());
    listed(db, approved().filter(theirs)).await
}

/// Which accesses are looked for.
#[derive(Debug, Default)]
pub(crate) struct AccessFilter {
    pub(crate) state: Option<AccessState>,
    pub(crate) api: Option<ClientId>,
    pub(crate) client: Option<ClientId>,
}

/// Behind which one a page begins: when it was asked for, and its id.
pub(crate) type Behind = (DateTime<Utc>, Uuid);

/// At most `limit` of those that are looked for, the one that waits longest first.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    filter: &AccessFilter,
    after: Option<Behind>,
    limit: u64,
) -> Result<Vec<Access>, StoreError> {
    use accesses::Column;
    let mut found = accesses::Entity::find();
    if let Some(state) = filter.state {
        found = found.filter(Column::State.eq(state.as_str()));
    }
    if let Some(api) = &filter.api {
        found = found.filter(Column::ApiId.eq(api.as_str()));
    }
    if let Some(client) = &filter.client {
        found = found.filter(Column::ClientId.eq(client.as_str()));
    }
    if let Some((at, id)) = after {
        let together = Condition::all().add(Column::RequestedAt.eq(at)).add(Column::Id.gt(id));
        found = found.filter(Condition::any().add(Column::RequestedAt.gt(at)).add(together));
    }
    let ordered = found.order_by_asc(Column::RequestedAt).order_by_asc(Column::Id);
    ordered.limit(limit).all(db).await?.into_iter().map(access).collect()
}

/// Those of a client that count now, each with what its API has still.
pub(crate) async fn approved_of(
    db: &impl ConnectionTrait,
    client: &ClientId,
) -> Result<Vec<Access>, StoreError> {
    let theirs = accesses::Column::ClientId.eq(client.as_str());
    let mut found = listed(db, approved().filter(theirs)).await?;
    for access in &mut found {
        let api = apis::find(db, &access.api).await?;
        access.keep_to(api.as_ref());
    }
    Ok(found)
}

/// Those of some clients that count now, each with what its API has still.
pub(super) async fn approved_of_each(
    db: &impl ConnectionTrait,
    clients: &[&str],
) -> Result<Vec<Access>, StoreError> {
    let theirs = accesses::Column::ClientId.is_in(clients.iter().copied());
    let mut found = listed(db, approved().filter(theirs)).await?;
    for access in &mut found {
        let api = apis::find(db, &access.api).await?;
        access.keep_to(api.as_ref());
    }
    Ok(found)
}

/// Every one that counts now, each with what its API has still.
pub(crate) async fn all_approved(db: &impl ConnectionTrait) -> Result<Vec<Access>, StoreError> {
    let apis: HashMap<ClientId, Api> =
        apis::all(db).await?.into_iter().map(|api| (api.id.clone(), api)).collect();
    let mut found = listed(db, approved()).await?;
    for access in &mut found {
        let api = apis.get(&access.api);
        access.keep_to(api);
    }
    Ok(found)
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
