//! `/admin/v1/applicaties`: registers applicaties, with their autorisaties or without any yet, and
//! finds them again.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::{Applicatie, ApplicatieId};
use edge::chance::{self, NoChance};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::body::{
    self, ApplicatieBody, ApplicatieFilterQuery, ApplicatieMade, Applicaties, Cursor, NewApplicatie,
};
use super::error::AdminError;
use super::openapi::Refusals;
use super::seen;
use super::{Written, asked, authorize, begin, commit};
use crate::app::App;
use crate::notices;
use crate::paths;
use crate::store::applicatie_records::{self, ApplicatieRecord};
use crate::store::changes::Subject;
use crate::store::{self, applicaties};

/// Lists applicaties by label.
#[utoipa::path(
    get, path = "/applicaties", tag = "applicaties", operation_id = "list_applicaties",
    params(ApplicatieFilterQuery), responses((status = 200, body = Applicaties), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let query: ApplicatieFilterQuery = body::query(&request)?;
    let (limit, after) = (query.limit()?, query.after()?);
    let read = store::read(&app.db).await?;
    let filter = query.filter()?;
    let mut found =
        applicatie_records::page(&read, &filter, after.as_ref(), limit.and_one()).await?;
    let next = limit.cut(&mut found).map(|last| Cursor::new((&last.label, last.id.as_uuid())));
    Ok(HttpResponse::Ok().json(Applicaties {
        results: found.into_iter().map(ApplicatieBody::from).collect(),
        next: next.map(Cursor::into_text),
    }))
}

/// Registers an applicatie.
#[utoipa::path(
    post, path = "/applicaties", tag = "applicaties", operation_id = "create_applicatie",
    request_body = NewApplicatie, responses((status = 201, body = ApplicatieMade), Refusals)
)]
pub(super) async fn create(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewApplicatie>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let id = chance::uuid_v4()?;
    let applicatie = Applicatie {
        id: ApplicatieId::new(id),
        label: new.label()?,
        grants: new.grants()?,
        alleen_is_gereed_voor_publicatie: new.alleen_is_gereed_voor_publicatie,
    };
    let ids = new.autorisaties.iter().map(|_| chance::uuid_v4());
    let ids = ids.collect::<Result<Vec<Uuid>, NoChance>>()?;
    let write = begin(&request, &app).await?;
    let before = notices::before(&write, applicatie.id).await?;
    applicaties::insert(&write, &applicatie, &ids, now).await?;
    let written = Written {
        caller: &caller,
        act: Act::ApplicatieCreate,
        on: id.to_string(),
        content: Content::made(seen::applicatie(&write, applicatie.id, &app).await?),
        changed: vec![Subject::Applicatie(applicatie.id)],
        notice: before.after(&write).await?,
    };
    commit(write, written, &app, now).await?;
    let at = app.public_url.join(&format!("{}/applicaties/{id}", paths::ADMIN));
    let made = ApplicatieMade { id, autorisaties: ids };
    Ok(HttpResponse::Created().insert_header((LOCATION, at)).json(made))
}

/// Shows an applicatie, also a deleted one.
#[utoipa::path(
    get, path = "/applicaties/{id}", tag = "applicaties", operation_id = "show_applicatie",
    params(("id" = Uuid, Path, description = "The applicatie.")),
    responses((status = 200, body = ApplicatieBody), Refusals)
)]
pub(super) async fn show(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let found = find(&read, &path).await?;
    Ok(HttpResponse::Ok().json(ApplicatieBody::from(found)))
}

/// One that is there or was.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<ApplicatieRecord, AdminError> {
    let missing = || AdminError::NotFound { what: "applicatie", id: id.to_owned() };
    let id = Uuid::parse_str(id).map(ApplicatieId::new).map_err(|_| missing())?;
    applicatie_records::find(db, id).await?.ok_or_else(missing)
}

/// One that is not deleted.
pub(super) async fn find_present(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<ApplicatieRecord, AdminError> {
    let found = find(db, id).await?;
    match found.deleted_at {
        Some(at) => Err(AdminError::Deleted { what: "applicatie", id: id.to_owned(), at }),
        None => Ok(found),
    }
}
