//! `/admin/v1/clients/{client_id}/bindings`: who a client is to other issuers. A gateway takes the token of
//! such an issuer for the client that is bound to it, and for nobody else.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use edge::chance;
use uuid::Uuid;

use super::body::{self, BindingBody, Bindings, NewBinding};
use super::clients::{find, find_present};
use super::error::AdminError;
use super::openapi::Refusals;
use super::{Written, asked, authorize, begin, commit};
use crate::app::App;
use crate::model::{Belongs, Binding};
use crate::store::changes::Subject;
use crate::store::{self, bindings};

/// How many a client may have: the feed tells them all.
pub(super) const MOST: usize = 20;

/// Lists who a client is to other issuers.
#[utoipa::path(
    get, path = "/clients/{client_id}/bindings", tag = "clients", operation_id = "list_bindings",
    params(("client_id" = String, Path, description = "The client.")),
    responses((status = 200, body = Bindings), Refusals)
)]
pub(super) async fn list(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let client = find(&read, &path).await?.client;
    let bound = bindings::of_client(&read, &client.id).await?;
    let results = bound.into_iter().map(BindingBody::from).collect();
    Ok(HttpResponse::Ok().json(Bindings { results }))
}

/// Says who a client is to another issuer. Two clients are never the same one there.
#[utoipa::path(
    post, path = "/clients/{client_id}/bindings", tag = "clients", operation_id = "create_binding",
    params(("client_id" = String, Path, description = "The client.")),
    request_body = NewBinding, responses((status = 201, body = BindingBody), Refusals)
)]
pub(super) async fn create(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewBinding>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let new = Binding { id: chance::uuid_v7(now)?, is: new.read()?, since: now };
    let write = begin(&request, &app).await?;
    let client = find_present(&write, &path).await?.client;
    if !matches!(client.belongs, Belongs::To(_)) {
        return Err(AdminError::Invalid(
            "a client of the system itself calls no zaak API, so it is nobody elsewhere".into(),
        ));
    }
    if let Some(other) = bindings::bound(&write, &new.is).await? {
        return Err(AdminError::Bound { value: new.is.value, client: other });
    }
    if bindings::of_client(&write, &client.id).await?.len() >= MOST {
        let (client, what) = (client.id.to_string(), "bindings");
        return Err(AdminError::TooManyKeys { client, what, most: MOST });
    }
    let on = format!("{}/{}", client.id, new.id);
    bindings::insert(&write, &client.id, &new).await?;
    let body = BindingBody::from(new);
    let written = Written {
        caller: &caller,
        act: Act::BindingCreate,
        on,
        content: Content::made(&body),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().json(body))
}

/// Takes a binding away: tokens of that issuer are refused that it let in.
#[utoipa::path(
    delete, path = "/clients/{client_id}/bindings/{id}", tag = "clients",
    operation_id = "delete_binding",
    params(
        ("client_id" = String, Path, description = "The client."),
        ("id" = Uuid, Path, description = "The binding.")
    ),
    responses((status = 204, description = "It is gone."), Refusals)
)]
pub(super) async fn remove(
    request: HttpRequest,
    path: Path<(String, String)>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let (client, id) = path.into_inner();
    let write = begin(&request, &app).await?;
    let client = find_present(&write, &client).await?.client;
    let theirs = bindings::of_client(&write, &client.id).await?;
    let binding = theirs.into_iter().find(|one| Uuid::try_parse(&id) == Ok(one.id));
    let missing = || AdminError::NotFound { what: "binding", id: id.clone() };
    let binding = binding.ok_or_else(missing)?;
    bindings::remove(&write, &client.id, binding.id).await?;
    let written = Written {
        caller: &caller,
        act: Act::BindingDelete,
        on: format!("{}/{id}", client.id),
        content: Content::gone(BindingBody::from(binding)),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}
