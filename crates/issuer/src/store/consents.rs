//! What people consented to, per client: so that they are not asked the same twice.

use std::collections::BTreeMap;

use autorisaties::{ClientId, Scope, ScopeSet};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::StoreError;
use super::rows::consents;

/// What somebody consented to.
#[derive(Debug)]
pub(crate) struct Consent {
    pub(crate) client: String,
    /// All of them, wherever they count.
    pub(crate) scopes: ScopeSet,
    /// Those that count at each audience.
    pub(crate) at: BTreeMap<String, ScopeSet>,
    pub(crate) given_at: DateTime<Utc>,
}

impl Consent {
    /// As the audit log keeps it.
    pub(crate) fn recorded(&self) -> Value {
        let texts = |scopes: &ScopeSet| json!(scopes.iter().map(Scope::as_str).collect::<Vec<_>>());
        let at: Value = self.at.iter().map(|(at, scopes)| (at.clone(), texts(scopes))).collect();
        json!({ "scopes": texts(&self.scopes), "audiences": at, "given_at": self.given_at })
    }
}

/// What somebody consented to that this client may.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    user: Uuid,
    client: &ClientId,
) -> Result<Option<Consent>, StoreError> {
    let key = (user, client.as_str().to_owned());
    Ok(consents::Entity::find_by_id(key).one(db).await?.map(consent))
}

/// All of somebody, by client.
pub(crate) async fn of_user(
    db: &impl ConnectionTrait,
    user: Uuid,
) -> Result<Vec<Consent>, StoreError> {
    let theirs = consents::Entity::find()
        .filter(consents::Column::UserId.eq(user))
        .order_by_asc(consents::Column::ClientId);
    Ok(theirs.all(db).await?.into_iter().map(consent).collect())
}

/// Keeps one in the place of what there was.
pub(crate) async fn put(
    db: &impl ConnectionTrait,
    user: Uuid,
    consent: &Consent,
) -> Result<(), StoreError> {
    let texts = |scopes: &ScopeSet| json!(scopes.iter().map(Scope::as_str).collect::<Vec<_>>());
    let at: Value = consent.at.iter().map(|(at, scopes)| (at.clone(), texts(scopes))).collect();
    let row = consents::ActiveModel {
        user_id: Set(user),
        client_id: Set(consent.client.clone()),
        scopes: Set(texts(&consent.scopes)),
        audiences: Set(Some(at)),
        given_at: Set(consent.given_at),
    };
    let instead = OnConflict::columns([consents::Column::UserId, consents::Column::ClientId])
        .update_columns([
            consents::Column::Scopes,
            consents::Column::Audiences,
            consents::Column::GivenAt,
        ])
        .to_owned();
    consents::Entity::insert(row).on_conflict(instead).exec_without_returning(db).await?;
    Ok(())
}

/// Withdraws one; says whether it was there.
pub(crate) async fn remove(
    db: &impl ConnectionTrait,
    user: Uuid,
    client: &str,
) -> Result<bool, StoreError> {
    let removed = consents::Entity::delete_by_id((user, client.to_owned())).exec(db).await?;
    Ok(removed.rows_affected == 1)
}

/// What can no longer be read as a scope was not consented to.
fn consent(row: consents::Model) -> Consent {
    let at = row.audiences.as_ref().and_then(Value::as_object).into_iter().flatten();
    let at = at.map(|(at, texts)| (at.clone(), scopes(texts))).collect();
    Consent { client: row.client_id, scopes: scopes(&row.scopes), at, given_at: row.given_at }
}

fn scopes(texts: &Value) -> ScopeSet {
    let texts = texts.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.filter_map(|text| Scope::parse(text).ok()).collect()
}
