//! What the answers of OAuth endpoints have in common: stored by nobody on the way, and errors in
//! the form of RFC 6749 5.2.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, PRAGMA};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

/// RFC 6749 5.2. A description is ASCII without quotes or backslashes, and repeats nothing of the
/// request.
#[derive(Debug, Serialize)]
struct ErrorBody<'a> {
    error: &'static str,
    error_description: &'a str,
}

/// An answer that nobody stores.
pub(crate) fn unstored(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
    response
}

/// An error.
pub(crate) fn refused(status: StatusCode, error: &'static str, description: &str) -> HttpResponse {
    unstored(status).json(ErrorBody { error, error_description: description })
}
