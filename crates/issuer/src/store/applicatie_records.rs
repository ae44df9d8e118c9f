//! Applicaties as an administrator sees them: with their client ids and dates, deleted ones too.

use std::collections::HashMap;

use autorisaties::{ApplicatieId, ClientId};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, LikeExpr};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};
use uuid::Uuid;

use super::StoreError;
use super::rows::{applicaties, clients};

/// Escapes what has a meaning of its own in LIKE.
const ESCAPE: char = '\\';

/// What is kept of an applicatie, its autorisaties aside.
#[derive(Debug)]
pub(crate) struct ApplicatieRecord {
    pub(crate) id: ApplicatieId,
    pub(crate) label: String,
    pub(crate) heeft_alle_autorisaties: bool,
    pub(crate) alleen_is_gereed_voor_publicatie: bool,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) deleted_at: Option<DateTime<Utc>>,
    /// Those that have not ended by themselves before it did, sorted.
    pub(crate) client_ids: Vec<String>,
}

/// Whether what is there is looked for, or what is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Present,
    Deleted,
}

/// Which applicaties are looked for.
#[derive(Debug)]
pub(crate) struct ApplicatieFilter {
    pub(crate) which: Which,
    /// A part of the label; letters count as the same, large or small.
    pub(crate) label: Option<String>,
    pub(crate) client_id: Option<ClientId>,
}

/// Where a page begins: behind the applicatie of this label and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct After {
    pub(crate) label: String,
    pub(crate) id: Uuid,
}

/// At most `limit` of those that are looked for, by label.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    filter: &ApplicatieFilter,
    after: Option<&After>,
    limit: u64,
) -> Result<Vec<ApplicatieRecord>, StoreError> {
    let rows = matching(filter)
        .filter(beyond(after))
        .order_by_asc(applicaties::Column::Label)
        .order_by_asc(applicaties::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    with_clients(db, rows).await
}

/// One, deleted or not.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<Option<ApplicatieRecord>, StoreError> {
    let row = applicaties::Entity::find_by_id(id.as_uuid()).one(db).await?;
    Ok(with_clients(db, row.into_iter().collect()).await?.pop())
}

fn matching(filter: &ApplicatieFilter) -> Select<applicaties::Entity> {
    let deleted_at = applicaties::Column::DeletedAt;
    let which = match filter.which {
        Which::Present => deleted_at.is_null(),
        Which::Deleted => deleted_at.is_not_null(),
    };
    let mut found = applicaties::Entity::find().filter(which);
    if let Some(label) = &filter.label {
        let lower = Func::lower(Expr::col(applicaties::Column::Label));
        found = found.filter(Expr::expr(lower).like(containing(label)));
    }
    if let Some(client) = &filter.client_id {
        let its = clients::Entity::find_by_id(client.as_str())
            .select_only()
            .column(clients::Column::ApplicatieId);
        found =
            found.filter(applicaties::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(its)));
    }
    found
}

fn containing(text: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(letter);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape(ESCAPE)
}

fn beyond(after: Option<&After>) -> Condition {
    let Some(After { label, id }) = after else { return Condition::all() };
    let same_label = Condition::all()
        .add(applicaties::Column::Label.eq(label))
        .add(applicaties::Column::Id.gt(*id));
    Condition::any().add(applicaties::Column::Label.gt(label)).add(same_label)
}

/// Two queries for a page, however many stand on it.
async fn with_clients(
    db: &impl ConnectionTrait,
    rows: Vec<applicaties::Model>,
) -> Result<Vec<ApplicatieRecord>, StoreError> {
    let theirs = clients::Entity::find()
        .filter(clients::Column::ApplicatieId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(clients::Column::Id)
        .all(db)
        .await?;
    let mut by_applicatie: HashMap<Uuid, Vec<clients::Model>> = HashMap::new();
    for client in theirs {
        if let Some(id) = client.applicatie_id {
            by_applicatie.entry(id).or_default().push(client);
        }
    }
    let record = |row: applicaties::Model| {
        let clients = by_applicatie.remove(&row.id).unwrap_or_default();
        record(row, clients)
    };
    Ok(rows.into_iter().map(record).collect())
}

fn record(row: applicaties::Model, clients: Vec<clients::Model>) -> ApplicatieRecord {
    // Clients of a deleted applicatie ended with it, in the same moment.
    let own = clients.into_iter().filter(|client| client.ended_at == row.deleted_at);
    ApplicatieRecord {
        id: ApplicatieId::new(row.id),
        client_ids: own.map(|client| client.id).collect(),
        label: row.label,
        heeft_alle_autorisaties: row.heeft_alle_autorisaties,
        alleen_is_gereed_voor_publicatie: row.alleen_is_gereed_voor_publicatie,
        created_at: row.created_at,
        deleted_at: row.deleted_at,
    }
}
