//! API tokens: keys that a program shows as they are, for as long as it runs.

use autorisaties::ScopeSet;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::CredentialId;

/// An API token that is not revoked. It is a credential and no access token: nothing is fetched with it.
#[derive(Debug, Clone)]
pub(crate) struct ApiToken {
    pub(crate) id: CredentialId,
    /// The SHA-256 of it, base64url: it has 256 bits of chance.
    pub(crate) hash: String,
    /// To what it is limited; without it, all that its client holds.
    pub(crate) scopes: Option<ScopeSet>,
    /// The person that it speaks for.
    pub(crate) user: Option<Uuid>,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

impl ApiToken {
    /// The name of the kind, as it is stored.
    pub(crate) const KIND: &str = "api_token";
}
