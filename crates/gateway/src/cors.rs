//! Pages of other origins (CORS, WHATWG Fetch 3.3): which of them may read an answer is settled here, by
//! the origins that clients registered.
//!
//! What an upstream says of origins is dropped (`forward/strip_answer`), and no preflight reaches one. A
//! preflight names no client, so it is answered for any origin that some client has; the answer itself
//! only for an origin of the client that asks, and, as long as that is not known (401), again for any:
//! a page must be able to read why. Credentials of the browser (cookies) play no part in it.
//!
//! The middleware `actix-cors` decides by the request alone, before the client is known, and would
//! answer preflights for paths and methods that are not there; so it does not fit.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderValue, ORIGIN, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use autorisaties::ClientId;

use crate::app::App;
use crate::refusal::Refusal;

/// What clients of these APIs send beside what any page may.
const SENT: &str = "Authorization, Content-Type, Accept-Crs, Content-Crs, If-Match, \
    If-None-Match, Idempotency-Key, X-Audit-Toelichting, X-Correlation-Id, X-NLX-Logrecord-Id, \
    X-Request-Id, X-Zaakpoort-User-Id, X-Zaakpoort-User-Representation, traceparent, tracestate";
/// What they read beside what any page may (RFC 6750 3 among it).
const READ: &str = "Allow, API-Version, Content-Crs, Content-Disposition, ETag, Link, Location, \
    Retry-After, Warning, WWW-Authenticate";

/// What was found out of a request, for its answer.
enum Found {
    /// The client that it comes from.
    Client(ClientId),
    /// That it is asked of the issuer, which shares its APIs with no page.
    IssuersOwn,
}

/// Keeps who asks, for the answer.
pub(crate) fn asked_by(request: &HttpRequest, client: &ClientId) {
    if request.headers().contains_key(ORIGIN) {
        request.extensions_mut().insert(Found::Client(client.clone()));
    }
}

/// Keeps that the issuer answers.
pub(crate) fn asked_of_issuer(request: &HttpRequest) {
    request.extensions_mut().insert(Found::IssuersOwn);
}

/// Whether it is the issuer who answers.
pub(crate) fn is_of_issuer(request: &HttpRequest) -> bool {
    matches!(request.extensions().get::<Found>(), Some(Found::IssuersOwn))
}

/// The answer to a preflight for a path that is served: the gateway's own.
pub(crate) fn preflight(request: &HttpRequest, app: &App) -> Option<HttpResponse> {
    let asks = request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if *request.method() != Method::OPTIONS || !asks {
        return None;
    }
    let origin = readable_by(request, app)?;
    let Err(Refusal::MethodNotAllowed { allow }) = app.routes.find(request) else { return None };
    let mut answer = HttpResponse::new(StatusCode::NO_CONTENT);
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(SENT));
    if let Ok(methods) = HeaderValue::try_from(allow.to_string()) {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    }
    Some(answer)
}

/// Says of an answer whose pages may read it; refusals are answers too.
pub(crate) fn share(mut answer: HttpResponse, request: &HttpRequest, app: &App) -> HttpResponse {
    let headers = answer.headers_mut();
    // Also of an answer that is shared with nobody: a cache must not show it to another origin.
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = readable_by(request, app) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READ));
    }
    answer
}

/// The origin of a request, byte for byte, if its pages may read what is answered. What no client can
/// register, such as `null`, is never it.
fn readable_by(request: &HttpRequest, app: &App) -> Option<HeaderValue> {
    let mut origins = request.headers().get_all(ORIGIN);
    let (origin, None) = (origins.next()?, origins.next()) else { return None };
    let text = origin.to_str().ok()?;
    let state = app.live.current().ok()?;
    let may = match request.extensions().get::<Found>() {
        Some(Found::Client(client)) => {
            state.client(client).is_some_and(|known| known.has_origin(text))
        }
        Some(Found::IssuersOwn) => false,
        None => state.knows_origin(text),
    };
    may.then(|| origin.clone())
}
