//! How a client came to be known that registered itself: nobody gives that, it is kept and shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who registered a client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Registered {
    #[default]
    Administrator,
    /// Itself (RFC 7591).
    Dynamic,
}

impl Registered {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
    pub(crate) fn is_by_an_administrator(&self) -> bool {
        *self == Self::Administrator
    }
}

/// By what a client registered itself, and what it said of its software.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = Registration)]
pub(crate) struct RegistrationBody {
    /// The id of its registration token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
    /// Who signed its software statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) statement_issuer: Option<String>,
    /// A page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_uri: Option<String>,
    /// The same for each instance of the software.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) software_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) software_version: Option<String>,
}

impl RegistrationBody {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
