//! How much of the outbox waits, by whom it is for.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QuerySelect as _};

use super::StoreError;
use super::rows::outbox::{Column, Entity};

/// What waits for one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Backlog {
    pub(crate) target: String,
    pub(crate) waiting: i64,
    /// When the oldest message was written.
    pub(crate) oldest: Option<DateTime<Utc>>,
}

/// Of each target for which something waits.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Backlog>, StoreError> {
    let rows: Vec<(String, i64, Option<DateTime<Utc>>)> = Entity::find()
        .select_only()
        .column(Column::Target)
        .column_as(Column::Number.count(), "waiting")
        .column_as(Column::CreatedAt.min(), "oldest")
        .group_by(Column::Target)
        .into_tuple()
        .all(db)
        .await?;
    let backlog = |(target, waiting, oldest)| Backlog { target, waiting, oldest };
    Ok(rows.into_iter().map(backlog).collect())
}
