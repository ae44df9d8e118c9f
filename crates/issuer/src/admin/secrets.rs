//! `/admin/v1/clients/{client_id}/secrets`: lists them, makes one, shown once; revokes one, at once.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use edge::secret_text;
use secrecy::{ExposeSecret as _, SecretString};

use super::body::{self, NewSecret, RevokeSecret, SecretBody, SecretMade, Secrets, Times};
use super::clients::{find, find_present};
use super::error::AdminError;
use super::openapi::Refusals;
use super::seen;
use super::{Written, asked, authorize, begin, commit};
use super::{last_administrator, last_credential};
use crate::app::App;
use crate::model::{Client, Credential, CredentialId};
use crate::store::changes::Subject;
use crate::store::credentials::NewCredential;
use crate::store::{self, credential_records, credentials, users};

/// What stands with an answer that holds a secret.
pub(super) const UNSTORED: (actix_web::http::header::HeaderName, HeaderValue) =
    (CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// Lists the secrets of a client, newest first; never what they are.
#[utoipa::path(
    get, path = "/clients/{client_id}/secrets", tag = "secrets", operation_id = "list_secrets",
    params(("client_id" = String, Path, description = "The client.")),
    responses((status = 200, body = Secrets), Refusals)
)]
pub(super) async fn list(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let client = find(&read, &path).await?.client;
    let records = credential_records::of_client(&read, &client.id).await?;
    let names =
        users::usernames(&read, records.iter().filter_map(|one| one.user).collect()).await?;
    let body = |record| SecretBody::new(record, &names, now);
    let results = records.into_iter().map(body).collect();
    Ok(HttpResponse::Ok().json(Secrets { results }))
}

/// Makes a secret, valid at once or from a moment on, beside those that are there. It is shown once.
#[utoipa::path(
    post, path = "/clients/{client_id}/secrets", tag = "secrets", operation_id = "create_secret",
    params(("client_id" = String, Path, description = "The client.")),
    request_body = NewSecret, responses((status = 201, body = SecretMade<'_>), Refusals)
)]
pub(super) async fn create(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewSecret>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let made = make(&new, &path, &app, now).await?;
    let write = begin(&request, &app).await?;
    let client = find_present(&write, &path).await?.client;
    credentials::insert(&write, made.kept_for(&client), now).await?;
    let written = Written {
        caller: &caller,
        act: Act::SecretCreate,
        on: format!("{}/{}", client.id, made.credential.id),
        content: Content::made(
            seen::secret(&write, &client.id, made.credential.id.as_str(), now).await?,
        ),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().insert_header(UNSTORED).json(made.shown(&client)))
}

/// A secret that is not kept yet.
pub(super) struct Made {
    pub(super) credential: Credential,
    pub(super) label: String,
    text: SecretString,
}

impl Made {
    pub(super) fn kept_for<'a>(&'a self, client: &'a Client) -> NewCredential<'a> {
        let Self { credential, label, .. } = self;
        NewCredential { client: &client.id, credential, label }
    }

    pub(super) fn shown<'a>(&'a self, client: &'a Client) -> SecretMade<'a> {
        SecretMade {
            id: self.credential.id.as_str(),
            client_id: client.id.as_str(),
            secret: self.text.expose_secret(),
            not_before: self.credential.not_before,
            expires_at: self.credential.expires_at,
        }
    }
}

/// Makes a secret and its hash, before anybody waits for the write lock: that takes its time.
pub(super) async fn make(
    new: &NewSecret,
    client: &str,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Made, AdminError> {
    let (label, Times { not_before, expires_at }) = (new.label()?, new.times(now)?);
    let read = store::read(&app.db).await?;
    let kind = find_present(&read, client).await?.client.belongs.credential_kind();
    drop(read);
    let (fresh, hash) = app.secrets.make(kind).await?;
    let credential = Credential { id: fresh.id, kind, hash, not_before, expires_at };
    Ok(Made { credential, label, text: fresh.text })
}

/// Revokes a secret; the tokens that came of it die with it. The last of its kind that counts goes only with `force`.
#[utoipa::path(
    delete, path = "/clients/{client_id}/secrets/{id}", tag = "secrets",
    operation_id = "revoke_secret",
    params(
        ("client_id" = String, Path, description = "The client."),
        ("id" = String, Path, description = "The secret: the twelve characters behind `zp_`."),
        RevokeSecret
    ),
    responses((status = 204, description = "It is revoked."), Refusals)
)]
pub(super) async fn revoke(
    request: HttpRequest,
    path: Path<(String, String)>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let (client, secret) = path.into_inner();
    if secret_text::is_in(&secret) {
        return Err(AdminError::SecretForId);
    }
    let asked: RevokeSecret = body::query(&request)?;
    let missing = || AdminError::NotFound { what: "secret", id: secret.clone() };
    let write = begin(&request, &app).await?;
    let client = find_present(&write, &client).await?.client;
    let id = CredentialId::parse(&secret).ok_or_else(missing)?;
    let was = seen::secret(&write, &client.id, id.as_str(), now).await?;
    let last = last_credential::find(&write, &client, &id, now).await?;
    if !credentials::revoke(&write, &client.id, &id, now).await? {
        return Err(missing());
    }
    last_administrator::keep(&write, &client, now).await?;
    if let Some(last) = last.filter(|_| !asked.force) {
        return Err(last);
    }
    let written = Written {
        caller: &caller,
        act: Act::SecretRevoke,
        on: format!("{}/{id}", client.id),
        content: Content::gone(was),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}
