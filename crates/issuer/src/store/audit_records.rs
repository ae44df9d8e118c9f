//! The audit log as it is read: page by page, by who, what, to what and when. Nothing here is changed; what is old enough leaves.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, Func};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, Order, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use serde_json::Value;
use uuid::Uuid;

use super::rows::audit::{self, Column};
use super::{Db, StoreError, forgetting};

/// One line of the log.
#[derive(Debug)]
pub(crate) struct AuditRecord {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor: String,
    pub(crate) act: String,
    pub(crate) subject: String,
    pub(crate) address: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) user_representation: Option<String>,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
}

/// Which lines are looked for.
#[derive(Debug, Default)]
pub(crate) struct AuditFilter {
    pub(crate) actor: Option<String>,
    /// One act, as `secret.create`; or all on a kind of thing, as `secret`.
    pub(crate) act: Option<String>,
    /// One thing; or all that belongs to one, as a client's secrets to the client.
    pub(crate) subject: Option<String>,
    /// From this moment on.
    pub(crate) since: Option<DateTime<Utc>>,
    /// Before this moment.
    pub(crate) until: Option<DateTime<Utc>>,
    /// The oldest come first.
    pub(crate) is_oldest_first: bool,
}

/// At most `limit` of those that are looked for, from behind a line. Their ids are in the order of their moments.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    filter: AuditFilter,
    (after, limit): (Option<Uuid>, u64),
) -> Result<Vec<AuditRecord>, StoreError> {
    let AuditFilter { actor, act, subject, since, until, is_oldest_first } = filter;
    let order = if is_oldest_first { Order::Asc } else { Order::Desc };
    let behind = |id: Uuid| if is_oldest_first { Column::Id.gt(id) } else { Column::Id.lt(id) };
    let rows = audit::Entity::find()
        .apply_if(actor, |rows, actor| rows.filter(Column::Actor.eq(actor)))
        .apply_if(act, |rows, act| rows.filter(of(Column::Act, &act, '.')))
        .apply_if(subject, |rows, subject| rows.filter(of(Column::Subject, &subject, '/')))
        .apply_if(since, |rows, since| rows.filter(Column::At.gte(since)))
        .apply_if(until, |rows, until| rows.filter(Column::At.lt(until)))
        .apply_if(after, |rows, after| rows.filter(behind(after)))
        .order_by(Column::Id, order)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(record).collect())
}

/// This very text, or one that goes on behind it and this sign. What a database finds alike that differs
/// in the size of its letters is told apart.
fn of(column: Column, text: &str, sign: char) -> Condition {
    let behind = format!("{text}{sign}");
    let length = i32::try_from(behind.chars().count()).unwrap_or(i32::MAX);
    let begin = Func::cust("substr").args([Expr::col(column), Expr::val(1), Expr::val(length)]);
    Condition::any().add(column.eq(text)).add(Expr::expr(begin).eq(behind))
}

/// Takes out at most so many of those that were written before a moment.
pub(crate) async fn forget(db: &Db, before: DateTime<Utc>, most: u64) -> Result<u64, StoreError> {
    forgetting::forget(db, ("audit", "id"), Column::At.lt(before), most).await
}

fn record(row: audit::Model) -> AuditRecord {
    AuditRecord {
        id: row.id,
        at: row.at,
        actor: row.actor,
        act: row.act,
        subject: row.subject,
        address: row.address,
        user_id: row.user_id,
        user_representation: row.user_representation,
        before: row.before,
        after: row.after,
    }
}
