//! `GET /applicaties/{uuid}` and `/applicaties/consumer`: one applicatie, by its name or by that of
//! a client.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ApplicatieId;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::answer;
use super::caller::{self, Right};
use super::error::AcError;
use super::query::Query;
use crate::app::App;
use crate::register::{Fault, Rule};
use crate::store;
use crate::store::shown::{self, Shown};

/// Shows an applicatie.
pub(super) async fn get(request: HttpRequest, path: Path<String>, app: Data<App>) -> HttpResponse {
    read(&request, &path, &app).await.unwrap_or_else(|refused| refused.answer(&app))
}

/// Shows the applicatie of a client: one object, where the standard's document has a list.
pub(super) async fn consumer(request: HttpRequest, app: Data<App>) -> HttpResponse {
    of_consumer(&request, &app).await.unwrap_or_else(|refused| refused.answer(&app))
}

async fn read(request: &HttpRequest, uuid: &str, app: &App) -> Result<HttpResponse, AcError> {
    caller::authorize(request, Right::Lezen, app).await?;
    // The list's parameters are known here too, and narrow what is found.
    let query = Query::read(request.query_string(), &["clientIds", "page"])?;
    let holding = query.client_ids("clientIds")?;
    let read = store::read(&app.db).await?;
    let found = find(&read, uuid).await?;
    let holds = |id: &&str| found.client_ids.iter().any(|own| own == id);
    if holding.iter().all(holds) {
        Ok(answer::one(StatusCode::OK, &found, app))
    } else {
        Err(AcError::NotFound)
    }
}

async fn of_consumer(request: &HttpRequest, app: &App) -> Result<HttpResponse, AcError> {
    caller::authorize(request, Right::Lezen, app).await?;
    let query = Query::read(request.query_string(), &["clientId"])?;
    let holding = query.client_ids("clientId")?;
    if holding.is_empty() {
        return Err(AcError::Faulty(vec![Fault::new("clientId", Rule::Required)]));
    }
    let read = store::read(&app.db).await?;
    let found = shown::holding(&read, &holding).await?.ok_or(AcError::NoConsumer)?;
    Ok(answer::one(StatusCode::OK, &found, app))
}

/// One that is shown, by the last segment of its URL.
pub(super) async fn find(db: &impl ConnectionTrait, uuid: &str) -> Result<Shown, AcError> {
    let id = Uuid::parse_str(uuid).map(ApplicatieId::new).map_err(|_| AcError::NotFound)?;
    shown::find(db, id).await?.ok_or(AcError::NotFound)
}
