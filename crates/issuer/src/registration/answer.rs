//! What a client hears that is registered (RFC 7591 3.2.1): its id, its secret, and all that counts for it,
//! with what it did not say.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use autorisaties::Scope;
use chrono::{DateTime, Utc};
use secrecy::ExposeSecret as _;
use serde::Serialize;
use tokens::{Algorithm, Jwk};

use super::keeping::NewSecret;
use super::metadata::{Keys, Metadata};
use crate::model::Client;
use crate::oauth;
use crate::settings::{ApplicationType, Demanded, GrantType, RedirectUri};

/// A client that is registered.
pub(super) struct Registered {
    pub(super) client: Client,
    pub(super) metadata: Metadata,
    pub(super) secret: NewSecret,
    pub(super) at: DateTime<Utc>,
}

#[derive(Serialize)]
struct Body<'a> {
    client_id: &'a str,
    client_id_issued_at: i64,
    #[serde(flatten)]
    secret: Option<Secret<'a>>,
    redirect_uris: Vec<&'a str>,
    token_endpoint_auth_method: &'static str,
    grant_types: Vec<&'static str>,
    response_types: [&'static str; 1],
    application_type: ApplicationType,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_name: Option<&'a str>,
    #[serde(flatten)]
    client_names: BTreeMap<String, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwks: Option<Jwks<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwks_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    post_logout_redirect_uris: Vec<&'a str>,
    id_token_signed_response_alg: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_endpoint_auth_signing_alg: Option<&'static str>,
    require_pushed_authorization_requests: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    software_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    software_version: Option<&'a str>,
    /// As it was sent (RFC 7591 3.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    software_statement: Option<&'a str>,
}

#[derive(Serialize)]
struct Secret<'a> {
    client_secret: &'a str,
    /// 0: never (RFC 7591 3.2.1).
    client_secret_expires_at: i64,
}

#[derive(Serialize)]
struct Jwks<'a> {
    keys: Vec<&'a Jwk>,
}

impl Registered {
    pub(super) fn answer(&self) -> HttpResponse {
        oauth::unstored(StatusCode::CREATED).json(self.body())
    }

    fn body(&self) -> Body<'_> {
        let (oauth, said) = (&self.client.oauth, &self.metadata.settings);
        let (registration, statement) = (&oauth.registration, self.metadata.statement.as_ref());
        let scopes = oauth.only_scopes.as_ref();
        Body {
            client_id: self.client.id.as_str(),
            client_id_issued_at: self.at.timestamp(),
            secret: self.secret(),
            redirect_uris: texts(&oauth.redirect_uris),
            token_endpoint_auth_method: self.metadata.method.as_str(),
            grant_types: oauth.grants.iter().copied().map(GrantType::as_str).collect(),
            response_types: ["code"],
            application_type: oauth.application_type,
            client_name: oauth.name.as_deref(),
            client_names: self.names(),
            client_uri: registration.client_uri.as_deref(),
            scope: scopes
                .map(|scopes| scopes.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")),
            jwks: self.jwks(),
            jwks_uri: said.jwks_uri.as_deref(),
            post_logout_redirect_uris: texts(&oauth.post_logout_redirect_uris),
            id_token_signed_response_alg: oauth.id_token_algorithm.as_str(),
            token_endpoint_auth_signing_alg: oauth.assertions.algorithm.map(Algorithm::as_str),
            require_pushed_authorization_requests: oauth.par == Demanded::Yes,
            software_id: registration.software_id.as_deref(),
            software_version: registration.software_version.as_deref(),
            software_statement: statement.map(|statement| statement.text.as_str()),
        }
    }

    fn secret(&self) -> Option<Secret<'_>> {
        let (text, end) = self.secret.shown()?;
        let client_secret_expires_at = end.map_or(0, |end| end.timestamp());
        Some(Secret { client_secret: text.expose_secret(), client_secret_expires_at })
    }

    fn names(&self) -> BTreeMap<String, &str> {
        let names = self.client.oauth.names.iter();
        names.map(|(language, name)| (format!("client_name#{language}"), name.as_str())).collect()
    }

    fn jwks(&self) -> Option<Jwks<'_>> {
        let Keys::Here(keys) = &self.metadata.keys else { return None };
        Some(Jwks { keys: keys.iter().map(tokens::assertion::ClientKey::to_jwk).collect() })
    }
}

fn texts(uris: &[RedirectUri]) -> Vec<&str> {
    uris.iter().map(RedirectUri::as_str).collect()
}
