//! The audit log as it is looked for and shown.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::page::{Cursor, Limit};
use super::secret::rfc3339;
use crate::act::Act;
use crate::admin::error::AdminError;
use crate::store::audit_records::{AuditFilter, AuditRecord};

/// Which lines of the log.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct AuditQuery {
    /// Those of this client or user, by id; `zaakpoort` for what the issuer did by itself.
    actor: Option<String>,
    /// One act, as `secret.create`, or all on a kind of thing, as `secret`.
    act: Option<String>,
    /// One thing, by its id, or all that belongs to one: a client's secrets are of the client.
    subject: Option<String>,
    /// From this moment on.
    since: Option<String>,
    /// Before this moment.
    until: Option<String>,
    /// What comes first.
    #[serde(default)]
    order: Order,
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Which line comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    #[default]
    Newest,
    Oldest,
}

impl AuditQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<Uuid>, AdminError> {
        self.after.as_deref().map(Cursor::read).transpose()
    }

    pub(in crate::admin) fn filter(self) -> Result<AuditFilter, AdminError> {
        Ok(AuditFilter {
            since: moment("since", self.since.as_deref())?,
            until: moment("until", self.until.as_deref())?,
            actor: text("actor", self.actor)?,
            act: text("act", self.act)?,
            subject: text("subject", self.subject)?,
            is_oldest_first: self.order == Order::Oldest,
        })
    }
}

fn moment(name: &str, said: Option<&str>) -> Result<Option<DateTime<Utc>>, AdminError> {
    let read = |text| {
        rfc3339(text).ok_or_else(|| {
            AdminError::Invalid(format!(
                "query: `{name}` is a moment as RFC 3339 writes it, such as 2027-01-31T00:00:00Z"
            ))
        })
    };
    said.map(read).transpose()
}

/// No text of a database holds a NUL, and no name of ours is empty.
fn text(name: &str, said: Option<String>) -> Result<Option<String>, AdminError> {
    match said {
        Some(said) if said.is_empty() || said.contains('\0') => {
            Err(AdminError::Invalid(format!("query: `{name}` names nothing; leave it out for all")))
        }
        said => Ok(said),
    }
}

/// Who did what, to what, when and from where.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditLine)]
pub(in crate::admin) struct AuditBody {
    id: Uuid,
    at: DateTime<Utc>,
    /// The client or user that did it, by id; `zaakpoort` if nobody did.
    actor: String,
    /// What was done.
    #[schema(schema_with = acts)]
    act: String,
    /// To what; what belongs to a thing stands behind it and a slash.
    subject: String,
    /// From where.
    #[schema(required)]
    address: Option<String>,
    /// For whom the actor said that it acted; nobody vouches for it.
    #[schema(required)]
    user_id: Option<String>,
    #[schema(required)]
    user_representation: Option<String>,
    /// What the thing was, as this API shows it; null if it was not there, or nothing was changed. Never
    /// with a secret in it. Of lists of more than a hundred, a change has what differs, and `_unchanged`
    /// says how many are the same.
    #[schema(required, value_type = Object, nullable)]
    before: Option<Value>,
    /// What it became; null if it is gone. Of tokens, what was issued or refused, and how many.
    #[schema(required, value_type = Object, nullable)]
    after: Option<Value>,
}

/// Every act by its name, with what it means.
fn acts() -> Object {
    let meaning = |act: &Act| format!("`{}`: {}", act.as_str(), act.meaning());
    let meanings = Act::ALL.iter().map(meaning).collect::<Vec<_>>().join("  \n");
    ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::String))
        .enum_values(Some(Act::ALL.iter().copied().map(Act::as_str)))
        .description(Some(meanings))
        .build()
}

impl From<AuditRecord> for AuditBody {
    fn from(record: AuditRecord) -> Self {
        let AuditRecord {
            id,
            at,
            actor,
            act,
            subject,
            address,
            user_id,
            user_representation,
            before,
            after,
        } = record;
        Self { id, at, actor, act, subject, address, user_id, user_representation, before, after }
    }
}

/// One page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct AuditLines {
    pub(in crate::admin) results: Vec<AuditBody>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}
