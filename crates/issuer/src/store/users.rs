//! Users: people who sign in. A row is disabled, never removed, for its id stands in tokens and in the
//! audit log for ever.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::StoreError;
use super::rows::users;
use crate::person::{Email, Name, Person, Role, Username, UsernameKey};

/// What is kept of a user, without the password's hash.
#[derive(Debug, Clone)]
pub(crate) struct UserRecord {
    pub(crate) person: Person,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) disabled_at: Option<DateTime<Utc>>,
    pub(crate) password_changed_at: DateTime<Utc>,
}

/// A user and what their password is held against.
pub(crate) struct WithHash {
    pub(crate) record: UserRecord,
    pub(crate) hash: String,
}

/// Which users are looked for.
#[derive(Debug)]
pub(crate) struct UserFilter {
    pub(crate) role: Option<Role>,
    pub(crate) disabled: bool,
}

/// Adds a user.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    person: &Person,
    hash: String,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = users::ActiveModel {
        id: Set(person.id),
        username: Set(person.username.as_str().to_owned()),
        username_key: Set(person.username.key().as_str().to_owned()),
        name: Set(person.name.as_str().to_owned()),
        email: Set(person.email.as_ref().map(|email| email.as_str().to_owned())),
        role: Set(person.role.as_str().to_owned()),
        hash: Set(hash),
        created_at: Set(now),
        disabled_at: Set(None),
        password_changed_at: Set(now),
    };
    row.insert(db).await?;
    Ok(())
}

/// One, disabled or not.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<UserRecord>, StoreError> {
    let row = users::Entity::find_by_id(id).one(db).await?;
    row.as_ref().map(record).transpose()
}

/// Whether a text is the id of one, in any of the spellings that a UUID has.
pub(crate) async fn is_the_id_of_one(
    db: &impl ConnectionTrait,
    text: &str,
) -> Result<bool, StoreError> {
    match Uuid::parse_str(text) {
        Ok(id) => Ok(users::Entity::find_by_id(id).one(db).await?.is_some()),
        Err(_) => Ok(false),
    }
}

/// One by username, disabled or not.
pub(crate) async fn find_named(
    db: &impl ConnectionTrait,
    username: &UsernameKey,
) -> Result<Option<WithHash>, StoreError> {
    // No text of a database holds it, and none of ours.
    if username.as_str().contains('\0') {
        return Ok(None);
    }
    let named = users::Column::UsernameKey.eq(username.as_str());
    let row = users::Entity::find().filter(named).one(db).await?;
    row.map(|row| Ok(WithHash { record: record(&row)?, hash: row.hash })).transpose()
}

/// By what each of some signs in.
pub(crate) async fn usernames(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, String>, StoreError> {
    let these = users::Entity::find().filter(users::Column::Id.is_in(ids));
    Ok(these.all(db).await?.into_iter().map(|row| (row.id, row.username)).collect())
}

/// At most `limit` of those that are looked for, by username, from the one behind `after`.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    filter: &UserFilter,
    after: Option<&UsernameKey>,
    limit: u64,
) -> Result<Vec<UserRecord>, StoreError> {
    let since = users::Column::DisabledAt;
    let disabled = if filter.disabled { since.is_not_null() } else { since.is_null() };
    let mut found = users::Entity::find().filter(disabled).order_by_asc(users::Column::UsernameKey);
    if let Some(role) = filter.role {
        found = found.filter(users::Column::Role.eq(role.as_str()));
    }
    if let Some(after) = after {
        found = found.filter(users::Column::UsernameKey.gt(after.as_str()));
    }
    let rows = found.limit(limit).all(db).await?;
    rows.iter().map(record).collect()
}

/// Keeps what changed of a user: name, e-mail address, role.
pub(crate) async fn update(db: &impl ConnectionTrait, person: &Person) -> Result<(), StoreError> {
    let row = users::ActiveModel {
        id: Set(person.id),
        name: Set(person.name.as_str().to_owned()),
        email: Set(person.email.as_ref().map(|email| email.as_str().to_owned())),
        role: Set(person.role.as_str().to_owned()),
        ..Default::default()
    };
    row.update(db).await?;
    Ok(())
}

/// Gives a user another password.
pub(crate) async fn set_password(
    db: &impl ConnectionTrait,
    id: Uuid,
    hash: String,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = users::ActiveModel {
        id: Set(id),
        hash: Set(hash),
        password_changed_at: Set(now),
        ..Default::default()
    };
    row.update(db).await?;
    Ok(())
}

/// Disables a user from a moment on, or enables them again.
pub(crate) async fn set_disabled(
    db: &impl ConnectionTrait,
    id: Uuid,
    since: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let row = users::ActiveModel { id: Set(id), disabled_at: Set(since), ..Default::default() };
    row.update(db).await?;
    Ok(())
}

pub(super) fn record(row: &users::Model) -> Result<UserRecord, StoreError> {
    let corrupt = |what| StoreError::Corrupt { table: "users", row: row.id.to_string(), what };
    let person = Person {
        id: row.id,
        username: Username::parse(&row.username).map_err(|_| corrupt("its username"))?,
        name: Name::parse(&row.name).map_err(|_| corrupt("its name"))?,
        email: row
            .email
            .as_deref()
            .map(Email::parse)
            .transpose()
            .map_err(|_| corrupt("its e-mail address"))?,
        role: Role::parse(&row.role).ok_or_else(|| corrupt("its role"))?,
    };
    Ok(UserRecord {
        person,
        created_at: row.created_at,
        disabled_at: row.disabled_at,
        password_changed_at: row.password_changed_at,
    })
}
