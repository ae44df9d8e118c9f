//! Applicaties as they are given and shown.

use autorisaties::{ApplicatieId, Grants};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Cursor, Limit, NewAutorisatie, Object};
use crate::admin::error::AdminError;
use crate::store::applicatie_records::{After, ApplicatieFilter, ApplicatieRecord, Which};

/// An applicatie to register: it may do everything, or what its autorisaties say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewApplicatie {
    /// What people call it: 1 to 100 characters; no control characters, no outer white space.
    pub(in crate::admin) label: String,
    /// It may do everything; then `autorisaties` is empty.
    #[serde(default)]
    pub(in crate::admin) heeft_alle_autorisaties: bool,
    /// Of documents it sees only those that are ready for publication.
    #[serde(default)]
    pub(in crate::admin) alleen_is_gereed_voor_publicatie: bool,
    #[serde(default)]
    #[schema(value_type = Vec<NewAutorisatie>)]
    pub(in crate::admin) autorisaties: Vec<Object<NewAutorisatie>>,
}

impl NewApplicatie {
    pub(in crate::admin) fn label(&self) -> Result<String, AdminError> {
        super::label(&self.label)
    }

    /// Everything, or these: never both.
    pub(in crate::admin) fn grants(&self) -> Result<Grants, AdminError> {
        match (self.heeft_alle_autorisaties, self.autorisaties.as_slice()) {
            (true, []) => Ok(Grants::All),
            (true, _) => Err(AdminError::HasAll),
            (false, these) => these
                .iter()
                .map(|Object(one)| one.parse())
                .collect::<Result<_, _>>()
                .map(Grants::These),
        }
    }
}

/// An applicatie was registered.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct ApplicatieMade {
    pub(in crate::admin) id: Uuid,
    /// The ids of its autorisaties, in the order given.
    pub(in crate::admin) autorisaties: Vec<Uuid>,
}

/// An applicatie; its autorisaties are a list of their own.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Applicatie)]
pub(in crate::admin) struct ApplicatieBody {
    id: Uuid,
    label: String,
    heeft_alle_autorisaties: bool,
    alleen_is_gereed_voor_publicatie: bool,
    /// Its client ids; of a deleted one those that come back with it.
    client_ids: Vec<String>,
    created_at: DateTime<Utc>,
    #[schema(required)]
    deleted_at: Option<DateTime<Utc>>,
}

impl From<ApplicatieRecord> for ApplicatieBody {
    fn from(record: ApplicatieRecord) -> Self {
        Self {
            id: record.id.as_uuid(),
            label: record.label,
            heeft_alle_autorisaties: record.heeft_alle_autorisaties,
            alleen_is_gereed_voor_publicatie: record.alleen_is_gereed_voor_publicatie,
            client_ids: record.client_ids,
            created_at: record.created_at,
            deleted_at: record.deleted_at,
        }
    }
}

/// One page of applicaties.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Applicaties {
    pub(in crate::admin) results: Vec<ApplicatieBody>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}

/// Which applicaties, by label.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct ApplicatieFilterQuery {
    /// A part of the label, in small or large letters.
    label: Option<String>,
    /// The one that this client id belongs to.
    client_id: Option<String>,
    /// The deleted ones instead of those that are there.
    #[serde(default)]
    deleted: bool,
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl ApplicatieFilterQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<After>, AdminError> {
        let read = |text| {
            let (label, id) = Cursor::read(text)?;
            Ok(After { label: super::sought(label)?, id })
        };
        self.after.as_deref().map(read).transpose()
    }

    pub(in crate::admin) fn filter(self) -> Result<ApplicatieFilter, AdminError> {
        Ok(ApplicatieFilter {
            which: which(self.deleted),
            label: self.label.map(super::sought).transpose()?,
            client_id: self.client_id.as_deref().map(super::client_id).transpose()?,
        })
    }
}

pub(super) fn which(deleted: bool) -> Which {
    if deleted { Which::Deleted } else { Which::Present }
}

/// An applicatie was deleted, and its clients with it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct ApplicatieDeleted {
    id: Uuid,
    deleted_at: DateTime<Utc>,
    /// Their secrets are revoked and their tokens refused.
    client_ids: Vec<String>,
}

impl ApplicatieDeleted {
    pub(in crate::admin) fn new(
        id: ApplicatieId,
        client_ids: Vec<String>,
        deleted_at: DateTime<Utc>,
    ) -> Self {
        Self { id: id.as_uuid(), deleted_at, client_ids }
    }
}

/// An applicatie is back.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct ApplicatieRestored {
    id: Uuid,
    /// These are back with it; each needs a new secret.
    client_ids: Vec<String>,
}

impl ApplicatieRestored {
    pub(in crate::admin) fn new(id: ApplicatieId, client_ids: Vec<String>) -> Self {
        Self { id: id.as_uuid(), client_ids }
    }
}
