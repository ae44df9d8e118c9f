//! What people let clients do while they are away, and its end: of a grant, of a person, of a client.

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait as _, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::rows::{codes, grants, refresh_tokens};
use super::{Db, StoreError, forgetting};
use crate::granting::code::LIFETIME;

/// What somebody gave once, as long as it can be refreshed.
#[derive(Debug, Clone)]
pub(crate) struct GrantRecord {
    /// Names everything that comes of it.
    pub(crate) id: String,
    pub(crate) client: String,
    pub(crate) user: Uuid,
    /// Separated by spaces.
    pub(crate) scope: String,
    pub(crate) audience: Vec<String>,
    /// When the person gave their password.
    pub(crate) authenticated_at: DateTime<Utc>,
    pub(crate) created_at: DateTime<Utc>,
    /// However often it is refreshed.
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) revoked_at: Option<DateTime<Utc>>,
}

impl GrantRecord {
    /// As the audit log keeps it.
    pub(crate) fn recorded(&self) -> Value {
        json!({
            "id": self.id,
            "client_id": self.client,
            "user": self.user,
            "scopes": self.scope.split(' ').collect::<Vec<_>>(),
            "audience": self.audience,
            "created_at": self.created_at,
            "ends_at": self.ends_at,
        })
    }
}

