//! Bodies of the admin API, and what they become.

use std::time::Duration;

use actix_web::web::Payload;
use autorisaties::{ClientId, Grants, Scope, ScopeSet};
use chrono::{DateTime, Utc};
use edge::incoming::{self, IncomingError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::AdminError;

mod autorisatie;

pub(super) use autorisatie::NewAutorisatie;

/// Longest body, in bytes: an applicatie with some thousands of autorisaties fits.
const MAX_BODY: usize = 1024 * 1024;
/// How long it may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
const MAX_LABEL: usize = 100;

/// Reads a JSON body; the error says where it goes wrong.
pub(super) async fn read<T: DeserializeOwned>(body: Payload) -> Result<T, AdminError> {
    let body = incoming::read(body, MAX_BODY, PATIENCE).await;
    let body = body.map_err(|error| match error {
        IncomingError::TooLarge(_) => AdminError::TooLarge,
        IncomingError::TooSlow(_) | IncomingError::Broken => AdminError::Invalid(error.to_string()),
    })?;
    if !body.trim_ascii_start().starts_with(b"{") {
        // serde would read an array as the members in their order.
        return Err(AdminError::Invalid("the body must be a JSON object".into()));
    }
    serde_json::from_slice(&body).map_err(|error| AdminError::Invalid(error.to_string()))
}

/// `POST /admin/v1/applicaties`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewApplicatie {
    pub(super) label: String,
    #[serde(default)]
    pub(super) heeft_alle_autorisaties: bool,
    #[serde(default)]
    pub(super) alleen_is_gereed_voor_publicatie: bool,
    #[serde(default)]
    pub(super) autorisaties: Vec<NewAutorisatie>,
}

impl NewApplicatie {
    pub(super) fn label(&self) -> Result<String, AdminError> {
        label(&self.label)
    }

    /// Everything, or these: never both.
    pub(super) fn grants(&self) -> Result<Grants, AdminError> {
        match (self.heeft_alle_autorisaties, self.autorisaties.as_slice()) {
            (true, []) => Ok(Grants::All),
            (true, _) => Err(AdminError::HasAll),
            (false, these) => {
                these.iter().map(NewAutorisatie::parse).collect::<Result<_, _>>().map(Grants::These)
            }
        }
    }
}

/// `POST /admin/v1/clients`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewClient {
    pub(super) client_id: String,
    pub(super) applicatie: Uuid,
    #[serde(default)]
    pub(super) audiences: Vec<String>,
    #[serde(default)]
    pub(super) extra_scopes: Vec<String>,
    #[serde(default)]
    pub(super) access_token_lifetime: Option<i64>,
}

impl NewClient {
    pub(super) fn client_id(&self) -> Result<ClientId, AdminError> {
        client_id(&self.client_id)
    }

    /// What a token may be for: URIs (RFC 8707 2) or the names of APIs, a few of them.
    pub(super) fn audiences(&self) -> Result<Vec<String>, AdminError> {
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

    pub(super) fn extra_scopes(&self) -> Result<ScopeSet, AdminError> {
        self.extra_scopes.iter().map(|text| token_scope(text)).collect()
    }

    pub(super) fn lifetime(&self) -> Result<Option<i64>, AdminError> {
        const LONGEST: i64 = 24 * 60 * 60;
        match self.access_token_lifetime {
            Some(seconds) if !(60..=LONGEST).contains(&seconds) => Err(AdminError::Invalid(
                "`access_token_lifetime` is in seconds, from 60 to 86400".into(),
            )),
            lifetime => Ok(lifetime),
        }
    }
}

/// `POST /admin/v1/clients/{client_id}/secrets`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSecret {
    #[serde(default)]
    label: String,
    #[serde(default)]
    expires_at: Option<DateTime<Utc>>,
}

impl NewSecret {
    pub(super) fn expires_at(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, AdminError> {
        match self.expires_at {
            Some(end) if end <= now => Err(AdminError::Invalid(
                "`expires_at` has passed already; leave it out for a secret without end".into(),
            )),
            end => Ok(end),
        }
    }

    pub(super) fn label(&self) -> Result<String, AdminError> {
        if self.label.is_empty() { Ok(String::new()) } else { label(&self.label) }
    }
}

/// An applicatie was made.
#[derive(Debug, Serialize)]
pub(super) struct ApplicatieMade {
    pub(super) id: Uuid,
    /// The ids of its autorisaties, in the order given.
    pub(super) autorisaties: Vec<Uuid>,
}

/// An autorisatie was added.
#[derive(Debug, Serialize)]
pub(super) struct AutorisatieMade {
    pub(super) id: Uuid,
}

/// A client was made.
#[derive(Debug, Serialize)]
pub(super) struct ClientMade<'a> {
    pub(super) client_id: &'a str,
    /// What its developer must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<&'static str>,
}

/// A secret was made. Shown once.
#[derive(Serialize)]
pub(super) struct SecretMade<'a> {
    pub(super) id: &'a str,
    pub(super) client_id: &'a str,
    pub(super) secret: &'a str,
    pub(super) expires_at: Option<DateTime<Utc>>,
}

pub(super) fn client_id(text: &str) -> Result<ClientId, AdminError> {
    ClientId::parse(text).map_err(|error| AdminError::Invalid(format!("client id: {error}")))
}

fn label(text: &str) -> Result<String, AdminError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_LABEL {
        return Err(AdminError::Invalid("`label` has 1 to 100 characters".into()));
    }
    Ok(text.to_owned())
}

fn scope(text: &str) -> Result<Scope, AdminError> {
    Scope::parse(text).map_err(|error| AdminError::Invalid(format!("scope `{text}`: {error}")))
}

/// A scope that a client asks for by name, so it must fit into the parameter `scope`.
fn token_scope(text: &str) -> Result<Scope, AdminError> {
    let scope = scope(text)?;
    if scope.is_token() {
        Ok(scope)
    } else {
        Err(AdminError::Invalid(format!(
            "scope `{text}` cannot stand in a token request (RFC 6749 3.3)"
        )))
    }
}
