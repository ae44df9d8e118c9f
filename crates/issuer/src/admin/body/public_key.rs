//! Public keys of clients as they are given.

use chrono::{DateTime, Utc};
use edge::tls;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokens::assertion::ClientKey;
use utoipa::ToSchema;

use super::secret::{ending, moment};
use crate::admin::error::AdminError;

/// A public key that a client's assertions are verified with (`private_key_jwt`): as a JWK or in PEM.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPublicKey)]
pub(in crate::admin) struct NewPublicKeyBody {
    /// Where the private half is used, so that it is known again.
    #[serde(default)]
    label: String,
    /// When it ends; without it only when it is revoked.
    #[serde(default, deserialize_with = "moment")]
    expires_at: Option<DateTime<Utc>>,
    /// The key as a JWK (RFC 7517), its public half alone: RSA from 2048 bits on, P-256 or Ed25519.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    jwk: Option<Value>,
    /// Instead of a JWK: a PEM text with a public key, or with a certificate, of which the key alone
    /// is taken.
    #[serde(default)]
    pem: Option<String>,
}

/// A public key that may be registered, if nothing else stands in its way.
pub(in crate::admin) struct NewPublicKey {
    pub(in crate::admin) label: String,
    pub(in crate::admin) expires_at: Option<DateTime<Utc>>,
    pub(in crate::admin) key: ClientKey,
}

impl NewPublicKeyBody {
    pub(in crate::admin) fn read(self, now: DateTime<Utc>) -> Result<NewPublicKey, AdminError> {
        let (label, expires_at) = (self.label()?, self.expires_at(now)?);
        Ok(NewPublicKey { label, expires_at, key: self.key()? })
    }

    fn label(&self) -> Result<String, AdminError> {
        super::label_or_none(&self.label)
    }

    fn expires_at(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, AdminError> {
        ending(self.expires_at, now)
    }

    /// The key. What is wrong with it is said without it.
    fn key(self) -> Result<ClientKey, AdminError> {
        let refused = |member: &str, why: &dyn std::fmt::Display| {
            AdminError::Invalid(format!("`{member}`: {why}"))
        };
        match (self.jwk, self.pem) {
            (Some(jwk), None) => ClientKey::from_value(jwk).map_err(|why| refused("jwk", &why)),
            (None, Some(pem)) => {
                let der = tls::public_key(&pem).map_err(|why| refused("pem", &why))?;
                ClientKey::from_spki(&der).map_err(|why| refused("pem", &why))
            }
            _ => {
                Err(AdminError::Invalid("give the key as `jwk` or as `pem`, one of the two".into()))
            }
        }
    }
}

/// A public key was registered.
#[derive(Serialize, ToSchema)]
pub(in crate::admin) struct PublicKeyMade<'a> {
    /// Names it among the client's secrets, where it is listed and revoked.
    pub(in crate::admin) id: &'a str,
    pub(in crate::admin) client_id: &'a str,
    /// Its name, if the JWK has one; a client may leave it out of its assertions.
    #[schema(required)]
    pub(in crate::admin) kid: Option<&'a str>,
    /// The same for the same key everywhere (RFC 7638).
    pub(in crate::admin) thumbprint: &'a str,
    /// What it may sign with.
    pub(in crate::admin) algorithms: Vec<&'static str>,
    #[schema(required)]
    pub(in crate::admin) expires_at: Option<DateTime<Utc>>,
    /// What is worth knowing about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::admin) note: Option<String>,
}
