//! Credentials as an administrator sees them, revoked ones too, and never their hash; and the end
//! that a rotation sets to the old ones.

use std::slice;

use autorisaties::{ClientId, Scope, ScopeSet};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, Set, UpdateMany,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::StoreError;
use super::apis::scopes;
use super::rows::credentials;
use crate::model::CredentialKind;

/// What is kept of a credential, its hash aside.
#[derive(Debug, Clone)]
pub(crate) struct CredentialRecord {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) label: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) not_before: Option<DateTime<Utc>>,
    pub(crate) expires_at: Option<DateTime<Utc>>,
    pub(crate) last_used_at: Option<DateTime<Utc>>,
    pub(crate) revoked_at: Option<DateTime<Utc>>,
    /// What an API token is limited to.
    pub(crate) scopes: Option<ScopeSet>,
    /// For whom an API token speaks.
    pub(crate) user: Option<Uuid>,
}

impl CredentialRecord {
    /// As the audit log keeps it.
    pub(crate) fn recorded(&self) -> Value {
        let text = |scope: &Scope| scope.as_str().to_owned();
        json!({
            "id": self.id,
            "label": self.label,
            "kind": self.kind,
            "created_at": self.created_at,
            "not_before": self.not_before,
            "expires_at": self.expires_at,
            "last_used_at": self.last_used_at,
            "scopes": self.scopes.as_ref().map(|scopes| scopes.iter().map(text).collect::<Vec<_>>()),
            "user": self.user,
        })
    }

    /// Whether it vouches at this moment.
    pub(crate) fn is_live_at(&self, now: DateTime<Utc>) -> bool {
        let has_begun = self.not_before.is_none_or(|start| start <= now);
        self.revoked_at.is_none() && has_begun && !self.is_over_at(now)
    }

    /// Whether its end has come.
    pub(crate) fn is_over_at(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

/// All of one client, newest first.
pub(crate) async fn of_client(
    db: &impl ConnectionTrait,
    client: &ClientId,
) -> Result<Vec<CredentialRecord>, StoreError> {
    let rows = credentials::Entity::find()
        .filter(credentials::Column::ClientId.eq(client.as_str()))
        .order_by_desc(credentials::Column::CreatedAt)
        .order_by_asc(credentials::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(record).collect())
}

/// Which credentials are looked for, of those that count now or will.
#[derive(Debug, Default)]
pub(crate) struct CredentialFilter {
    pub(crate) client: Option<ClientId>,
    pub(crate) kind: Option<String>,
    /// Those that have an end by then.
    pub(crate) ends_by: Option<DateTime<Utc>>,
    /// Those that nobody has used since, though they were there.
    pub(crate) unused_since: Option<DateTime<Utc>>,
}

/// At most `limit` of those that are looked for, each with its client, by id, from the one behind `after`.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    filter: CredentialFilter,
    (after, limit): (Option<&str>, u64),
    now: DateTime<Utc>,
) -> Result<Vec<(String, CredentialRecord)>, StoreError> {
    use credentials::Column::{
        ClientId, CreatedAt, ExpiresAt, Id, Kind, LastUsedAt, NotBefore, RevokedAt,
    };
    let CredentialFilter { client, kind, ends_by, unused_since } = filter;
    let endless = Condition::any().add(ExpiresAt.is_null()).add(ExpiresAt.gt(now));
    let since = |moment| {
        let never = Condition::all().add(LastUsedAt.is_null()).add(CreatedAt.lt(moment));
        // What does not count yet cannot have been used.
        let begun = Condition::any().add(NotBefore.is_null()).add(NotBefore.lt(moment));
        Condition::any().add(LastUsedAt.lt(moment)).add(never.add(begun))
    };
    let rows = credentials::Entity::find()
        .filter(RevokedAt.is_null())
        .filter(endless)
        // Nobody presents anything for it.
        .filter(Kind.ne(CredentialKind::Public.as_str()))
        .apply_if(client, |rows, client| rows.filter(ClientId.eq(client.as_str())))
        .apply_if(kind, |rows, kind| rows.filter(Kind.eq(kind)))
        .apply_if(ends_by, |rows, end| rows.filter(ExpiresAt.lte(end)))
        .apply_if(unused_since, |rows, moment| rows.filter(since(moment)))
        .apply_if(after, |rows, after| rows.filter(Id.gt(after)))
        .order_by_asc(Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.client_id.clone(), record(row))).collect())
}

/// Has every secret of a client end at a moment, unless it ends earlier or is revoked. Its keys have
/// ends of their own.
pub(crate) async fn end_at(
    db: &impl ConnectionTrait,
    client: &ClientId,
    end: DateTime<Utc>,
) -> Result<(), StoreError> {
    let later = Condition::any()
        .add(credentials::Column::ExpiresAt.is_null())
        .add(credentials::Column::ExpiresAt.gt(end));
    credentials::Entity::update_many()
        .set(credentials::ActiveModel { expires_at: Set(Some(end)), ..Default::default() })
        .filter(credentials::Column::ClientId.eq(client.as_str()))
        .filter(is_secret())
        .filter(credentials::Column::RevokedAt.is_null())
        .filter(later)
        .exec(db)
        .await?;
    Ok(())
}

/// Revokes every secret of a client that is not revoked. Its keys go on.
pub(crate) async fn revoke_secrets(
    db: &impl ConnectionTrait,
    client: &ClientId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let secrets = live_of(slice::from_ref(client), now);
    secrets.filter(is_secret()).exec(db).await?;
    Ok(())
}

/// Revokes every credential of these clients that is not revoked, whatever its kind.
pub(crate) async fn revoke_all(
    db: &impl ConnectionTrait,
    clients: &[ClientId],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    live_of(clients, now).exec(db).await?;
    Ok(())
}

/// What is kept as a hash; neither the key of ZGW JWTs, nor a public one.
fn is_secret() -> SimpleExpr {
    credentials::Column::Kind.is_in(CredentialKind::SECRET.map(CredentialKind::as_str))
}

/// The revocation of what these clients have that is not revoked.
fn live_of(clients: &[ClientId], now: DateTime<Utc>) -> UpdateMany<credentials::Entity> {
    credentials::Entity::update_many()
        .set(credentials::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() })
        .filter(credentials::Column::ClientId.is_in(clients.iter().map(ClientId::as_str)))
        .filter(credentials::Column::RevokedAt.is_null())
}

fn record(row: credentials::Model) -> CredentialRecord {
    CredentialRecord {
        id: row.id,
        kind: row.kind,
        label: row.label,
        created_at: row.created_at,
        not_before: row.not_before,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
        scopes: row.scopes.as_ref().and_then(scopes),
        user: row.user_id,
    }
}
