//! Whether the issuer lives, and whether it can answer.

use actix_web::http::header::RETRY_AFTER;
use actix_web::web::Data;
use actix_web::{HttpResponse, Responder};

use crate::app::App;

/// The process runs.
pub(crate) async fn live() -> impl Responder {
    HttpResponse::Ok().body("live\n")
}

/// The state was confirmed within a second, or can be now.
pub(crate) async fn ready(app: Data<App>) -> impl Responder {
    if app.stop.is_given() {
        // It still answers, and soon will not: whoever asks sends no more.
        return HttpResponse::ServiceUnavailable().body("not ready: it was told to stop\n");
    }
    match app.follower.current().await {
        Ok(state) => HttpResponse::Ok().body(format!("ready at change {}\n", state.number)),
        Err(stale) => HttpResponse::ServiceUnavailable()
            .insert_header((RETRY_AFTER, "1"))
            .body(format!("not ready: {stale}\n")),
    }
}
