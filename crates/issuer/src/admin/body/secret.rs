//! Secrets as they are asked for, shown once, and listed.

use std::collections::HashMap;

use autorisaties::Scope;
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::overlap::{self, Overlap};
use crate::admin::error::AdminError;
use crate::store::credential_records::CredentialRecord;

/// A secret to make, beside those that are there.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewSecret {
    /// Where it is used, so that it is known again.
    #[serde(default)]
    label: String,
    /// From when on it counts; without it at once.
    #[serde(default, deserialize_with = "start")]
    not_before: Option<DateTime<Utc>>,
    /// When it ends; without it only when it is revoked.
    #[serde(default, deserialize_with = "moment")]
    expires_at: Option<DateTime<Utc>>,
}

impl NewSecret {
    /// From when until when it counts.
    pub(in crate::admin) fn times(&self, now: DateTime<Utc>) -> Result<Times, AdminError> {
        let times =
            Times { not_before: self.not_before, expires_at: ending(self.expires_at, now)? };
        if times.not_before.zip(times.expires_at).is_some_and(|(start, end)| end <= start) {
            return Err(AdminError::Invalid(
                "`expires_at` is not behind `not_before`, so it would never count".into(),
            ));
        }
        Ok(times)
    }

    pub(in crate::admin) fn label(&self) -> Result<String, AdminError> {
        super::label_or_none(&self.label)
    }
}

/// From when until when a secret counts.
#[derive(Debug, Clone, Copy)]
pub(in crate::admin) struct Times {
    pub(in crate::admin) not_before: Option<DateTime<Utc>>,
    pub(in crate::admin) expires_at: Option<DateTime<Utc>>,
}

/// A secret to make in the place of those that are there.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct RotateSecret {
    /// Where the new one is used.
    #[serde(default)]
    label: String,
    /// When the new one ends; without it only when it is revoked.
    #[serde(default, deserialize_with = "moment")]
    expires_at: Option<DateTime<Utc>>,
    /// How long the old ones go on; without it two weeks, 0 for at once.
    #[serde(default)]
    overlap: Option<Overlap>,
}

impl RotateSecret {
    /// The secret that is to be made.
    pub(in crate::admin) fn new_secret(&self) -> NewSecret {
        NewSecret { label: self.label.clone(), not_before: None, expires_at: self.expires_at }
    }

    pub(in crate::admin) fn overlap(&self) -> Result<TimeDelta, AdminError> {
        overlap::length(self.overlap.as_ref())
    }
}

/// How a secret is to be revoked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct RevokeSecret {
    /// Also if it is the last of its kind that counts, so that nobody gets in with the others.
    #[serde(default)]
    pub(in crate::admin) force: bool,
}

/// A moment with four digits for the year: a database that compares texts would take a later one
/// for an earlier.
pub(super) fn moment<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    moment_of(from, "expires_at")
}

fn start<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    moment_of(from, "not_before")
}

fn moment_of<'de, D: Deserializer<'de>>(
    from: D,
    name: &str,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let refused = || {
        D::Error::custom(format!(
            "`{name}` is a moment as RFC 3339 writes it, such as \"2027-01-31T23:59:59Z\""
        ))
    };
    rfc3339(&text).map(Some).ok_or_else(refused)
}

/// A moment that tokens and databases know.
pub(super) fn rfc3339(text: &str) -> Option<DateTime<Utc>> {
    let read = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    let known = (1970..=9999).contains(&read.year()) && !is_leap_second(read);
    known.then_some(read)
}

/// A 61st second of a minute, which databases do not know.
fn is_leap_second(moment: DateTime<Utc>) -> bool {
    moment.timestamp_subsec_nanos() >= 1_000_000_000
}

pub(super) fn ending(
    end: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, AdminError> {
    match end {
        Some(end) if end <= now => Err(AdminError::Invalid(
            "`expires_at` has passed already; leave it out for one without end".into(),
        )),
        end => Ok(end),
    }
}

/// A secret was made. Shown once.
#[derive(Serialize, ToSchema)]
pub(in crate::admin) struct SecretMade<'a> {
    pub(in crate::admin) id: &'a str,
    pub(in crate::admin) client_id: &'a str,
    /// The secret itself: it is nowhere to be had again.
    pub(in crate::admin) secret: &'a str,
    /// From when on it counts; null for at once.
    #[schema(required)]
    pub(in crate::admin) not_before: Option<DateTime<Utc>>,
    #[schema(required)]
    pub(in crate::admin) expires_at: Option<DateTime<Utc>>,
}

/// A secret was made in the place of others. Shown once.
#[derive(Serialize, ToSchema)]
pub(in crate::admin) struct SecretRotated<'a> {
    #[serde(flatten)]
    pub(in crate::admin) made: SecretMade<'a>,
    /// Those that end now or later in its favour.
    pub(in crate::admin) replaced: Vec<SecretBody>,
}

/// A secret, without what would make it one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Secret)]
pub(in crate::admin) struct SecretBody {
    /// The twelve characters behind `zp_`.
    id: String,
    label: String,
    /// `secret`; `gateway` for what opens the feed; `zgw_hs256` for a key of ZGW JWTs; `api_token`.
    kind: String,
    state: SecretState,
    created_at: DateTime<Utc>,
    #[schema(required)]
    not_before: Option<DateTime<Utc>>,
    #[schema(required)]
    expires_at: Option<DateTime<Utc>>,
    /// In which minute it was last accepted; null for never. It is written once a minute, and so
    /// right to within a minute or two; of an API token, by what its gateways reported.
    #[schema(required)]
    last_used_at: Option<DateTime<Utc>>,
    #[schema(required)]
    revoked_at: Option<DateTime<Utc>>,
    /// What an API token is limited to; null for no limit of its own.
    #[schema(required)]
    scopes: Option<Vec<String>>,
    /// For whom an API token speaks, by what they sign in; null for its client alone.
    #[schema(required)]
    username: Option<String>,
}

/// Whether a secret vouches now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SecretState {
    Live,
    /// Its first moment is still to come.
    Pending,
    Expired,
    Revoked,
}

impl SecretBody {
    pub(in crate::admin) fn new(
        record: CredentialRecord,
        usernames: &HashMap<Uuid, String>,
        now: DateTime<Utc>,
    ) -> Self {
        let text = |scope: &Scope| scope.as_str().to_owned();
        Self {
            state: state(&record, now),
            scopes: record.scopes.as_ref().map(|scopes| scopes.iter().map(text).collect()),
            username: record.user.and_then(|user| usernames.get(&user).cloned()),
            id: record.id,
            label: record.label,
            kind: record.kind,
            created_at: record.created_at,
            not_before: record.not_before,
            expires_at: record.expires_at,
            last_used_at: record.last_used_at,
            revoked_at: record.revoked_at,
        }
    }
}

fn state(record: &CredentialRecord, now: DateTime<Utc>) -> SecretState {
    if record.revoked_at.is_some() {
        SecretState::Revoked
    } else if record.is_over_at(now) {
        SecretState::Expired
    } else if record.is_live_at(now) {
        SecretState::Live
    } else {
        SecretState::Pending
    }
}

/// The secrets of a client, newest first; revoked and expired ones too.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Secrets {
    pub(in crate::admin) results: Vec<SecretBody>,
}
