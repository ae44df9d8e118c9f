//! What is said of whom a token speaks for (OpenID Connect Core 5.1).

use serde::Serialize;
use tokens::AccessClaims;

/// The claims of a client that speaks for itself.
#[derive(Debug, Serialize)]
pub(super) struct UserInfo {
    sub: String,
    /// A name that no person has.
    preferred_username: String,
    client_id: String,
}

impl UserInfo {
    pub(super) fn of(claims: &AccessClaims) -> Self {
        Self {
            sub: claims.sub.clone(),
            preferred_username: format!("service-account-{}", claims.client_id),
            client_id: claims.client_id.clone(),
        }
    }
}
