//! Which tokens end before their time, as an administrator names them.

use chrono::{DateTime, Utc};
use edge::feed::Revocable;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::error::AdminError;

/// Which tokens to revoke: exactly one of these.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct RevokeTokens {
    /// An access token itself.
    #[serde(default)]
    token: Option<String>,
    /// The `jti` of an access token, as logs name it.
    #[serde(default)]
    jti: Option<String>,
    /// A grant: what a person agreed to once, with all that came of it.
    #[serde(default)]
    grant: Option<String>,
    /// A person, by the `sub` of tokens that speak for them.
    #[serde(default)]
    user: Option<String>,
}

/// What was named.
pub(in crate::admin) enum Which {
    /// A token that has yet to be read.
    Token(SecretString),
    /// Something by its name.
    Named(Revocable),
}

impl RevokeTokens {
    pub(in crate::admin) fn which(self) -> Result<Which, AdminError> {
        let named = |text: String, of: fn(&str) -> Revocable| {
            let what = "a name has 1 to 200 visible ASCII characters";
            let name = super::name(&text).ok_or_else(|| AdminError::Invalid(what.into()))?;
            Ok(Which::Named(of(name)))
        };
        match (self.token, self.jti, self.grant, self.user) {
            (Some(token), None, None, None) => Ok(Which::Token(token.into())),
            (None, Some(jti), None, None) => named(jti, Revocable::token),
            (None, None, Some(grant), None) => named(grant, Revocable::grant),
            (None, None, None, Some(user)) => named(user, Revocable::user),
            _ => Err(AdminError::Invalid(
                "give exactly one of `token`, `jti`, `grant` and `user`".into(),
            )),
        }
    }
}

/// They are revoked.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct SomeTokensRevoked {
    /// What they have in common.
    pub(in crate::admin) revoked: String,
    /// When the last of them would have expired.
    pub(in crate::admin) until: DateTime<Utc>,
}
