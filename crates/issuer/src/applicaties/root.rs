//! The root of the API, which says where its one resource is. It needs no token.

use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::negotiation;
use crate::app::App;
use crate::paths;

/// Says where applicaties are.
pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    match negotiation::demand_json(&request) {
        Ok(()) => {
            HttpResponse::Ok().json(json!({ "applicaties": app.autorisaties.applicaties_url() }))
        }
        Err(refused) => refused.answer(&app),
    }
}

/// The root has a slash at its end.
pub(super) async fn to_slash(app: Data<App>) -> HttpResponse {
    let root = app.autorisaties.public_url.join(&format!("{}/", paths::AUTORISATIES));
    HttpResponse::MovedPermanently().insert_header((LOCATION, root)).finish()
}
