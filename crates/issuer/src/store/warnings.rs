//! Credentials that end before long, and of which it was not said yet.
//!
//! Of each row stands how many days were left when it was last said. What is due follows from that and
//! from the end alone: an end that moves nearer is said anew, and of several issuers one says it.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};

use super::StoreError;
use super::rows::credentials::{self, Column};
use crate::model::CredentialKind;

/// How many days before its end it is said of a credential, again and again.
const DAYS: [i64; 6] = [90, 60, 30, 15, 7, 1];

/// A credential that ends before long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EndsSoon {
    pub(crate) id: String,
    pub(crate) client: String,
    pub(crate) kind: String,
    pub(crate) label: String,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) last_used_at: Option<DateTime<Utc>>,
    /// Within how many days: the fewest of those at which it is said.
    pub(crate) within: i64,
}

/// At most `limit` of which it is to be said now, the first end first.
pub(crate) async fn due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<EndsSoon>, StoreError> {
    let is_unsaid = DAYS.into_iter().fold(Condition::any(), |any, days| {
        let said =
            Condition::any().add(Column::WarnedDays.is_null()).add(Column::WarnedDays.gt(days));
        any.add(Condition::all().add(Column::ExpiresAt.lte(now + TimeDelta::days(days))).add(said))
    });
    let rows = credentials::Entity::find()
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::RevokedAt.is_null())
        // Nobody presents anything for it.
        .filter(Column::Kind.ne(CredentialKind::Public.as_str()))
        .filter(is_unsaid)
        .order_by_asc(Column::ExpiresAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| ends_soon(row, now)).collect())
}

/// Writes down that it was said.
pub(crate) async fn said(db: &impl ConnectionTrait, of: &EndsSoon) -> Result<(), StoreError> {
    credentials::Entity::update_many()
        .set(credentials::ActiveModel { warned_days: Set(Some(of.within)), ..Default::default() })
        .filter(Column::Id.eq(&of.id))
        .exec(db)
        .await?;
    Ok(())
}

fn ends_soon(row: credentials::Model, now: DateTime<Utc>) -> Option<EndsSoon> {
    let expires_at = row.expires_at?;
    let within =
        DAYS.into_iter().filter(|days| expires_at <= now + TimeDelta::days(*days)).min()?;
    Some(EndsSoon {
        id: row.id,
        client: row.client_id,
        kind: row.kind,
        label: row.label,
        expires_at,
        last_used_at: row.last_used_at,
        within,
    })
}
