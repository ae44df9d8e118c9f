//! `/admin/v1/clients/{client_id}/secrets`: makes a secret, shown once; revokes one, at once.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use secrecy::ExposeSecret as _;

use super::body::{self, NewSecret, SecretMade};
use super::error::AdminError;
use super::{Written, authorize, commit};
use crate::app::App;
use crate::model::{Belongs, Client, Credential, CredentialId};
use crate::store::changes::Subject;
use crate::store::credentials::NewCredential;
use crate::store::{self, clients, credentials};

pub(crate) async fn create(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let new: NewSecret = body::read(body).await?;
    let (label, expires_at) = (new.label()?, new.expires_at(now)?);
    let client_id = body::client_id(&path)?;
    let kind = find(&store::read(&app.db).await?, &client_id).await?.belongs.credential_kind();
    let (fresh, hash) = app.secrets.make(kind).await?;
    let credential = Credential { id: fresh.id, kind, hash, not_before: None, expires_at };
    let write = store::write(&app.db).await?;
    let client = find(&write, &client_id).await?;
    let new = NewCredential { client: &client.id, credential: &credential, label: &label };
    credentials::insert(&write, new, now).await?;
    let written = Written {
        caller: &caller,
        act: "secret.create",
        on: format!("{}/{}", client.id, credential.id),
        changed: Subject::Client(client.id.clone()),
    };
    commit(write, written, &app, now).await?;
    let made = SecretMade {
        id: credential.id.as_str(),
        client_id: client.id.as_str(),
        secret: fresh.text.expose_secret(),
        expires_at: credential.expires_at,
    };
    let unstored = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(HttpResponse::Created().insert_header(unstored).json(made))
}

pub(crate) async fn revoke(
    request: HttpRequest,
    path: Path<(String, String)>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let (client, secret) = path.into_inner();
    let client = body::client_id(&client)?;
    let missing = || AdminError::NotFound { what: "secret", id: secret.clone() };
    let id = CredentialId::parse(&secret).ok_or_else(missing)?;
    let write = store::write(&app.db).await?;
    if !credentials::revoke(&write, &client, &id, now).await? {
        return Err(missing());
    }
    keep_an_administrator(&write, &client, now).await?;
    let written = Written {
        caller: &caller,
        act: "secret.revoke",
        on: format!("{client}/{id}"),
        changed: Subject::Client(client.clone()),
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// An administrator whose last live secret goes could never come back.
async fn keep_an_administrator(
    db: &impl ConnectionTrait,
    client: &ClientId,
    now: DateTime<Utc>,
) -> Result<(), AdminError> {
    let found = clients::find(db, client).await?;
    let administrates = found.is_some_and(|found| found.belongs == Belongs::Administrator);
    let left = credentials::of_client(db, client).await?;
    if administrates && !left.iter().any(|one| one.is_live_at(now)) {
        return Err(AdminError::LastAdministrator(client.to_string()));
    }
    Ok(())
}

async fn find(db: &impl ConnectionTrait, id: &ClientId) -> Result<Client, AdminError> {
    let missing = || AdminError::NotFound { what: "client", id: id.to_string() };
    clients::find(db, id).await?.ok_or_else(missing)
}
