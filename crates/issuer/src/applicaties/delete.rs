//! `DELETE /applicaties/{uuid}`: ends an applicatie and its clients. Its client ids stay given.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::caller::{self, Right};
use super::error::AcError;
use super::read::find;
use super::written::{self, Written};
use crate::app::App;
use crate::notices::Actie;
use crate::store::changes::Subject;
use crate::store::ending;

/// Deletes an applicatie.
pub(super) async fn delete(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> HttpResponse {
    end(&request, &path, &app).await.unwrap_or_else(|refused| refused.answer(&app))
}

async fn end(request: &HttpRequest, uuid: &str, app: &App) -> Result<HttpResponse, AcError> {
    caller::authorize(request, Right::Bijwerken, app).await?;
    let (write, caller) = caller::begin(request, app).await?;
    // What people gave its clients ends too.
    let write = write.patient();
    let before = find(&write, uuid).await?;
    let id = before.applicatie.id;
    let clients = ending::end_applicatie(&write, id, caller.now).await?;
    let clients = clients.into_iter().map(Subject::Client);
    let written = Written {
        id,
        actie: Actie::Destroy,
        before: Some(&before),
        after: None,
        changed: std::iter::once(Subject::Applicatie(id)).chain(clients).collect(),
    };
    written::commit(write, &caller, written, app).await?;
    Ok(HttpResponse::NoContent().finish())
}
