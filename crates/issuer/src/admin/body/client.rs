//! Clients as they are shown.

use autorisaties::{ApplicatieId, ClientId};
use chrono::{DateTime, Utc};
use edge::feed::ChangeNumber;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::applicatie::which;
use super::{Cursor, Limit};
use crate::admin::error::AdminError;
use crate::settings::OAuthBody;
use crate::store::client_records::{ClientFilter, ClientRecord};

/// A client was registered.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct ClientMade<'a> {
    pub(in crate::admin) client_id: &'a str,
    /// What its developer must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::admin) note: Option<String>,
}

/// A client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Client)]
pub(in crate::admin) struct ClientBody {
    client_id: String,
    /// `applicatie`, `administrator`, `gateway` or `api`.
    role: &'static str,
    #[schema(required)]
    applicatie: Option<Uuid>,
    audiences: Vec<String>,
    extra_scopes: Vec<String>,
    #[schema(required)]
    access_token_lifetime: Option<i64>,
    /// How it may ask for tokens; what is not here is as it is by default.
    oauth: OAuthBody,
    /// Tokens judged by a state before this number of the change log are refused.
    judged_before: u64,
    created_at: DateTime<Utc>,
    #[schema(required)]
    deleted_at: Option<DateTime<Utc>>,
}

impl From<ClientRecord> for ClientBody {
    fn from(record: ClientRecord) -> Self {
        let client = record.client;
        Self {
            client_id: client.id.to_string(),
            role: client.belongs.role(),
            applicatie: client.belongs.applicatie().map(ApplicatieId::as_uuid),
            extra_scopes: client.extra_scopes.iter().map(ToString::to_string).collect(),
            audiences: client.audiences,
            access_token_lifetime: client.access_token_lifetime,
            oauth: client.oauth.to_body(),
            judged_before: client.issued_before.get(),
            created_at: record.created_at,
            deleted_at: record.deleted_at,
        }
    }
}

/// One page of clients.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Clients {
    pub(in crate::admin) results: Vec<ClientBody>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}

/// Which clients, by client id.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct ClientFilterQuery {
    /// Those of this applicatie.
    applicatie: Option<Uuid>,
    /// Those of this role.
    role: Option<Role>,
    /// The deleted ones instead of those that are there.
    #[serde(default)]
    deleted: bool,
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Whose a client is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Role {
    Applicatie,
    Administrator,
    Gateway,
    Api,
}

impl ClientFilterQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<ClientId>, AdminError> {
        let read = |text| super::client_id(&Cursor::read::<String>(text)?);
        self.after.as_deref().map(read).transpose()
    }

    pub(in crate::admin) fn filter(&self) -> ClientFilter {
        ClientFilter {
            which: which(self.deleted),
            applicatie: self.applicatie.map(ApplicatieId::new),
            role: self.role.map(|role| match role {
                Role::Applicatie => "applicatie",
                Role::Administrator => "administrator",
                Role::Gateway => "gateway",
                Role::Api => "api",
            }),
        }
    }
}

/// Every token of a client that was issued before now is refused.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct TokensRevoked {
    client_id: String,
    /// Tokens judged by a state before this number of the change log are refused.
    judged_before: u64,
}

impl TokensRevoked {
    pub(in crate::admin) fn new(client: &ClientId, judged_before: ChangeNumber) -> Self {
        Self { client_id: client.to_string(), judged_before: judged_before.get() }
    }
}
