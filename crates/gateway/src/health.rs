//! Whether the gateway lives and can judge: two exact paths, answered for every host before routing.
//!
//! Probes ask by address, not by public name, so the host does not count; no API may be mounted
//! over these paths ([`crate::config::BasePath`] refuses it).

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};

use crate::state::Live;

/// Answers 200 while the process runs.
pub(crate) const LIVE: &str = "/health/live";
/// Answers 200 while requests can be judged, else 503.
pub(crate) const READY: &str = "/health/ready";

/// The answer, if one of the two paths was asked for.
pub(crate) fn answer(request: &HttpRequest, live: &Live) -> Option<HttpResponse> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match request.uri().path() {
        LIVE if reads => Some(say(StatusCode::OK, "live")),
        READY if reads => Some(match live.current() {
            Ok(_) => say(StatusCode::OK, "ready"),
            Err(_) => say(StatusCode::SERVICE_UNAVAILABLE, "not ready"),
        }),
        _ => None,
    }
}

fn say(status: StatusCode, word: &str) -> HttpResponse {
    let body = format!("{{\"status\":\"{word}\"}}");
    HttpResponse::build(status).content_type("application/json").body(body)
}
