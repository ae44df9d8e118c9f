//! API tokens as they are asked for, and shown once.

use autorisaties::ScopeSet;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::secret::{ending, moment};
use crate::admin::error::AdminError;

const MOST: usize = 50;

/// An API token to make.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewApiToken)]
pub(in crate::admin) struct NewApiTokenBody {
    /// Where it is used, so that it is known again.
    #[serde(default)]
    label: String,
    /// When it ends; without it only when it is revoked.
    #[serde(default, deserialize_with = "moment")]
    expires_at: Option<DateTime<Utc>>,
    /// To what it is limited; without it, all that its client holds.
    #[serde(default)]
    scopes: Option<Vec<String>>,
    /// The user that it speaks for, by id or username.
    #[serde(default)]
    pub(in crate::admin) user: Option<String>,
}

impl NewApiTokenBody {
    pub(in crate::admin) fn label(&self) -> Result<String, AdminError> {
        super::label_or_none(&self.label)
    }

    pub(in crate::admin) fn expires_at(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, AdminError> {
        ending(self.expires_at, now)
    }

    pub(in crate::admin) fn scopes(&self) -> Result<Option<ScopeSet>, AdminError> {
        let Some(given) = &self.scopes else { return Ok(None) };
        if given.is_empty() || given.len() > MOST {
            let text = "`scopes` names 1 to 50; leave it out for all that the client holds";
            return Err(AdminError::Invalid(text.into()));
        }
        given.iter().map(|text| super::scope(text)).collect::<Result<_, _>>().map(Some)
    }
}

/// An API token was made: this is the only time that it is shown.
#[derive(Serialize, ToSchema)]
pub(in crate::admin) struct ApiTokenMade<'a> {
    pub(in crate::admin) id: &'a str,
    pub(in crate::admin) client_id: &'a str,
    /// The token itself, for the header `Authorization: Token …`.
    pub(in crate::admin) token: &'a str,
    pub(in crate::admin) expires_at: Option<DateTime<Utc>>,
}
