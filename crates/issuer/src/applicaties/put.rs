//! `PUT` and `PATCH /applicaties/{uuid}`: changes an applicatie; what is left out stays as it is.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::caller::{self, Right};
use super::error::AcError;
use super::read::find;
use super::written::{self, Written};
use super::{answer, body};
use crate::app::App;
use crate::notices::Actie;
use crate::register::{self, Draft, Extent};
use crate::store;

/// Changes an applicatie; the body names what has no default.
pub(super) async fn put(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> HttpResponse {
    let changed = change(&request, &path, body, Extent::Whole, &app).await;
    changed.unwrap_or_else(|refused| refused.answer(&app))
}

/// Changes an applicatie; the body names only what changes.
pub(super) async fn patch(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> HttpResponse {
    let changed = change(&request, &path, body, Extent::Part, &app).await;
    changed.unwrap_or_else(|refused| refused.answer(&app))
}

async fn change(
    request: &HttpRequest,
    uuid: &str,
    body: Payload,
    extent: Extent,
    app: &App,
) -> Result<HttpResponse, AcError> {
    caller::authorize(request, Right::Bijwerken, app).await?;
    // What is not there is said before anything is said of the body.
    find(&store::read(&app.db).await?, uuid).await?;
    let body = body::read(request, body).await?;
    let draft = Draft::read(&body, extent, answer::vocabulary(app));
    let (write, caller) = caller::begin(request, app).await?;
    let before = find(&write, uuid).await?;
    let id = before.applicatie.id;
    let checked = register::check(&write, draft, id, Some(&before)).await?;
    let change = checked.replace(&write, caller.now).await?;
    let written = Written {
        id,
        actie: match extent {
            Extent::Whole => Actie::Update,
            Extent::Part => Actie::PartialUpdate,
        },
        before: Some(&before),
        after: Some(&change.after),
        changed: change.changed,
    };
    written::commit(write, &caller, written, app).await?;
    Ok(answer::one(StatusCode::OK, &change.after, app))
}
