//! `POST /admin/v1/imports/secrets`: takes over the secret that a client signs its ZGW JWTs with, until
//! an end; and, sealed for the gateways, what it shares with an upstream.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use secrecy::SecretString;
use serde::Serialize;

use super::body::{
    self, ImportQuery, KeyChange, NewSecretImport, SecretBody, SecretImported, UpstreamKeyBody,
};
use super::clients::find_present;
use super::error::AdminError;
use super::openapi::Refusals;
use super::seen;
use super::zgw_keys::{demand_room, kept};
use super::{Written, asked, begin, commit};
use crate::app::App;
use crate::model::{Client, CredentialId, UpstreamKey, ZgwKey};
use crate::secret::form;
use crate::store::changes::Subject;
use crate::store::zgw_keys::NewZgwKey;
use crate::store::{upstream_keys, zgw_keys};

/// Takes over one secret, or says what that would change. Nothing changes where it is kept already.
#[utoipa::path(
    post, path = "/imports/secrets", tag = "imports", operation_id = "import_secret",
    params(ImportQuery), request_body = NewSecretImport, responses((status = 200, body = SecretImported), Refusals)
)]
pub(super) async fn secret(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewSecretImport>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let (label, expires_at) = (new.label()?, new.expires_at(now)?);
    let (key, shared) = (new.key(|key| app.secrets.is_of_our_form(key))?, new.upstream_key()?);
    let query: ImportQuery = body::query(&request)?;
    let write = begin(&request, &app).await?;
    let client = find_present(&write, new.client_id()).await?.client;
    let kept = kept(&zgw_keys::of_client(&write, &client.id).await?, &key, &app)?;
    let upstream = shared.as_ref().map_or("", |shared| shared.upstream.as_str());
    let was = Secrets::of(&write, &client, (kept.as_ref().map(|kept| &kept.id), upstream), now);
    let was = was.await?;
    let mut kept_as = kept.as_ref().map(|kept| kept.id.clone());
    let key_change = match &kept {
        Some(kept) if kept.expires_at == expires_at => KeyChange::None,
        Some(kept) => {
            zgw_keys::end_at(&write, &kept.id, expires_at).await?;
            KeyChange::End
        }
        None => {
            refuse_revoked(&write, &client, &key, &app).await?;
            demand_room(&write, &client, now).await?;
            let id = form::fresh_id()?;
            let sealed = zgw_keys::seal(&app.seals, &id, &key).map_err(|_| AdminError::Internal)?;
            kept_as = Some(id.clone());
            let key = ZgwKey { id, sealed, expires_at };
            zgw_keys::insert(&write, &client.id, NewZgwKey { key, label }, now).await?;
            KeyChange::Added
        }
    };
    let is_shared = match &shared {
        Some(shared) => is_shared(&write, &client, shared).await?,
        None => true,
    };
    if let Some(shared) = shared.as_ref().filter(|_| !is_shared) {
        upstream_keys::put(&write, &client.id, shared, now).await?;
    }
    let imported = SecretImported::new(key_change, !is_shared, &key);
    // Without a commit nothing of it stays.
    if !imported.is_unchanged() && !query.dry_run {
        let is = Secrets::of(&write, &client, (kept_as.as_ref(), upstream), now).await?;
        let written = Written {
            caller: &caller,
            act: Act::SecretImport,
            on: client.id.to_string(),
            content: Content::changed(was, is),
            changed: vec![Subject::Client(client.id.clone())],
            notice: None,
        };
        commit(write, written, &app, now).await?;
    }
    Ok(HttpResponse::Ok().json(imported))
}

/// What an import is about, as the audit log keeps it.
#[derive(Debug, Serialize)]
struct Secrets {
    zgw_key: Option<SecretBody>,
    upstream_key: Option<UpstreamKeyBody>,
}

impl Secrets {
    /// Nothing, if neither is there.
    async fn of(
        db: &impl ConnectionTrait,
        client: &Client,
        (key, upstream): (Option<&CredentialId>, &str),
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, AdminError> {
        let zgw_key = match key {
            Some(key) => seen::secret(db, &client.id, key.as_str(), now).await?,
            None => None,
        };
        let upstream_key = seen::upstream_key(db, &client.id, upstream).await?;
        let is_any = zgw_key.is_some() || upstream_key.is_some();
        Ok(is_any.then_some(Self { zgw_key, upstream_key }))
    }
}

/// What was revoked does not come back by an import that is done again.
async fn refuse_revoked(
    db: &impl ConnectionTrait,
    client: &Client,
    key: &SecretString,
    app: &App,
) -> Result<(), AdminError> {
    match kept(&zgw_keys::revoked(db, &client.id).await?, key, app)? {
        None => Ok(()),
        Some(revoked) => Err(AdminError::Invalid(format!(
            "this secret of `{}` was revoked here ({}); if it must live again, give it by itself: \
             `zaakpoort zgw-key create {0} --key-file FILE`",
            client.id, revoked.id
        ))),
    }
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
