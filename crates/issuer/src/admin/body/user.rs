//! Users as they are given, changed and shown.

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Cursor, Limit};
use crate::admin::error::AdminError;
use crate::passwords::{Password, PasswordError};
use crate::person::{Email, Name, Person, PersonError, Role, Username, UsernameKey};
use crate::store::users::{UserFilter, UserRecord};

/// A user to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewUser {
    /// 1 to 100 characters; no two differ in the size of letters alone. It stays what it is.
    username: String,
    /// What they are called: 1 to 200 characters.
    name: String,
    /// Where they are written to.
    #[serde(default)]
    email: Option<String>,
    /// What they may do beside signing in.
    #[serde(default)]
    role: UserRole,
    /// With which they sign in: 12 to 128 characters; without it one is made, and shown once.
    #[serde(default, deserialize_with = "secret")]
    #[schema(value_type = Option<String>, write_only)]
    password: Option<SecretString>,
}

impl NewUser {
    pub(in crate::admin) fn person(&self, id: Uuid) -> Result<Person, AdminError> {
        Ok(Person {
            id,
            username: Username::parse(&self.username)?,
            name: Name::parse(&self.name)?,
            email: self.email.as_deref().map(Email::parse).transpose()?,
            role: self.role.into(),
        })
    }

    pub(in crate::admin) fn password(&self, of: &Username) -> Result<Given, AdminError> {
        choose(self.password.as_ref(), of)
    }
}

/// The password to be: given, or made here.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewPassword {
    /// 12 to 128 characters; without it one is made, and shown once.
    #[serde(default, deserialize_with = "secret")]
    #[schema(value_type = Option<String>, write_only)]
    password: Option<SecretString>,
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(SecretString::from))
}

/// A password, and who it came from.
pub(in crate::admin) struct Given {
    pub(in crate::admin) password: Password,
    made: bool,
}

impl NewPassword {
    pub(in crate::admin) fn password(&self, of: &Username) -> Result<Given, AdminError> {
        choose(self.password.as_ref(), of)
    }
}

fn choose(typed: Option<&SecretString>, of: &Username) -> Result<Given, AdminError> {
    let password = match typed {
        Some(typed) => Password::parse(typed.clone(), &of.key())?,
        None => Password::make()?,
    };
    Ok(Given { password, made: typed.is_none() })
}

impl From<PersonError> for AdminError {
    fn from(error: PersonError) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl From<PasswordError> for AdminError {
    fn from(error: PasswordError) -> Self {
        Self::Invalid(error.to_string())
    }
}

/// What of a user is to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct UserPatch {
    #[serde(default)]
    name: Option<String>,
    /// null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    email: EmailChange,
    #[serde(default)]
    role: Option<UserRole>,
}

/// What is left out, and null, and a text, are three things.
#[derive(Debug, Default)]
enum EmailChange {
    #[default]
    LeftOut,
    Removed,
    To(String),
}

fn present<'de, D: Deserializer<'de>>(from: D) -> Result<EmailChange, D::Error> {
    let given = Option::<String>::deserialize(from)?;
    Ok(given.map_or(EmailChange::Removed, EmailChange::To))
}

impl UserPatch {
    pub(in crate::admin) fn apply(&self, person: &mut Person) -> Result<(), AdminError> {
        if let Some(name) = &self.name {
            person.name = Name::parse(name)?;
        }
        match &self.email {
            EmailChange::LeftOut => {}
            EmailChange::Removed => person.email = None,
            EmailChange::To(email) => person.email = Some(Email::parse(email)?),
        }
        if let Some(role) = self.role {
            person.role = role.into();
        }
        Ok(())
    }
}

/// What a user may do beside signing in.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::admin) enum UserRole {
    /// Administers.
    Administrator,
    #[default]
    None,
}

impl From<UserRole> for Role {
    fn from(role: UserRole) -> Self {
        match role {
            UserRole::Administrator => Self::Administrator,
            UserRole::None => Self::None,
        }
    }
}

impl From<Role> for UserRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Administrator => Self::Administrator,
            Role::None => Self::None,
        }
    }
}

/// A user was added, or has another password.
#[derive(Serialize, ToSchema)]
pub(in crate::admin) struct UserMade<'a> {
    id: Uuid,
    username: &'a str,
    /// The password, if it was made here: it is nowhere to be had again.
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
}

impl<'a> UserMade<'a> {
    pub(in crate::admin) fn new(person: &'a Person, given: &'a Given) -> Self {
        let made = given.made.then(|| given.password.text().expose_secret());
        Self { id: person.id, username: person.username.as_str(), password: made }
    }
}

/// A user, without the password.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(in crate::admin) struct UserBody {
    /// The `sub` of tokens about them.
    id: Uuid,
    username: String,
    name: String,
    #[schema(required)]
    email: Option<String>,
    role: UserRole,
    created_at: DateTime<Utc>,
    #[schema(required)]
    disabled_at: Option<DateTime<Utc>>,
    password_changed_at: DateTime<Utc>,
}

impl From<UserRecord> for UserBody {
    fn from(record: UserRecord) -> Self {
        let person = record.person;
        Self {
            id: person.id,
            username: person.username.to_string(),
            name: person.name.as_str().to_owned(),
            email: person.email.map(|email| email.as_str().to_owned()),
            role: person.role.into(),
            created_at: record.created_at,
            disabled_at: record.disabled_at,
            password_changed_at: record.password_changed_at,
        }
    }
}

/// One page of users.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Users {
    pub(in crate::admin) results: Vec<UserBody>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}

/// Which users, by username.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct UserFilterQuery {
    /// Those of this role.
    role: Option<UserRole>,
    /// The disabled ones instead of those that may sign in.
    #[serde(default)]
    disabled: bool,
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl UserFilterQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<UsernameKey>, AdminError> {
        let read = |text| Ok(UsernameKey::of(&Cursor::read::<String>(text)?));
        self.after.as_deref().map(read).transpose()
    }

    pub(in crate::admin) fn filter(&self) -> UserFilter {
        UserFilter { role: self.role.map(Role::from), disabled: self.disabled }
    }
}
