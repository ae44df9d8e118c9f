//! Secrets of all clients, as they are looked for: those that end soon, those that nobody uses.

use autorisaties::ClientId;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::overlap;
use super::page::{Cursor, Limit};
use super::secret::SecretBody;
use crate::admin::error::AdminError;
use crate::model::{ApiToken, CredentialId, CredentialKind, KeySource, ZgwKey};

/// All that may be asked for: what somebody presents or signs with.
const KINDS: [&str; 7] = [
    CredentialKind::Secret.as_str(),
    CredentialKind::Gateway.as_str(),
    CredentialKind::Api.as_str(),
    ApiToken::KIND,
    ZgwKey::KIND,
    KeySource::REGISTERED,
    KeySource::AT,
];

/// Which secrets, of those that are not revoked and have not ended.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct SecretQuery {
    /// Those of this client.
    client: Option<String>,
    /// Those of a kind: `secret`, `gateway`, `api`, `api_token`, `zgw_hs256`, `public_key`, `jwks_uri`.
    kind: Option<String>,
    /// Those that end within this time: seconds, or a duration such as `P30D`.
    expiring: Option<String>,
    /// Those that nobody has used for this long, and that are as old: seconds, or a duration such as `P90D`.
    unused: Option<String>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl SecretQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<CredentialId>, AdminError> {
        self.after.as_deref().map(Cursor::credential).transpose()
    }

    pub(in crate::admin) fn client(&self) -> Result<Option<ClientId>, AdminError> {
        self.client.as_deref().map(super::client_id).transpose()
    }

    pub(in crate::admin) fn kind(&self) -> Result<Option<&str>, AdminError> {
        let Some(kind) = self.kind.as_deref() else { return Ok(None) };
        if KINDS.contains(&kind) {
            return Ok(Some(kind));
        }
        let known = KINDS.join("`, `");
        Err(AdminError::Invalid(format!("query: `kind` is one of `{known}`")))
    }

    pub(in crate::admin) fn expiring(&self) -> Result<Option<TimeDelta>, AdminError> {
        span("expiring", self.expiring.as_deref())
    }

    pub(in crate::admin) fn unused(&self) -> Result<Option<TimeDelta>, AdminError> {
        span("unused", self.unused.as_deref())
    }
}

fn span(name: &str, text: Option<&str>) -> Result<Option<TimeDelta>, AdminError> {
    let read = |text| {
        overlap::span(text).ok_or_else(|| {
            AdminError::Invalid(format!(
                "query: `{name}` is a number of seconds, or a duration such as `P30D`, of ten years at most"
            ))
        })
    };
    text.map(read).transpose()
}

/// A secret, and whose it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SecretOfClient)]
pub(in crate::admin) struct SecretOfClient {
    pub(in crate::admin) client_id: String,
    #[serde(flatten)]
    pub(in crate::admin) secret: SecretBody,
}

/// One page of secrets.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct SecretsFound {
    pub(in crate::admin) results: Vec<SecretOfClient>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}
