//! `GET /connect/jwks`: the public halves of the keys that tokens are signed with (RFC 7517).

use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, RETRY_AFTER};
use actix_web::web::Data;
use tokens::Jwks;

use crate::app::App;
use crate::rotation;

pub(crate) async fn get(app: Data<App>) -> HttpResponse {
    match app.follower.current().await {
        Ok(state) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, cached()))
            .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .json(Jwks { keys: state.published_keys().map(|(_, jwk)| jwk.clone()).collect() }),
        Err(_) => HttpResponse::ServiceUnavailable()
            .insert_header((RETRY_AFTER, "1"))
            .body("the issuer cannot read its keys now; try again\n"),
    }
}

/// A key is published for longer than this before it signs.
fn cached() -> String {
    format!("public, max-age={}", rotation::CACHED.as_secs())
}
