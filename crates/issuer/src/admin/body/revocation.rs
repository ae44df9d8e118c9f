//! Which tokens end before their time, as an administrator names them.

use chrono::{DateTime, TimeDelta, Utc};
use edge::feed::Revocable;
use secrecy::SecretString;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::secret::rfc3339;
use crate::admin::error::AdminError;

/// Which tokens to revoke: exactly one of the names, or all; of a client, a user or all perhaps no more
/// than those that were issued before a moment.
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
    /// A person, by their username, or by the `sub` of tokens that speak for them.
    #[serde(default)]
    user: Option<String>,
    /// A client, by its id.
    #[serde(default)]
    client_id: Option<String>,
    /// Every token there is.
    #[serde(default)]
    all: bool,
    /// No more than those that were issued before this moment, which has passed, and those that grants of
    /// before it led to since.
    #[serde(default, deserialize_with = "past")]
    issued_before: Option<DateTime<Utc>>,
}

/// What was named.
pub(in crate::admin) enum Which {
    /// A token that has yet to be read.
    Token(SecretString),
    /// Something by its name.
    Named(Revocable),
    /// A client, perhaps.
    Client(String),
    /// A person, perhaps.
    User(String),
}

impl RevokeTokens {
    /// Before which moment those were issued that are meant, in whole seconds as tokens say it. All that
    /// are alive, if none is named, or one in the present second.
    pub(in crate::admin) fn issued_before(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, AdminError> {
        let Some(moment) = self.issued_before else { return Ok(None) };
        if self.user.is_none() && self.client_id.is_none() && !self.all {
            return Err(AdminError::Invalid(
                "`issued_before` goes with `client_id`, `user` or `all`".into(),
            ));
        }
        if moment > now {
            return Err(AdminError::Invalid(
                "`issued_before` is still to come; leave it out to revoke all that is alive now"
                    .into(),
            ));
        }
        // Of a second that has begun every token says the same, so it counts as a whole; and until the
        // present one is over, what is to come would count as of before.
        let part = TimeDelta::nanoseconds(moment.timestamp_subsec_nanos().into());
        let up = if part.is_zero() { TimeDelta::zero() } else { TimeDelta::seconds(1) - part };
        Ok(Some(moment + up).filter(|whole| *whole <= now))
    }

    pub(in crate::admin) fn which(self) -> Result<Which, AdminError> {
        let named = |text: String, of: fn(&str) -> Revocable| {
            let what = "a name has 1 to 200 visible ASCII characters";
            let name = super::name(&text).ok_or_else(|| AdminError::Invalid(what.into()))?;
            Ok(Which::Named(of(name)))
        };
        match (self.token, self.jti, self.grant, self.user, self.client_id, self.all) {
            (Some(token), None, None, None, None, false) => Ok(Which::Token(token.into())),
            (None, Some(jti), None, None, None, false) => named(jti, Revocable::token),
            (None, None, Some(grant), None, None, false) => named(grant, Revocable::grant),
            (None, None, None, Some(user), None, false) => Ok(Which::User(user)),
            (None, None, None, None, Some(id), false) => Ok(Which::Client(id)),
            (None, None, None, None, None, true) => Ok(Which::Named(Revocable::every())),
            _ => Err(AdminError::Invalid(
                "give exactly one of `token`, `jti`, `grant`, `user`, `client_id` and `all`".into(),
            )),
        }
    }
}

fn past<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    // A null is no moment: who has none in hand would revoke everything.
    let text = String::deserialize(from)?;
    rfc3339(&text).map(Some).ok_or_else(|| D::Error::custom(MOMENT))
}

const MOMENT: &str = "`issued_before` is a moment since 1970 as RFC 3339 writes it, such as \
                      \"2026-11-20T14:30:00+01:00\"";

/// They are revoked.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct SomeTokensRevoked {
    /// What they have in common.
    pub(in crate::admin) revoked: String,
    /// Before which moment those were issued; not there where all are meant that were alive, as with one in
    /// the present second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::admin) issued_before: Option<DateTime<Utc>>,
    /// Until when that is remembered; none of them can live longer.
    pub(in crate::admin) until: DateTime<Utc>,
}
