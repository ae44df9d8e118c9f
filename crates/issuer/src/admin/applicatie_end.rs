//! The end of an applicatie, and its way back. Deleting ends its clients and revokes their
//! secrets in the same moment; what comes back needs new ones.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::{ApplicatieId, ClientId};

use super::applicaties::{find, find_present};
use super::body::{ApplicatieDeleted, ApplicatieRestored, WholeApplicatie};
use super::error::AdminError;
use super::openapi::Refusals;
use super::precondition::Thing;
use super::seen;
use super::{Written, authorize, begin, commit, wholes};
use crate::app::App;
use crate::notices;
use crate::public_clients;
use crate::store::changes::{self, Subject};
use crate::store::ending;

/// Deletes an applicatie with its clients.
#[utoipa::path(
    delete, path = "/applicaties/{id}", tag = "applicaties", operation_id = "delete_applicatie",
    params(("id" = uuid::Uuid, Path, description = "The applicatie.")),
    responses((status = 200, body = ApplicatieDeleted), Refusals)
)]
pub(super) async fn delete(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    // What people gave its clients ends too.
    let write = begin(&request, &app).await?.patient();
    let id = find_present(&write, &path).await?.id;
    let whole = wholes::find(&write, id).await?.as_ref().map(WholeApplicatie::from);
    let etag = whole.as_ref().map(WholeApplicatie::etag);
    Thing { what: "applicatie", id: &path, etag }.hold(&request)?;
    let before = notices::before(&write, id).await?;
    let was = seen::applicatie(&write, id, &app).await?;
    let clients = ending::end_applicatie(&write, id, now).await?;
    let written = Written {
        caller: &caller,
        act: Act::ApplicatieDelete,
        on: id.to_string(),
        content: Content::gone(was),
        changed: changed(id, &clients),
        notice: before.after(&write).await?,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Ok().json(ApplicatieDeleted::new(id, texts(&clients), now)))
}

/// Brings a deleted applicatie back, with the clients that were deleted with it.
#[utoipa::path(
    post, path = "/applicaties/{id}/restore", tag = "applicaties",
    operation_id = "restore_applicatie",
    params(("id" = uuid::Uuid, Path, description = "The applicatie.")),
    responses((status = 200, body = ApplicatieRestored), Refusals)
)]
pub(super) async fn restore(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let write = begin(&request, &app).await?;
    let found = find(&write, &path).await?;
    if found.deleted_at.is_none() {
        return Err(AdminError::NotDeleted { what: "applicatie", id: path.into_inner() });
    }
    let before = notices::before(&write, found.id).await?;
    let number = changes::upcoming(&write, now).await?;
    let clients = ending::restore_applicatie(&write, found.id, number).await?;
    for id in &clients {
        let client = super::clients::find(&write, id.as_str()).await?.client;
        public_clients::keep(&write, &client, now).await?;
    }
    let written = Written {
        caller: &caller,
        act: Act::ApplicatieRestore,
        on: found.id.to_string(),
        content: Content::made(seen::applicatie(&write, found.id, &app).await?),
        changed: changed(found.id, &clients),
        notice: before.after(&write).await?,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Ok().json(ApplicatieRestored::new(found.id, texts(&clients))))
}

fn changed(id: ApplicatieId, clients: &[ClientId]) -> Vec<Subject> {
    let clients = clients.iter().cloned().map(Subject::Client);
    std::iter::once(Subject::Applicatie(id)).chain(clients).collect()
}

fn texts(clients: &[ClientId]) -> Vec<String> {
    clients.iter().map(ToString::to_string).collect()
}
