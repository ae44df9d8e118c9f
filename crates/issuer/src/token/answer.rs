//! Answers of the token endpoint (RFC 6749 5.1).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::mint::Issued;
use crate::oauth;

/// RFC 6749 5.1. `scope` stands here only if one was asked for: clients on oauthlib fail on a
/// scope that they did not ask for.
#[derive(Serialize)]
struct TokenBody<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    /// OpenID Connect Core 3.1.3.3.
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
}

pub(super) fn token(issued: &Issued) -> HttpResponse {
    oauth::unstored(StatusCode::OK).json(TokenBody {
        access_token: issued.token.expose_secret(),
        token_type: "Bearer",
        expires_in: issued.expires_in,
        scope: issued.scope.as_deref(),
        id_token: issued.id_token.as_ref().map(ExposeSecret::expose_secret),
        refresh_token: issued.refresh_token.as_ref().map(ExposeSecret::expose_secret),
    })
}

/// RFC 6749 5.2 in form, although the RFC has no status but 400 and 401 there.
pub(super) fn wrong_method() -> HttpResponse {
    let mut answer = oauth::refused(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", POST_ALONE);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    answer
}

const POST_ALONE: &str = "the token endpoint takes POST alone, with the parameters in the body";
