//! What clients share with upstreams, as it came: sealed for gateways, and opened by none of ours.

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};

use super::StoreError;
use super::rows::upstream_keys;
use crate::model::UpstreamKey;

/// Keeps what a client shares with an upstream, in the place of what was kept of the two.
pub(crate) async fn put(
    db: &impl ConnectionTrait,
    client: &ClientId,
    key: &UpstreamKey,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    remove(db, client, &key.upstream).await?;
    let row = upstream_keys::ActiveModel {
        client_id: Set(client.as_str().to_owned()),
        upstream: Set(key.upstream.clone()),
        sealed: Set(key.sealed.clone()),
        fingerprint: Set(key.fingerprint.clone()),
        created_at: Set(now),
    };
    row.insert(db).await?;
    Ok(())
}

/// Forgets what a client shares with an upstream; says whether anything was kept.
pub(crate) async fn remove(
    db: &impl ConnectionTrait,
    client: &ClientId,
    upstream: &str,
) -> Result<bool, StoreError> {
    let named = upstream_keys::Column::Upstream.eq(upstream);
    let removed = upstream_keys::Entity::delete_many()
        .filter(upstream_keys::Column::ClientId.eq(client.as_str()))
        .filter(named)
        .exec(db)
        .await?;
    Ok(removed.rows_affected > 0)
}

/// Forgets what these clients share with any upstream.
pub(crate) async fn remove_all(
    db: &impl ConnectionTrait,
    clients: &[ClientId],
) -> Result<(), StoreError> {
    let theirs = upstream_keys::Column::ClientId.is_in(clients.iter().map(ClientId::as_str));
    upstream_keys::Entity::delete_many().filter(theirs).exec(db).await?;
    Ok(())
}

/// What a client shares, and since when, by upstream.
pub(crate) async fn of_client(
    db: &impl ConnectionTrait,
    client: &ClientId,
) -> Result<Vec<(UpstreamKey, DateTime<Utc>)>, StoreError> {
    let rows = upstream_keys::Entity::find()
        .filter(upstream_keys::Column::ClientId.eq(client.as_str()))
        .order_by_asc(upstream_keys::Column::Upstream)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.created_at, key(row))).map(|(at, key)| (key, at)).collect())
}

/// What each client shares.
pub(crate) async fn all(
    db: &impl ConnectionTrait,
) -> Result<Vec<(String, UpstreamKey)>, StoreError> {
    let rows =
        upstream_keys::Entity::find().order_by_asc(upstream_keys::Column::Upstream).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.client_id.clone(), key(row))).collect())
}

/// With which upstreams these clients share something: each client with one of them.
pub(super) async fn upstreams_of(
    db: &impl ConnectionTrait,
    clients: &[&str],
) -> Result<Vec<(String, String)>, StoreError> {
    let theirs = upstream_keys::Column::ClientId.is_in(clients.iter().copied());
    let found = upstream_keys::Entity::find().filter(theirs);
    let rows = found.order_by_asc(upstream_keys::Column::Upstream).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.client_id, row.upstream)).collect())
}

fn key(row: upstream_keys::Model) -> UpstreamKey {
    UpstreamKey { upstream: row.upstream, sealed: row.sealed, fingerprint: row.fingerprint }
}
