//! Bodies and queries of the admin API, and what they become. What is written here is the wire:
//! the OpenAPI document is made of these types.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Payload;
use autorisaties::{ClientId, ClientIdError, Misleading, Scope};
use bytes::Bytes;
use edge::incoming::{self, IncomingError};
use serde::de::DeserializeOwned;

use super::error::AdminError;
use crate::object::Object;
use crate::register::Json;

mod access_query;
mod api;
mod api_token;
mod applicatie;
mod audit;
mod autorisatie;
mod binding;
mod client;
mod client_settings;
mod explain;
mod feed;
mod grant;
mod import;
mod key;
mod mirror;
mod new_client;
mod notificatie;
mod overlap;
mod page;
mod public_key;
mod registration_token;
mod revocation;
mod secret;
mod secret_query;
mod upstream_key;
mod user;
mod whole;
mod words;
mod zgw_key;

pub(super) use access_query::{AccessPage, AccessQuery};
pub(super) use api::{
    AccessBody, Accesses, ApiBody, ApiDescription, ApiPut, Apis, Approval, DroppedScope, NewAccess,
    WholeAccess,
};
pub(super) use api_token::{ApiTokenMade, NewApiTokenBody};
pub(super) use applicatie::{
    ApplicatieBody, ApplicatieDeleted, ApplicatieFilterQuery, ApplicatieMade, ApplicatieRestored,
    Applicaties, NewApplicatie,
};
pub(super) use audit::{AuditBody, AuditLines, AuditQuery};
pub(super) use autorisatie::{AutorisatieBody, AutorisatieMade, Autorisaties, NewAutorisatie};
pub(super) use binding::{BindingBody, Bindings, NewBinding};
pub(super) use client::{ClientBody, ClientFilterQuery, ClientMade, Clients, TokensRevoked};
pub(super) use client_settings::{Broken, ClientSettings, Lint, LintQuery};
pub(super) use explain::{Asked, Explain, Explained};
pub(super) use feed::{FeedBody, FeedStatus};
pub(super) use grant::{GrantBody, GrantQuery, Grants, name};
pub(super) use import::{ImportQuery, Imported};
pub(super) use key::{KeyBody, Keys, KeysRotated, NewKeyBody, RotateKeys};
pub(super) use mirror::{
    DifferenceBody, MirrorBody, MirrorDifferences, MirrorRetried, Mirrors, WaitingBody,
    WaitingQuery, Waitings,
};
pub(super) use new_client::NewClient;
pub(super) use notificatie::{
    NotificatieBody, NotificatieFilterQuery, NotificatieRetried, Notificaties,
};
pub(super) use page::{Cursor, Limit};
pub(super) use public_key::{NewPublicKey, NewPublicKeyBody, PublicKeyMade};
pub(super) use registration_token::{
    NewRegistrationTokenBody, RegistrationTokenBody, RegistrationTokenMade, RegistrationTokenQuery,
    RegistrationTokens,
};
pub(super) use revocation::{RevokeTokens, SomeTokensRevoked, Which};
pub(super) use secret::{
    NewSecret, RevokeSecret, RotateSecret, SecretBody, SecretMade, SecretRotated, Secrets, Times,
};
pub(super) use secret_query::{SecretOfClient, SecretQuery, SecretsFound};
pub(super) use upstream_key::{
    KeyChange, NewSecretImport, SecretImported, UpstreamKeyBody, UpstreamKeys,
};
pub(super) use user::{
    NewPassword, NewUser, UserBody, UserFilterQuery, UserMade, UserPatch, Users,
};
pub(super) use whole::{
    NewWhole, NewWholeClient, WholeApplicatie, WholeApplicaties, WholeClientBody, WholePageQuery,
    WholeQuery, etag,
};
use words::explained;
pub(super) use zgw_key::{NewZgwKeyBody, ZgwKeyMade, short};

/// Longest body, in bytes: an applicatie with some thousands of autorisaties fits.
const MAX_BODY: usize = 1024 * 1024;
/// Longest body of another API, in bytes: what ours takes as well.
const MAX_DOCUMENT: usize = 8 * 1024 * 1024;
/// How long it may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
const MAX_LABEL: usize = 100;

/// Reads a JSON body; the error says where it goes wrong.
pub(super) async fn read<T: DeserializeOwned>(
    request: &HttpRequest,
    body: Payload,
) -> Result<T, AdminError> {
    parse(request, &received(request, body, MAX_BODY).await?)
}

