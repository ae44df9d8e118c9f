//! `POST /admin/v1/imports/secrets`: takes over the secret that a client signs its ZGW JWTs with, until
//! an end; and, sealed for the gateways, what it shares with an upstream.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use sea_orm::ConnectionTrait;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

use super::body::{self, NewSecretImport, SecretImported};
use super::clients::find_present;
use super::error::AdminError;
use super::openapi::Refusals;
use super::zgw_keys::demand_room;
use super::{Written, authorize, commit};
use crate::app::App;
use crate::model::{Client, UpstreamKey, ZgwKey};
use crate::secret::form;
use crate::store::changes::Subject;
use crate::store::zgw_keys::NewZgwKey;
use crate::store::{self, Write, upstream_keys, zgw_keys};

/// Takes over one secret. Nothing changes where it is kept already.
#[utoipa::path(
    post, path = "/imports/secrets", tag = "imports", operation_id = "import_secret",
    request_body = NewSecretImport, responses((status = 200, body = SecretImported), Refusals)
)]
pub(super) async fn secret(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let new: NewSecretImport = body::read(&request, body).await?;
    let (label, expires_at) = (new.label()?, new.expires_at(now)?);
    let (key, shared) = (new.key(|key| app.secrets.is_of_our_form(key))?, new.upstream_key()?);
    let write = store::write(&app.db).await?;
    let client = find_present(&write, new.client_id()).await?.client;
    let is_known = is_known(&write, &client, &key, &app).await?;
    if !is_known {
        demand_room(&write, &client, now).await?;
        let id = form::fresh_id()?;
        let sealed = zgw_keys::seal(&app.seals, &id, &key).map_err(|_| AdminError::Internal)?;
        let key = ZgwKey { id, sealed, expires_at };
        zgw_keys::insert(&write, &client.id, NewZgwKey { key, label }, now).await?;
    }
    let is_shared = match &shared {
        Some(shared) => is_shared(&write, &client, shared).await?,
        None => true,
    };
    if let Some(shared) = shared.as_ref().filter(|_| !is_shared) {
        upstream_keys::put(&write, &client.id, shared, now).await?;
    }
    let imported = SecretImported::new(!is_known, !is_shared);
    if !imported.is_unchanged() {
        let written = Written {
            caller: &caller,
            act: "secret.import",
            on: client.id.to_string(),
            changed: vec![Subject::Client(client.id.clone())],
            notice: None,
        };
        commit(write, written, &app, now).await?;
    }
    Ok(HttpResponse::Ok().json(imported))
}

/// Whether the client has this key already, and it is not revoked.
async fn is_known(
    write: &Write,
    client: &Client,
    key: &SecretString,
    app: &App,
) -> Result<bool, AdminError> {
    for known in zgw_keys::of_client(write, &client.id).await? {
        let opened = zgw_keys::open(&app.seals, &known).map_err(|_| AdminError::Internal)?;
        if bool::from(opened.as_slice().ct_eq(key.expose_secret().as_bytes())) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn is_shared(
    db: &impl ConnectionTrait,
    client: &Client,
    key: &UpstreamKey,
) -> Result<bool, AdminError> {
    let known = upstream_keys::of_client(db, &client.id).await?;
    let same = |known: &UpstreamKey| {
        known.upstream == key.upstream && known.fingerprint == key.fingerprint
    };
    Ok(known.iter().any(|(known, _)| same(known)))
}
