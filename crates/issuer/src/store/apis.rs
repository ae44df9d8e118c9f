//! Registered APIs, beside the clients that they are.

use autorisaties::{ClientId, Scope, ScopeSet};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};

use super::rows::apis;
use super::{StoreError, json};
use crate::model::{Api, Owner};

/// Adds one, whose client is there.
pub(crate) async fn insert(db: &impl ConnectionTrait, api: &Api) -> Result<(), StoreError> {
    row(api).insert(db).await?;
    Ok(())
}

/// Gives one another description.
pub(crate) async fn change(db: &impl ConnectionTrait, api: &Api) -> Result<(), StoreError> {
    row(api).update(db).await?;
    Ok(())
}

/// One.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: &ClientId,
) -> Result<Option<Api>, StoreError> {
    let row = apis::Entity::find_by_id(id.as_str()).one(db).await?;
    row.map(api).transpose()
}

/// One other than `id` that has this reference or one of these resources.
pub(crate) async fn find_alike(
    db: &impl ConnectionTrait,
    sought: &Api,
) -> Result<Option<Api>, StoreError> {
    let others = apis::Entity::find().filter(apis::Column::ClientId.ne(sought.id.as_str()));
    for row in others.all(db).await? {
        let other = api(row)?;
        let named = sought.resources.iter().any(|resource| other.is_named(resource));
        if named || other.reference == sought.reference {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Every one, by reference.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Api>, StoreError> {
    let rows = apis::Entity::find().order_by_asc(apis::Column::Reference).all(db).await?;
    rows.into_iter().map(api).collect()
}

fn row(api: &Api) -> apis::ActiveModel {
    apis::ActiveModel {
        client_id: Set(api.id.as_str().to_owned()),
        reference: Set(api.reference.clone()),
        resources: Set(api.resources.clone().into()),
        scopes: Set(texts(&api.scopes).into()),
        owner_code: Set(api.owner.code.clone()),
        owner_name: Set(api.owner.name.clone()),
    }
}

fn api(row: apis::Model) -> Result<Api, StoreError> {
    let corrupt = |what| StoreError::Corrupt { table: "apis", row: row.client_id.clone(), what };
    Ok(Api {
        id: ClientId::parse(&row.client_id).map_err(|_| corrupt("its id"))?,
        resources: json::texts(&row.resources).ok_or_else(|| corrupt("its resources"))?,
        scopes: scopes(&row.scopes).ok_or_else(|| corrupt("its scopes"))?,
        reference: row.reference,
        owner: Owner { code: row.owner_code, name: row.owner_name },
    })
}

pub(super) fn texts(scopes: &ScopeSet) -> Vec<&str> {
    scopes.iter().map(Scope::as_str).collect()
}

pub(super) fn scopes(column: &serde_json::Value) -> Option<ScopeSet> {
    json::texts(column)?.iter().map(|text| Scope::parse(text).ok()).collect()
}
