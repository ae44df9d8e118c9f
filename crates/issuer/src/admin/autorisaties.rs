//! `/admin/v1/applicaties/{id}/autorisaties`: lists them, adds one, removes one. In force at every
//! gateway within a second.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use edge::chance;
use uuid::Uuid;

use super::applicaties::{find, find_present};
use super::body::{self, AutorisatieBody, AutorisatieMade, Autorisaties, NewAutorisatie};
use super::error::AdminError;
use super::openapi::Refusals;
use super::{Written, asked, authorize, begin, commit};
use crate::app::App;
use crate::notices;
use crate::store::applicaties::StoredAutorisatie;
use crate::store::changes::Subject;
use crate::store::{self, applicaties};

/// Lists what an applicatie may do.
#[utoipa::path(
    get, path = "/applicaties/{id}/autorisaties", tag = "autorisaties",
    operation_id = "list_autorisaties",
    params(("id" = Uuid, Path, description = "The applicatie.")),
    responses((status = 200, body = Autorisaties), Refusals)
)]
pub(super) async fn list(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let applicatie = find(&read, &path).await?;
    let these = applicaties::autorisaties_of(&read, applicatie.id).await?;
    let results = these.into_iter().map(AutorisatieBody::from).collect();
    Ok(HttpResponse::Ok().json(Autorisaties { results }))
}

/// Adds an autorisatie.
#[utoipa::path(
    post, path = "/applicaties/{id}/autorisaties", tag = "autorisaties",
    operation_id = "add_autorisatie",
    params(("id" = Uuid, Path, description = "The applicatie.")),
    request_body = NewAutorisatie, responses((status = 201, body = AutorisatieMade), Refusals)
)]
pub(super) async fn add(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewAutorisatie>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let new = StoredAutorisatie { id: chance::uuid_v4()?, autorisatie: new.parse()? };
    let write = begin(&request, &app).await?;
    let applicatie = find_present(&write, &path).await?;
    if applicatie.heeft_alle_autorisaties {
        return Err(AdminError::HasAll);
    }
    let before = notices::before(&write, applicatie.id).await?;
    applicaties::add_autorisatie(&write, applicatie.id, &new).await?;
    let written = Written {
        caller: &caller,
        act: Act::AutorisatieAdd,
        on: format!("{}/{}", applicatie.id, new.id),
        content: Content::made(AutorisatieBody::from(new.clone())),
        changed: vec![Subject::Applicatie(applicatie.id)],
        notice: before.after(&write).await?,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().json(AutorisatieMade::new(&new, &app.known_scopes)))
}

/// Removes an autorisatie.
#[utoipa::path(
    delete, path = "/applicaties/{id}/autorisaties/{autorisatie}", tag = "autorisaties",
    operation_id = "remove_autorisatie",
    params(
        ("id" = Uuid, Path, description = "The applicatie."),
        ("autorisatie" = Uuid, Path, description = "The autorisatie.")
    ),
    responses((status = 204, description = "It is removed."), Refusals)
)]
pub(super) async fn remove(
    request: HttpRequest,
    path: Path<(String, String)>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let (applicatie, autorisatie) = path.into_inner();
    let missing = || AdminError::NotFound { what: "autorisatie", id: autorisatie.clone() };
    let write = begin(&request, &app).await?;
    let id = find_present(&write, &applicatie).await?.id;
    let before = notices::before(&write, id).await?;
    let which = Uuid::parse_str(&autorisatie).map_err(|_| missing())?;
    let these = applicaties::autorisaties_of(&write, id).await?;
    let was = these.into_iter().find(|one| one.id == which).map(AutorisatieBody::from);
    if !applicaties::remove_autorisatie(&write, id, which).await? {
        return Err(missing());
    }
    let written = Written {
        caller: &caller,
        act: Act::AutorisatieRemove,
        on: format!("{id}/{which}"),
        content: Content::gone(was),
        changed: vec![Subject::Applicatie(id)],
        notice: before.after(&write).await?,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}
