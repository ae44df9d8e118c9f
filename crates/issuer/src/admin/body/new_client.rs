//! A client as it is given.

use std::collections::HashSet;

use autorisaties::ApplicatieId;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use tokens::assertion::MOST_TRIED;
use utoipa::ToSchema;
use uuid::Uuid;

use super::public_key::NewPublicKey;
use super::{ClientSettings, NewPublicKeyBody};
use crate::admin::error::AdminError;
use crate::model::{Belongs, Client};
use crate::object::Object;
use crate::settings::OAuthBody;

/// A client to register: of an applicatie, or of the system itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewClient {
    /// 1 to 50 characters; given once, for ever (ac-001).
    client_id: String,
    /// The applicatie that it belongs to.
    #[serde(default)]
    applicatie: Option<Uuid>,
    /// Instead of an applicatie: what it is of the system itself.
    #[serde(default)]
    system: Option<System>,
    /// What its tokens may be for; the first is the default.
    #[serde(default)]
    audiences: Vec<String>,
    /// Scopes that no autorisatie gives, granted by name.
    #[serde(default)]
    extra_scopes: Vec<String>,
    /// In seconds, from 60 to 86400; without it the issuer's own.
    #[serde(default)]
    access_token_lifetime: Option<i64>,
    /// How it may ask for tokens; without it with `client_credentials` and a secret.
    #[serde(default, deserialize_with = "Object::member")]
    oauth: OAuthBody,
    /// Its public keys, for `private_key_jwt`; more can be given later.
    #[serde(default)]
    public_keys: Vec<NewPublicKeyBody>,
}

/// A client of the system itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::admin) enum System {
    /// Administers: its tokens are for this API.
    Administrator,
    /// Reads the feed with a credential of its own.
    Gateway,
}

impl NewClient {
    /// The client that this becomes; `admin_url` is what an administrator's tokens are for.
    pub(in crate::admin) fn client(&self, admin_url: &str) -> Result<Client, AdminError> {
        let id = super::new_client_id(&self.client_id)?;
        let settings = self.settings();
        match self.belongs()? {
            Belongs::To(applicatie) => settings.settle(Client::of_an_applicatie(id, applicatie)),
            _ if !settings.say_nothing() => Err(AdminError::Invalid(
                "`audiences`, `extra_scopes`, `access_token_lifetime` and `oauth` are for clients \
                 of an applicatie; leave them out"
                    .into(),
            )),
            Belongs::Administrator => {
                Client::administrator(id, admin_url).ok_or(AdminError::Internal)
            }
            Belongs::Gateway => Ok(Client::gateway(id)),
            Belongs::Api => Ok(Client::api(id)),
        }
    }

    /// The public keys that it has from the first.
    pub(in crate::admin) fn keys(
        &mut self,
        now: DateTime<Utc>,
    ) -> Result<Vec<NewPublicKey>, AdminError> {
        let given = std::mem::take(&mut self.public_keys);
        let keys: Vec<_> = given.into_iter().map(|key| key.read(now)).collect::<Result<_, _>>()?;
        let names: HashSet<&str> = keys.iter().map(|key| key.key.thumbprint().as_str()).collect();
        if names.len() < keys.len() {
            return Err(AdminError::Invalid("`public_keys` has one key twice".into()));
        }
        if keys.len() > MOST_TRIED {
            let text = format!("`public_keys` holds more than {MOST_TRIED}");
            return Err(AdminError::Invalid(text));
        }
        Ok(keys)
    }

    fn settings(&self) -> ClientSettings {
        ClientSettings {
            audiences: self.audiences.clone(),
            extra_scopes: self.extra_scopes.clone(),
            access_token_lifetime: self.access_token_lifetime,
            oauth: self.oauth.clone(),
        }
    }

    fn belongs(&self) -> Result<Belongs, AdminError> {
        match (self.applicatie, self.system) {
            (Some(id), None) => Ok(Belongs::To(ApplicatieId::new(id))),
            (None, Some(System::Administrator)) => Ok(Belongs::Administrator),
            (None, Some(System::Gateway)) => Ok(Belongs::Gateway),
            (Some(_), Some(_)) | (None, None) => Err(AdminError::Invalid(
                "a client belongs to an `applicatie`, or to the `system` (administrator or \
                 gateway): give one of the two"
                    .into(),
            )),
        }
    }
}
