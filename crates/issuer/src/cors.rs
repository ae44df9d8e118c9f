//! Pages of other origins (CORS, WHATWG Fetch 3.3) at the endpoints that clients in a browser call.
//!
//! A preflight names no client, so it is answered for any origin that some client registered; an answer is
//! readable for an origin of the client that says it is asking. As long as no client here is named, it is
//! again any: a page must be able to read why it is refused. Cookies play no part, and no other
//! endpoint takes part: none where people sign in or agree, none of administration (RFC 9700 2.6).
//!
//! The middleware `actix-cors` decides by the request alone, before the client is known, and without
//! waiting for the state; so it does not fit.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN,
    VARY,
};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use autorisaties::ClientId;

use crate::app::App;
use crate::state::State;

/// What clients send beside what any page may.
const SENT: &str = "Authorization, Content-Type";
/// What they read beside what any page may (RFC 6749 5.2, RFC 6750 3).
const READ: &str = "Retry-After, WWW-Authenticate";
/// What these endpoints take, each at least one of them.
const METHODS: &str = "GET, POST";

/// Whom a request says that it comes from.
struct Asking(ClientId);

/// Keeps who says that they ask, for the answer.
pub(crate) fn asked_by(request: &HttpRequest, client: Option<&str>) {
    let client = client.filter(|_| request.headers().contains_key(ORIGIN));
    if let Some(client) = client.and_then(|id| ClientId::parse(id).ok()) {
        request.extensions_mut().insert(Asking(client));
    }
}

/// Answers preflights, and says of every other answer whose pages may read it.
pub(crate) async fn shared<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let asks = request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let is_preflight = asks && *request.method() == Method::OPTIONS;
    if is_preflight && let Some(origin) = readable_by(request.request()).await {
        let answer = request.into_response(preflight(origin));
        return Ok(answer.map_into_right_body());
    }
    let mut answer = next.call(request).await?;
    let origin = readable_by(answer.request()).await;
    let headers = answer.headers_mut();
    vary(headers);
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READ));
    }
    Ok(answer.map_into_left_body())
}

fn preflight(origin: HeaderValue) -> HttpResponse {
    let mut answer = HttpResponse::NoContent().finish();
    let headers = answer.headers_mut();
    vary(headers);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(SENT));
    answer
}

/// Also of an answer that is shared with nobody: a cache must not show it to another origin.
fn vary(headers: &mut HeaderMap) {
    headers.append(VARY, HeaderValue::from_static("Origin"));
}

/// The origin of a request, byte for byte, if its pages may read what is answered. What no client can
/// register, such as `null`, is never it.
async fn readable_by(request: &HttpRequest) -> Option<HeaderValue> {
    let mut origins = request.headers().get_all(ORIGIN);
    let (origin, None) = (origins.next()?.clone(), origins.next()) else { return None };
    let app = request.app_data::<Data<App>>()?;
    let state = app.follower.current().await.ok()?;
    is_known(origin.to_str().ok()?, request, &state).then_some(origin)
}

fn is_known(origin: &str, request: &HttpRequest, state: &State) -> bool {
    let extensions = request.extensions();
    let asking = extensions.get::<Asking>().and_then(|Asking(client)| state.client(client));
    match asking {
        Some(entry) => entry.client.oauth.has_origin(origin),
        None => state.clients().any(|entry| entry.client.oauth.has_origin(origin)),
    }
}
