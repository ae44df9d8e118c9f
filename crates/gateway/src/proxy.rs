//! A proxied request, from its first byte to its answer: five steps, each a value that the next needs.

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use edge::operations::AnsweredBy;
use edge::telemetry;
use tokio::time::Instant;

use crate::app::App;
use crate::refusal::{Known, Refused, Rest};
use crate::reload::Worker;
use crate::route::Way;
use crate::{cors, credential, forward, health, hygiene, permit, ping};

/// Answers every request that reaches the gateway.
pub(crate) async fn proxy(
    request: HttpRequest,
    payload: web::Payload,
    worker: Data<Worker>,
) -> HttpResponse {
    let app = worker.app();
    let answer = answer(&request, payload.into_inner(), &app).await;
    hygiene::keep(answer, &request, &app)
}

async fn answer(request: &HttpRequest, payload: Payload, app: &App) -> HttpResponse {
    if let Some(health) = health::answer(request, app) {
        return health;
    }
    if let Some(preflight) = cors::preflight(request, app) {
        return preflight;
    }
    let answer = match pass(request, payload, app).await {
        Ok(answer) => answer,
        Err(refused) => telemetry::about(request, || refused.answer(rest(request), &app.realm)),
    };
    cors::share(answer, request, app)
}

async fn pass(request: &HttpRequest, payload: Payload, app: &App) -> Result<HttpResponse, Refused> {
    let now = app.live.token_time();
    let route = match app.routes.find(request)? {
        Way::ToUpstream(route) => route,
        // It says itself who may do what there, however old the state here is.
        Way::ToIssuer(target) => {
            cors::asked_of_issuer(request);
            return Ok(app.issuer.answer(target, request, payload).await?);
        }
    };
    let presented = credential::from(request).on(&route)?;
    let principal = app.principals.verify(presented, &route, now).await.on(&route)?;
    let caller = principal.client().clone();
    cors::asked_by(request, &caller);
    let principal = principal.on_behalf(request).of(&caller, &route)?;
    if route.upstream().credential().is_passthrough() {
        principal.may_be_shown_to(route.upstream()).of(&caller, &route)?;
    }
    route.upstream().count(&caller, Instant::now()).of(&caller, &route)?;
    let permit = permit::decide(principal, &route, (request, payload), app).await;
    let permit = permit.of(&caller, &route)?;
    if route.called().answered_by() == AnsweredBy::Ping {
        return Ok(ping::answer(permit, rest(request)));
    }
    forward::send(permit, &route, request, app).await.of(&caller, &route)
}

/// A body that a refusal leaves unread must not be taken for the next request.
fn rest(request: &HttpRequest) -> Rest {
    let headers = request.headers();
    let of_length = headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
    let comes = of_length || headers.contains_key(TRANSFER_ENCODING);
    if comes { Rest::Body } else { Rest::Nothing }
}
