//! Initial access tokens (RFC 7591 3): whoever has one registers a client of an applicatie with it, so many
//! times.

use autorisaties::{ApplicatieId, ScopeSet};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use edge::opaque::REGISTRATION_TOKEN;
use tokens::token_digest;

use super::CredentialId;
use crate::settings::Profile;

/// One that may have ended. It opens the registration endpoint and nothing else.
#[derive(Debug, Clone)]
pub(crate) struct RegistrationToken {
    pub(crate) id: CredentialId,
    /// Where it was given, so that it is known again.
    pub(crate) label: String,
    /// Whose its clients are.
    pub(crate) applicatie: ApplicatieId,
    /// Which rules they keep.
    pub(crate) profile: Profile,
    /// The only scopes that they may be given; without it all that the applicatie holds.
    pub(crate) scopes: Option<ScopeSet>,
    /// How many clients register with it.
    pub(crate) uses: i64,
    /// How many have.
    pub(crate) used: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
    /// When it was revoked, or its last use.
    pub(crate) ended_at: Option<DateTime<Utc>>,
}

/// What is left of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Live,
    UsedUp,
    Revoked,
    Expired,
}

impl RegistrationToken {
    /// The hash of what somebody shows as one, which alone is kept; nothing if it has not the form of one.
    pub(crate) fn digest(shown: &str) -> Option<String> {
        let digest = || URL_SAFE_NO_PAD.encode(token_digest(shown));
        REGISTRATION_TOKEN.has_form_of(shown).then(digest)
    }

    /// How it stands at this moment.
    pub(crate) fn at(&self, now: DateTime<Utc>) -> Standing {
        if self.used >= self.uses {
            Standing::UsedUp
        } else if self.ended_at.is_some() {
            Standing::Revoked
        } else if self.expires_at <= now {
            Standing::Expired
        } else {
            Standing::Live
        }
    }
}