/// Whose grants are meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose<'a> {
    /// One, by its name.
    Grant(&'a str),
    /// All that a person gave.
    User(Uuid),
    /// All that a person gave to one client.
    Between(Uuid, &'a str),
    /// All that were given to one client.
    Client(&'a str),
    /// All that were given to these.
    Clients(&'a [ClientId]),
    /// All that there are.
    Everybodys,
}

/// Which grants are looked for, among those that are not over.
#[derive(Debug)]
pub(crate) struct GrantFilter {
    pub(crate) client: Option<ClientId>,
    pub(crate) user: Option<Uuid>,
}

/// Keeps one.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    grant: &GrantRecord,
) -> Result<(), StoreError> {
    let row = grants::ActiveModel {
        id: Set(grant.id.clone()),
        client_id: Set(grant.client.clone()),
        user_id: Set(grant.user),
        scope: Set(grant.scope.clone()),
        audience: Set(grant.audience.clone().into()),
        authenticated_at: Set(grant.authenticated_at),
        created_at: Set(grant.created_at),
        ends_at: Set(grant.ends_at),
        revoked_at: Set(grant.revoked_at),
    };
    grants::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// One, over or not.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<GrantRecord>, StoreError> {
    grants::Entity::find_by_id(id).one(db).await?.map(record).transpose()
}

/// At most `limit` of those that are looked for, by id, from the one behind `after`.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    filter: &GrantFilter,
    (after, limit): (Option<&str>, u64),
    now: DateTime<Utc>,
) -> Result<Vec<GrantRecord>, StoreError> {
    let mut found = grants::Entity::find()
        .filter(grants::Column::RevokedAt.is_null())
        .filter(grants::Column::EndsAt.gt(now))
        .order_by_asc(grants::Column::Id);
    if let Some(client) = &filter.client {
        found = found.filter(grants::Column::ClientId.eq(client.as_str()));
    }
    if let Some(user) = filter.user {
        found = found.filter(grants::Column::UserId.eq(user));
    }
    if let Some(after) = after {
        found = found.filter(grants::Column::Id.gt(after));
    }
    found.limit(limit).all(db).await?.into_iter().map(record).collect()
}

/// The names of what a person gave a client: of what can be refreshed, and of codes that are remembered.
pub(crate) async fn names(
    db: &impl ConnectionTrait,
    user: Uuid,
    client: &str,
) -> Result<Vec<String>, StoreError> {
    let whose = Whose::Between(user, client);
    let of_codes = codes::Entity::find().filter(whose.codes()).all(db).await?;
    let kept = grants::Entity::find().filter(whose.grants()).all(db).await?;
    let of_codes = of_codes.into_iter().map(|row| row.grant_id);
    let mut names: Vec<String> = of_codes.chain(kept.into_iter().map(|row| row.id)).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Ends grants, and uses up the codes that would lead to one.
pub(crate) async fn end(
    db: &impl ConnectionTrait,
    whose: Whose<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    end_those(db, whose.codes(), whose.grants(), now).await
}

/// Ends those that were given before a moment.
pub(crate) async fn end_given_before(
    db: &impl ConnectionTrait,
    whose: Whose<'_>,
    moment: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let codes = whose.codes().add(codes::Column::ExpiresAt.lt(moment + LIFETIME));
    let grants = whose.grants().add(grants::Column::CreatedAt.lt(moment));
    end_those(db, codes, grants, now).await
}

async fn end_those(
    db: &impl ConnectionTrait,
    codes: Condition,
    grants: Condition,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    // Codes first: who redeems one at this moment is waited for, so that what they wrote is found below,
    // or finds it used.
    codes::Entity::update_many()
        .set(codes::ActiveModel { used_at: Set(Some(now)), ..Default::default() })
        .filter(codes.add(codes::Column::UsedAt.is_null()))
        .exec(db)
        .await?;
    grants::Entity::update_many()
        .set(grants::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() })
        // What is over leads to nothing more.
        .filter(grants.add(grants::Column::RevokedAt.is_null()).add(grants::Column::EndsAt.gt(now)))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes those that were over at a moment, or that no refresh token is left of.
pub(crate) async fn forget(db: &Db, over: DateTime<Utc>, most: u64) -> Result<u64, StoreError> {
    let of_it = Expr::col((refresh_tokens::Entity, refresh_tokens::Column::GrantId))
        .equals((grants::Entity, grants::Column::Id));
    let refreshed =
        Query::select().expr(1).from(refresh_tokens::Entity).and_where(of_it).to_owned();
    let idle = Expr::exists(refreshed).not();
    forgetting::forget(db, ("grants", "id"), grants::Column::EndsAt.lte(over).or(idle), most).await
}

impl Whose<'_> {
    fn codes(self) -> Condition {
        let all = Condition::all();
        match self {
            Self::Grant(id) => all.add(codes::Column::GrantId.eq(id)),
            Self::User(user) => all.add(codes::Column::UserId.eq(user)),
            Self::Between(user, client) => {
                all.add(codes::Column::UserId.eq(user)).add(codes::Column::ClientId.eq(client))
            }
            Self::Client(id) => all.add(codes::Column::ClientId.eq(id)),
            Self::Everybodys => all,
            Self::Clients(ids) => {
                all.add(codes::Column::ClientId.is_in(ids.iter().map(ClientId::as_str)))
            }
        }
    }

    fn grants(self) -> Condition {
        let all = Condition::all();
        match self {
            Self::Grant(id) => all.add(grants::Column::Id.eq(id)),
            Self::User(user) => all.add(grants::Column::UserId.eq(user)),
            Self::Between(user, client) => {
                all.add(grants::Column::UserId.eq(user)).add(grants::Column::ClientId.eq(client))
            }
            Self::Client(id) => all.add(grants::Column::ClientId.eq(id)),
            Self::Everybodys => all,
            Self::Clients(ids) => {
                all.add(grants::Column::ClientId.is_in(ids.iter().map(ClientId::as_str)))
            }
        }
    }
}

fn record(row: grants::Model) -> Result<GrantRecord, StoreError> {
    let audience = serde_json::from_value(row.audience).map_err(|_| StoreError::Corrupt {
        table: "grants",
        row: row.id.clone(),
        what: "its audience",
    })?;
    Ok(GrantRecord {
        id: row.id,
        client: row.client_id,
        user: row.user_id,
        scope: row.scope,
        audience,
        authenticated_at: row.authenticated_at,
        created_at: row.created_at,
        ends_at: row.ends_at,
        revoked_at: row.revoked_at,
    })
}