/// Reads a JSON body that may be as large as an applicatie with all that it may do.
pub(super) async fn read_large<T: DeserializeOwned>(
    request: &HttpRequest,
    body: Payload,
) -> Result<T, AdminError> {
    parse(request, &received(request, body, MAX_DOCUMENT).await?)
}

/// Reads a JSON object that says what changes (RFC 7396).
pub(super) async fn read_patch(
    request: &HttpRequest,
    body: Payload,
) -> Result<serde_json::Value, AdminError> {
    const MERGE_PATCH: &str = "application/merge-patch+json";
    let body = received(request, body, MAX_BODY).await?;
    if incoming::media_type(request.headers())? != MERGE_PATCH {
        demand_json(request)?;
    }
    let read: Result<Object<serde_json::Map<_, _>>, _> = serde_json::from_slice(&body);
    let read = read.map_err(|error| AdminError::Invalid(explained(&error.to_string())))?;
    Ok(serde_json::Value::Object(read.0))
}

/// Reads a JSON body of another API, as it was written.
pub(super) async fn read_document(
    request: &HttpRequest,
    body: Payload,
) -> Result<Json, AdminError> {
    let body = received(request, body, MAX_DOCUMENT).await?;
    demand_json(request)?;
    Json::parse(&body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        AdminError::Invalid(format!("the body is not JSON at line {line}, column {column}"))
    })
}

/// Reads a JSON body whose members all have a default: no body at all is one with none of them.
pub(super) async fn read_or_default<T: DeserializeOwned + Default>(
    request: &HttpRequest,
    body: Payload,
) -> Result<T, AdminError> {
    let body = received(request, body, MAX_BODY).await?;
    if body.is_empty() { Ok(T::default()) } else { parse(request, &body) }
}

async fn received(request: &HttpRequest, body: Payload, most: usize) -> Result<Bytes, AdminError> {
    let body = incoming::read(request.headers(), body, most, PATIENCE).await;
    body.map_err(|error| match error {
        IncomingError::TooLarge(_) => AdminError::TooLarge,
        IncomingError::TooSlow(_) | IncomingError::Broken => AdminError::Invalid(error.to_string()),
    })
}

fn parse<T: DeserializeOwned>(request: &HttpRequest, body: &[u8]) -> Result<T, AdminError> {
    demand_json(request)?;
    let read = serde_json::from_slice(body).map(|Object(read)| read);
    read.map_err(|error| AdminError::Invalid(explained(&error.to_string())))
}

fn demand_json(request: &HttpRequest) -> Result<(), AdminError> {
    match incoming::media_type(request.headers())?.as_str() {
        "application/json" => Ok(()),
        _ => Err(AdminError::MediaType),
    }
}

/// Reads the query; a parameter that is not known is refused, not ignored.
pub(super) fn query<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, AdminError> {
    let query = actix_web::web::Query::<T>::from_query(request.query_string());
    let refused = |error: actix_web::error::QueryPayloadError| {
        let text = error.to_string();
        let text = text.trim_start_matches("Query deserialize error: ");
        AdminError::Invalid(format!("query: {}", explained(text)))
    };
    query.map(actix_web::web::Query::into_inner).map_err(refused)
}

pub(super) fn client_id(text: &str) -> Result<ClientId, AdminError> {
    ClientId::parse(text).map_err(no_client_id)
}

pub(super) fn new_client_id(text: &str) -> Result<ClientId, AdminError> {
    ClientId::parse_new(text).map_err(no_client_id)
}

fn no_client_id(why: ClientIdError) -> AdminError {
    AdminError::Invalid(format!("client id: {why}"))
}

fn label(text: &str) -> Result<String, AdminError> {
    if text.is_empty() || text.chars().count() > MAX_LABEL {
        return Err(AdminError::Invalid("`label` has 1 to 100 characters".into()));
    }
    match Misleading::of_label(text) {
        Some(how) => Err(AdminError::Invalid(format!("`label` has {how}"))),
        None => Ok(text.to_owned()),
    }
}

/// A text that labels are compared with: a database does not look for every character.
fn sought(text: String) -> Result<String, AdminError> {
    if text.contains(char::is_control) {
        return Err(AdminError::Invalid("query: a label has no control characters".into()));
    }
    Ok(text)
}

/// A label that may be left out.
fn label_or_none(text: &str) -> Result<String, AdminError> {
    if text.is_empty() { Ok(String::new()) } else { label(text) }
}

fn scope(text: &str) -> Result<Scope, AdminError> {
    Scope::parse(text).map_err(|error| AdminError::Invalid(format!("scope `{text}`: {error}")))
}
