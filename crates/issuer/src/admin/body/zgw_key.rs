//! Keys of ZGW JWTs as they are given or made.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::secret::moment;
use crate::admin::error::AdminError;

/// Longest key, in characters: what Open Zaak can keep.
const MOST: usize = 255;
/// RFC 7518 3.2: a key of HS256 has at least as many bytes as its hash.
const LEAST: usize = 32;
/// Shortest key that is newly given, in bytes. What elsewhere is in use already may be shorter.
const SHORTEST_GIVEN: usize = 8;

const SHORT: &str = "the key has fewer than 32 bytes, which is less than RFC 7518 3.2 demands for HS256, \
                     and who has one JWT may guess it; have another made and bring that into use";
/// How far away its end may be.
const FURTHEST: TimeDelta = TimeDelta::days(tokens::zgw::KEY_DAYS);

/// A key for the ZGW JWTs that a client signs itself (HS256).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewZgwKey)]
pub(in crate::admin) struct NewZgwKeyBody {
    /// Where it is used, so that it is known again.
    #[serde(default)]
    label: String,
    /// When it ends: at most three years ahead. Until then the client should move to access tokens.
    #[serde(default, deserialize_with = "moment")]
    #[schema(required)]
    expires_at: Option<DateTime<Utc>>,
    /// A key that is in use already, of at least 8 bytes; without it one is made and shown once.
    #[serde(default)]
    key: Option<String>,
}

impl NewZgwKeyBody {
    pub(in crate::admin) fn label(&self) -> Result<String, AdminError> {
        super::label_or_none(&self.label)
    }

    pub(in crate::admin) fn expires_at(
        &self,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, AdminError> {
        ending(self.expires_at, now)
    }

    /// The key that was given, if it can be one.
    pub(in crate::admin) fn key(
        self,
        is_of_our_form: impl FnOnce(&SecretString) -> bool,
    ) -> Result<Option<SecretString>, AdminError> {
        let key = self.key.map(|key| given(key, is_of_our_form)).transpose()?;
        match key {
            Some(key) if key.expose_secret().len() < SHORTEST_GIVEN => {
                Err(AdminError::Invalid(format!(
                    "`key` has fewer than {SHORTEST_GIVEN} bytes, so who has one JWT soon guesses it: \
                     leave `key` out to have one made"
                )))
            }
            key => Ok(key),
        }
    }
}

/// The end of a key: it must have one.
pub(super) fn ending(
    end: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, AdminError> {
    let why = match end {
        None => "must be given",
        Some(end) if end <= now => "has passed already",
        Some(end) if end > now + FURTHEST => "is more than three years ahead",
        Some(end) => return Ok(end),
    };
    Err(AdminError::Invalid(format!(
        "`expires_at` {why}: a key ends in the coming three years; by then the client fetches \
         access tokens"
    )))
}

/// A key that is in use already.
pub(super) fn given(
    key: String,
    is_of_our_form: impl FnOnce(&SecretString) -> bool,
) -> Result<SecretString, AdminError> {
    let length = key.chars().count();
    if length == 0 || length > MOST || key.contains('\0') {
        return Err(AdminError::Invalid("`key` has 1 to 255 characters, none of them NUL".into()));
    }
    let key = SecretString::from(key);
    if is_of_our_form(&key) {
        return Err(AdminError::Invalid(
            "`key` is a client secret of this issuer; what is one kind of secret is never \
             another: leave `key` out to have one made"
                .into(),
        ));
    }
    Ok(key)
}

/// What is worth knowing about a short key.
pub(in crate::admin) fn short(key: &SecretString) -> Option<&'static str> {
    (key.expose_secret().len() < LEAST).then_some(SHORT)
}

/// A key was stored. One that was made is shown once.
#[derive(Serialize, ToSchema)]
pub(in crate::admin) struct ZgwKeyMade<'a> {
    pub(in crate::admin) id: &'a str,
    pub(in crate::admin) client_id: &'a str,
    /// The key itself, if it was made here: it is nowhere to be had again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::admin) key: Option<&'a str>,
    pub(in crate::admin) expires_at: DateTime<Utc>,
    /// What is worth knowing about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::admin) note: Option<&'a str>,
}
