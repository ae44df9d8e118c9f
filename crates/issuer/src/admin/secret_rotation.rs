//! `POST /admin/v1/clients/{client_id}/secrets/rotate`: a new secret, valid at once; the old ones
//! go on until the overlap ends, so that nobody has to bring it into use in the same moment.

use crate::act::Act;
use crate::store::audit::Content;
use crate::store::credential_records::CredentialRecord;
use std::collections::HashMap;

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ClientId;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::body::{self, RotateSecret, SecretBody, SecretRotated};
use super::clients::find_present;
use super::error::AdminError;
use super::last_administrator;
use super::openapi::Refusals;
use super::secrets::{UNSTORED, make};
use super::seen;
use super::{Written, asked, begin, commit};
use crate::app::App;
use crate::store::changes::Subject;
use crate::store::{StoreError, credential_records, credentials};

/// Makes a secret in the place of those that are there. It is shown once.
#[utoipa::path(
    post, path = "/clients/{client_id}/secrets/rotate", tag = "secrets",
    operation_id = "rotate_secret",
    params(("client_id" = String, Path, description = "The client.")),
    request_body = RotateSecret, responses((status = 201, body = SecretRotated<'_>), Refusals)
)]
pub(super) async fn rotate(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read_or_default::<RotateSecret>(&request, body);
    let (caller, asked, now) = asked(&request, body, &app).await?;
    let overlap = asked.overlap()?;
    let made = make(&asked.new_secret(), &path, &app, now).await?;
    let write = begin(&request, &app).await?;
    let client = find_present(&write, &path).await?.client;
    let live = credentials::of_client(&write, &client.id).await?;
    let counts = |record: &CredentialRecord| live.iter().any(|one| one.id.as_str() == record.id);
    let was = seen::secrets(&write, &client.id, counts, now).await?;
    let replaced = replace(&write, &client.id, overlap, now).await?;
    credentials::insert(&write, made.kept_for(&client), now).await?;
    let new = made.credential.id.as_str();
    let about = |record: &CredentialRecord| counts(record) || record.id == new;
    let is = seen::secrets(&write, &client.id, about, now).await?;
    last_administrator::keep(&write, &client, now).await?;
    let written = Written {
        caller: &caller,
        act: Act::SecretRotate,
        on: format!("{}/{}", client.id, made.credential.id),
        content: Content::changed(json!({ "secrets": was }), json!({ "secrets": is })),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    let answer = SecretRotated { made: made.shown(&client), replaced };
    Ok(HttpResponse::Created().insert_header(UNSTORED).json(answer))
}

/// Gives those that counted an end; without overlap they are revoked, and their tokens die at once.
async fn replace(
    db: &impl ConnectionTrait,
    client: &ClientId,
    overlap: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Vec<SecretBody>, StoreError> {
    let before = credentials::of_client(db, client).await?;
    if overlap.is_zero() {
        credential_records::revoke_secrets(db, client, now).await?;
    } else {
        credential_records::end_at(db, client, now + overlap).await?;
    }
    let counted = |id: &str| {
        let ended = |end: DateTime<Utc>| end <= now;
        before.iter().any(|one| one.id.as_str() == id && !one.expires_at.is_some_and(ended))
    };
    let all = credential_records::of_client(db, client).await?;
    let replaced = all.into_iter().filter(|record| counted(&record.id));
    // Secrets speak for nobody.
    let nobody = HashMap::new();
    Ok(replaced.map(|record| SecretBody::new(record, &nobody, now)).collect())
}
