//! A client as it is given.

use autorisaties::{ApplicatieId, ClientId, Scope, ScopeSet};
use edge::feed::ChangeNumber;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::admin::error::AdminError;
use crate::model::{Belongs, Client};

/// A client to register: of an applicatie, or of the system itself.
#[derive(Debug, Deserialize, ToSchema)]
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
        match self.belongs()? {
            Belongs::To(applicatie) => self.of_applicatie(id, applicatie),
            _ if self.says_more() => Err(AdminError::Invalid(
                "`audiences`, `extra_scopes` and `access_token_lifetime` are for clients of an \
                 applicatie; leave them out"
                    .into(),
            )),
            Belongs::Administrator => {
                Client::administrator(id, admin_url).ok_or(AdminError::Internal)
            }
            Belongs::Gateway => Ok(Client::gateway(id)),
        }
    }

    fn of_applicatie(&self, id: ClientId, applicatie: ApplicatieId) -> Result<Client, AdminError> {
        Ok(Client {
            id,
            belongs: Belongs::To(applicatie),
            audiences: self.audiences()?,
            extra_scopes: self.extra_scopes()?,
            access_token_lifetime: self.lifetime()?,
            issued_before: ChangeNumber::NONE,
        })
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

    fn says_more(&self) -> bool {
        !self.audiences.is_empty()
            || !self.extra_scopes.is_empty()
            || self.access_token_lifetime.is_some()
    }

    /// What a token may be for: URIs (RFC 8707 2) or the names of APIs, a few of them.
    fn audiences(&self) -> Result<Vec<String>, AdminError> {
        const MOST: usize = 20;
        let is_name = |text: &String| {
            let visible = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
            (1..=1_000).contains(&text.len()) && visible
        };
        if self.audiences.len() > MOST || !self.audiences.iter().all(is_name) {
            return Err(AdminError::Invalid(
                "`audiences` holds at most 20 URIs or names, without spaces and fragment".into(),
            ));
        }
        Ok(self.audiences.clone())
    }

    fn extra_scopes(&self) -> Result<ScopeSet, AdminError> {
        self.extra_scopes.iter().map(|text| token_scope(text)).collect()
    }

    fn lifetime(&self) -> Result<Option<i64>, AdminError> {
        const LONGEST: i64 = 24 * 60 * 60;
        match self.access_token_lifetime {
            Some(seconds) if !(60..=LONGEST).contains(&seconds) => Err(AdminError::Invalid(
                "`access_token_lifetime` is in seconds, from 60 to 86400".into(),
            )),
            lifetime => Ok(lifetime),
        }
    }
}

/// A scope that a client asks for by name, so it must fit into the parameter `scope`.
fn token_scope(text: &str) -> Result<Scope, AdminError> {
    let scope = super::scope(text)?;
    if scope.is_token() {
        Ok(scope)
    } else {
        Err(AdminError::Invalid(format!(
            "scope `{text}` cannot stand in a token request (RFC 6749 3.3)"
        )))
    }
}
