//! `POST /applicaties`: registers an applicatie with its client ids.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ApplicatieId;
use edge::chance;

use super::caller::{self, Right};
use super::error::AcError;
use super::written::{self, Written};
use super::{answer, body};
use crate::app::App;
use crate::notices::Actie;
use crate::register::{self, Draft, Extent};

/// Registers an applicatie.
pub(super) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    create(&request, body, &app).await.unwrap_or_else(|refused| refused.answer(&app))
}

async fn create(request: &HttpRequest, body: Payload, app: &App) -> Result<HttpResponse, AcError> {
    caller::authorize(request, Right::Bijwerken, app).await?;
    let body = body::read(request, body).await?;
    let draft = Draft::read(&body, Extent::Whole, answer::vocabulary(app));
    let id = ApplicatieId::new(chance::uuid_v4()?);
    let (write, caller) = caller::begin(request, app).await?;
    let change = register::check(&write, draft, id, None).await?.create(&write, caller.now).await?;
    let written = Written {
        id,
        actie: Actie::Create,
        before: None,
        after: Some(&change.after),
        changed: change.changed,
    };
    written::commit(write, &caller, written, app).await?;
    Ok(answer::one(StatusCode::CREATED, &change.after, app))
}
