//! Grants as they are looked for and shown.

use std::collections::HashMap;

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::page::{Cursor, Limit};
use crate::admin::error::AdminError;
use crate::store::grants::GrantRecord;

/// Which grants.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct GrantQuery {
    /// Those of this client.
    client: Option<String>,
    /// Those that this user gave, by id or username.
    pub(in crate::admin) user: Option<String>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl GrantQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<String>, AdminError> {
        let read = |text| {
            let after = Cursor::read::<String>(text)?;
            // No text of a database holds it, and none of ours.
            Ok(after.replace('\0', ""))
        };
        self.after.as_deref().map(read).transpose()
    }

    pub(in crate::admin) fn client(&self) -> Result<Option<ClientId>, AdminError> {
        self.client.as_deref().map(super::client_id).transpose()
    }
}

/// A text that may name a grant or a token; none that a database does not look for.
pub(in crate::admin) fn name(text: &str) -> Option<&str> {
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    (visible && (1..=200).contains(&text.len())).then_some(text)
}

/// What somebody let a client do while they are away.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Grant)]
pub(in crate::admin) struct GrantBody {
    /// Its access tokens carry it as `zp_grant`.
    id: String,
    client_id: String,
    /// The user who gave it: the `sub` of its tokens.
    user: Uuid,
    /// By what they sign in.
    #[schema(required)]
    username: Option<String>,
    scopes: Vec<String>,
    audience: Vec<String>,
    created_at: DateTime<Utc>,
    /// When it ends, however often it is refreshed; sooner if it is not.
    ends_at: DateTime<Utc>,
}

impl GrantBody {
    pub(in crate::admin) fn new(grant: GrantRecord, usernames: &HashMap<Uuid, String>) -> Self {
        Self {
            id: grant.id,
            client_id: grant.client,
            user: grant.user,
            username: usernames.get(&grant.user).cloned(),
            scopes: grant.scope.split(' ').map(str::to_owned).collect(),
            audience: grant.audience,
            created_at: grant.created_at,
            ends_at: grant.ends_at,
        }
    }
}

/// One page of grants.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Grants {
    pub(in crate::admin) results: Vec<GrantBody>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}
