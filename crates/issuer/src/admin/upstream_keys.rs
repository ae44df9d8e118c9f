//! `/admin/v1/clients/{client_id}/upstream-keys`: with which upstreams a client shares a secret that was
//! imported, and the way back to what gateways derive.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::body::{UpstreamKeyBody, UpstreamKeys};
use super::clients::{find, find_present};
use super::error::AdminError;
use super::openapi::Refusals;
use super::seen;
use super::{Written, authorize, begin, commit};
use crate::app::App;
use crate::store::changes::Subject;
use crate::store::{self, upstream_keys};

/// Lists the upstreams that a client shares a secret with; never the secret.
#[utoipa::path(
    get, path = "/clients/{client_id}/upstream-keys", tag = "secrets",
    operation_id = "list_upstream_keys",
    params(("client_id" = String, Path, description = "The client.")),
    responses((status = 200, body = UpstreamKeys), Refusals)
)]
pub(super) async fn list(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let client = find(&read, &path).await?.client;
    let keys = upstream_keys::of_client(&read, &client.id).await?;
    let results = keys.into_iter().map(UpstreamKeyBody::from).collect();
    Ok(HttpResponse::Ok().json(UpstreamKeys { results }))
}

/// Forgets what a client shares with an upstream: gateways sign with what they derive again.
#[utoipa::path(
    delete, path = "/clients/{client_id}/upstream-keys/{upstream}", tag = "secrets",
    operation_id = "drop_upstream_key",
    params(
        ("client_id" = String, Path, description = "The client."),
        ("upstream" = String, Path, description = "The upstream, as gateways call it.")
    ),
    responses((status = 204, description = "It is forgotten."), Refusals)
)]
pub(super) async fn forget(
    request: HttpRequest,
    path: Path<(String, String)>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let (client, upstream) = path.into_inner();
    let write = begin(&request, &app).await?;
    let client = find_present(&write, &client).await?.client;
    let was = seen::upstream_key(&write, &client.id, &upstream).await?;
    if !upstream_keys::remove(&write, &client.id, &upstream).await? {
        return Err(AdminError::NotFound { what: "upstream key", id: upstream });
    }
    let written = Written {
        caller: &caller,
        act: Act::UpstreamKeyDrop,
        on: format!("{}/{upstream}", client.id),
        content: Content::gone(was),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}
