//! Which accesses are listed, of all APIs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::AccessBody;
use super::page::{Cursor, Limit};
use crate::admin::error::AdminError;
use crate::model::{Access, AccessState};
use crate::store::accesses::{AccessFilter, Behind};

/// Which accesses; the one that was asked for first comes first.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct AccessQuery {
    /// Those in this state: `requested` are those that wait for a decision.
    state: Option<State>,
    /// Those to this API.
    api: Option<String>,
    /// Those of this client.
    client: Option<String>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Where a request for access is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AccessState)]
enum State {
    Requested,
    Approved,
    Refused,
    Withdrawn,
}

impl AccessQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<Behind>, AdminError> {
        self.after.as_deref().map(Cursor::read::<(DateTime<Utc>, Uuid)>).transpose()
    }

    /// Where the next page begins.
    pub(in crate::admin) fn next(last: &Access) -> Cursor {
        Cursor::new((last.requested.at, last.id))
    }

    pub(in crate::admin) fn filter(&self) -> Result<AccessFilter, AdminError> {
        Ok(AccessFilter {
            state: self.state.map(|state| match state {
                State::Requested => AccessState::Requested,
                State::Approved => AccessState::Approved,
                State::Refused => AccessState::Refused,
                State::Withdrawn => AccessState::Withdrawn,
            }),
            api: self.api.as_deref().map(super::client_id).transpose()?,
            client: self.client.as_deref().map(super::client_id).transpose()?,
        })
    }
}

/// One page of accesses.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct AccessPage {
    pub(in crate::admin) results: Vec<AccessBody>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}
