//! Clients. A client id stays bound to its applicatie for ever, so a row is ended, never removed.

use autorisaties::{ApplicatieId, ClientId, ScopeSet};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::changes::{from_column, to_column};
use super::rows::clients;
use super::{AT_ONCE, StoreError};
use crate::model::{Belongs, Client};
use crate::settings::{OAuth, OAuthBody};

/// Adds a client.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    client: &Client,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let position = next_position(db, client.belongs.applicatie()).await?;
    row(client, position, now).insert(db).await?;
    Ok(())
}

/// Adds clients, each at its place among those of its applicatie.
pub(crate) async fn insert_placed(
    db: &impl ConnectionTrait,
    placed: &[(i64, Client)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for some in placed.chunks(AT_ONCE) {
        let rows = some.iter().map(|(position, client)| row(client, *position, now));
        clients::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

fn row(client: &Client, position: i64, now: DateTime<Utc>) -> clients::ActiveModel {
    clients::ActiveModel {
        id: Set(client.id.as_str().to_owned()),
        applicatie_id: Set(client.belongs.applicatie().map(ApplicatieId::as_uuid)),
        role: Set(client.belongs.role().to_owned()),
        issued_before: Set(to_column(client.issued_before)),
        created_at: Set(now),
        ended_at: Set(None),
        position: Set(position),
        ..settings(client)
    }
}

/// What may be changed of a client.
fn settings(client: &Client) -> clients::ActiveModel {
    let scopes: Vec<&str> = client.extra_scopes.iter().map(autorisaties::Scope::as_str).collect();
    let oauth = serde_json::to_value(client.oauth.to_body()).ok();
    clients::ActiveModel {
        audiences: Set(client.audiences.clone().into()),
        extra_scopes: Set(scopes.into()),
        access_token_lifetime: Set(client.access_token_lifetime),
        oauth: Set(oauth.filter(|_| client.oauth != OAuth::default())),
        ..Default::default()
    }
}

/// Gives a client other settings.
pub(crate) async fn change(db: &impl ConnectionTrait, client: &Client) -> Result<(), StoreError> {
    let named = clients::Column::Id.eq(client.id.as_str());
    clients::Entity::update_many().set(settings(client)).filter(named).exec(db).await?;
    Ok(())
}

/// The client ids of an applicatie have an order: a new one stands last.
async fn next_position(
    db: &impl ConnectionTrait,
    applicatie: Option<ApplicatieId>,
) -> Result<i64, StoreError> {
    let Some(id) = applicatie else { return Ok(0) };
    let last = clients::Entity::find()
        .filter(clients::Column::ApplicatieId.eq(id.as_uuid()))
        .select_only()
        .column_as(clients::Column::Position.max(), "last")
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

/// Whether this id was ever given, ended or not (`ac-001`: it is never given again).
pub(crate) async fn was_ever_given(
    db: &impl ConnectionTrait,
    id: &ClientId,
) -> Result<bool, StoreError> {
    Ok(clients::Entity::find_by_id(id.as_str()).one(db).await?.is_some())
}

/// Finds one that is not ended.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: &ClientId,
) -> Result<Option<Client>, StoreError> {
    let row = clients::Entity::find_by_id(id.as_str())
        .filter(clients::Column::EndedAt.is_null())
        .one(db)
        .await?;
    row.as_ref().map(client).transpose()
}

/// The ids of the administrators that are not ended.
pub(crate) async fn administrators(db: &impl ConnectionTrait) -> Result<Vec<ClientId>, StoreError> {
    let rows = clients::Entity::find()
        .filter(clients::Column::Role.eq(Belongs::Administrator.role()))
        .filter(clients::Column::EndedAt.is_null())
        .all(db)
        .await?;
    rows.iter().map(|row| Ok(client(row)?.id)).collect()
}

/// The longest that a client's access tokens live, ended ones included: their tokens may live on.
/// In seconds; `None` when every client takes the issuer's default.
pub(crate) async fn longest_lifetime(db: &impl ConnectionTrait) -> Result<Option<i64>, StoreError> {
    let longest = clients::Entity::find()
        .select_only()
        .column_as(clients::Column::AccessTokenLifetime.max(), "longest")
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?;
    Ok(longest.flatten())
}

/// Every one that is not ended.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Client>, StoreError> {
    let rows = clients::Entity::find().filter(clients::Column::EndedAt.is_null()).all(db).await?;
    rows.iter().map(client).collect()
}

/// Those of some applicaties that have not ended, by client id.
pub(super) async fn of_applicaties(
    db: &impl ConnectionTrait,
    applicaties: &[Uuid],
) -> Result<Vec<Client>, StoreError> {
    let mut found = Vec::new();
    for some in applicaties.chunks(AT_ONCE) {
        let theirs = clients::Entity::find()
            .filter(clients::Column::EndedAt.is_null())
            .filter(clients::Column::ApplicatieId.is_in(some.iter().copied()))
            .order_by_asc(clients::Column::Id);
        for row in theirs.all(db).await? {
            found.push(client(&row)?);
        }
    }
    Ok(found)
}

pub(super) fn client(row: &clients::Model) -> Result<Client, StoreError> {
    let corrupt = |what| StoreError::Corrupt { table: "clients", row: row.id.clone(), what };
    let belongs = match (row.role.as_str(), row.applicatie_id) {
        ("applicatie", Some(id)) => Belongs::To(ApplicatieId::new(id)),
        ("administrator", None) => Belongs::Administrator,
        ("gateway", None) => Belongs::Gateway,
        ("api", None) => Belongs::Api,
        _ => return Err(corrupt("role and applicatie do not go together")),
    };
    let scopes = super::json::texts(&row.extra_scopes)
        .and_then(|texts| {
            texts
                .iter()
                .map(|text| autorisaties::Scope::parse(text).ok())
                .collect::<Option<ScopeSet>>()
        })
        .ok_or_else(|| corrupt("its extra scopes"))?;
    Ok(Client {
        id: ClientId::parse(&row.id).map_err(|_| corrupt("its id"))?,
        belongs,
        audiences: super::json::texts(&row.audiences).ok_or_else(|| corrupt("its audiences"))?,
        extra_scopes: scopes,
        access_token_lifetime: row.access_token_lifetime,
        issued_before: from_column(row.issued_before),
        oauth: oauth(row)?,
    })
}

fn oauth(row: &clients::Model) -> Result<OAuth, StoreError> {
    let Some(stored) = &row.oauth else { return Ok(OAuth::default()) };
    let body: Result<OAuthBody, _> = serde_json::from_value(stored.clone());
    let body = body.map_err(|_| StoreError::Corrupt {
        table: "clients",
        row: row.id.clone(),
        what: "its OAuth settings",
    })?;
    Ok(OAuth::stored(&body))
}
