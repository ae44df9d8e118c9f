//! Clients as an administrator sees them: with their dates, deleted ones too.

use autorisaties::{ApplicatieId, ClientId};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use super::StoreError;
use super::applicatie_records::Which;
use super::rows::clients;
use crate::model::Client;

/// What is kept of a client.
#[derive(Debug)]
pub(crate) struct ClientRecord {
    pub(crate) client: Client,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) deleted_at: Option<DateTime<Utc>>,
}

/// Which clients are looked for.
#[derive(Debug)]
pub(crate) struct ClientFilter {
    pub(crate) which: Which,
    pub(crate) applicatie: Option<ApplicatieId>,
    /// `applicatie`, `administrator` or `gateway`.
    pub(crate) role: Option<&'static str>,
}

/// At most `limit` of those that are looked for, by client id, from the one behind `after`.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    filter: &ClientFilter,
    after: Option<&ClientId>,
    limit: u64,
) -> Result<Vec<ClientRecord>, StoreError> {
    let which = match filter.which {
        Which::Present => clients::Column::EndedAt.is_null(),
        Which::Deleted => clients::Column::EndedAt.is_not_null(),
    };
    let mut found = clients::Entity::find().filter(which).order_by_asc(clients::Column::Id);
    if let Some(id) = filter.applicatie {
        found = found.filter(clients::Column::ApplicatieId.eq(id.as_uuid()));
    }
    if let Some(role) = filter.role {
        found = found.filter(clients::Column::Role.eq(role));
    }
    if let Some(after) = after {
        found = found.filter(clients::Column::Id.gt(after.as_str()));
    }
    let rows = found.limit(limit).all(db).await?;
    rows.iter().map(record).collect()
}

/// One, deleted or not.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: &ClientId,
) -> Result<Option<ClientRecord>, StoreError> {
    let row = clients::Entity::find_by_id(id.as_str()).one(db).await?;
    row.as_ref().map(record).transpose()
}

fn record(row: &clients::Model) -> Result<ClientRecord, StoreError> {
    Ok(ClientRecord {
        client: super::clients::client(row)?,
        created_at: row.created_at,
        deleted_at: row.ended_at,
    })
}
