//! Secrets that are imported, and what clients share with upstreams.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::zgw_key;
use crate::admin::error::AdminError;
use crate::model::UpstreamKey;

/// A secret that a client signs its ZGW JWTs with today.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewSecretImport {
    client_id: String,
    /// The secret as it is.
    key: String,
    /// Until when it may be used here: at most three years ahead.
    #[serde(default, deserialize_with = "super::secret::moment")]
    #[schema(required)]
    expires_at: Option<DateTime<Utc>>,
    /// Where it is used, so that it is known again.
    #[serde(default)]
    label: String,
    /// The same secret, as the gateways sign with it at an upstream from now on.
    #[serde(default)]
    upstream_key: Option<SharedKey>,
}

/// What a client and an upstream share.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SharedKey {
    /// The upstream, as gateways call it.
    upstream: String,
    /// Sealed for the gateways of that upstream; base64url. The issuer cannot open it.
    sealed: String,
    /// The same for the same secret.
    fingerprint: String,
}

impl NewSecretImport {
    pub(in crate::admin) fn client_id(&self) -> &str {
        &self.client_id
    }

    pub(in crate::admin) fn label(&self) -> Result<String, AdminError> {
        super::label_or_none(&self.label)
    }

    pub(in crate::admin) fn expires_at(
        &self,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, AdminError> {
        zgw_key::ending(self.expires_at, now)
    }

    pub(in crate::admin) fn key(
        &self,
        is_of_our_form: impl FnOnce(&SecretString) -> bool,
    ) -> Result<SecretString, AdminError> {
        zgw_key::given(self.key.clone(), is_of_our_form)
    }

    pub(in crate::admin) fn upstream_key(&self) -> Result<Option<UpstreamKey>, AdminError> {
        let Some(shared) = &self.upstream_key else { return Ok(None) };
        let of_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let name = &shared.upstream;
        if name.is_empty() || name.len() > 50 || !name.bytes().all(of_name) {
            return Err(AdminError::Invalid(
                "`upstream` is the name of an upstream: 1 to 50 lower-case letters, digits and hyphens".into(),
            ));
        }
        let sealed =
            URL_SAFE_NO_PAD.decode(&shared.sealed).ok().filter(|sealed| sealed.len() <= 2_048);
        let sealed = sealed
            .ok_or_else(|| AdminError::Invalid("`sealed` is base64url, of at most 2 KiB".into()))?;
        let fingerprint = shared.fingerprint.clone();
        if fingerprint.is_empty() || fingerprint.len() > 64 || !fingerprint.is_ascii() {
            return Err(AdminError::Invalid("`fingerprint` has 1 to 64 ASCII characters".into()));
        }
        Ok(Some(UpstreamKey { upstream: name.clone(), sealed, fingerprint }))
    }
}

/// What became of a secret that was imported.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct SecretImported {
    /// It is new as a key of the client's ZGW JWTs.
    key_added: bool,
    /// It was one, and has another end now.
    end_changed: bool,
    /// It is new as what the client shares with the upstream.
    upstream_key_set: bool,
    /// What is worth knowing about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
}

/// What an import does to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::admin) enum KeyChange {
    None,
    End,
    Added,
}

impl SecretImported {
    pub(in crate::admin) fn new(
        change: KeyChange,
        upstream_key_set: bool,
        key: &SecretString,
    ) -> Self {
        let (key_added, end_changed) = (change == KeyChange::Added, change == KeyChange::End);
        Self { key_added, end_changed, upstream_key_set, note: zgw_key::short(key) }
    }

    pub(in crate::admin) fn is_unchanged(&self) -> bool {
        !self.key_added && !self.end_changed && !self.upstream_key_set
    }
}

/// An upstream that a client shares a secret with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UpstreamKey)]
pub(in crate::admin) struct UpstreamKeyBody {
    upstream: String,
    /// Always true: what gateways derive is kept nowhere.
    shared: bool,
    created_at: DateTime<Utc>,
}

impl From<(UpstreamKey, DateTime<Utc>)> for UpstreamKeyBody {
    fn from((key, created_at): (UpstreamKey, DateTime<Utc>)) -> Self {
        Self { upstream: key.upstream, shared: true, created_at }
    }
}

/// The upstreams that a client shares a secret with, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct UpstreamKeys {
    pub(in crate::admin) results: Vec<UpstreamKeyBody>,
}
