//! A proxied request, from its first byte to its answer: five steps, each a value that the next needs.

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use edge::operations::AnsweredBy;
use edge::telemetry;
use tokio::time::Instant;

use crate::app::App;
use crate::credential::Presented;
use crate::record::{self, Decision};
use crate::refusal::{Known, Refused, Rest};
use crate::reload::Worker;
use crate::route::Way;
use crate::{cors, credential, explain, forward, health, hygiene, permit, ping};

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
    let judge = async |decision: &_| pass(request, payload, decision, app).await;
    let answer = match record::keep(request, app, judge).await {
        Ok(answer) => answer,
        Err(refused) => telemetry::about(request, || refused.answer(rest(request), &app.realm)),
    };
    cors::share(answer, request, app)
}

async fn pass<'a>(
    request: &'a HttpRequest,
    payload: Payload,
    decision: &Decision<'a>,
    app: &'a App,
) -> Result<HttpResponse, Refused> {
    let now = app.live.token_time();
    let route = match app.routes.find(request)? {
        Way::ToUpstream(route) => route,
        // It says itself who may do what there, however old the state here is.
        Way::ToIssuer(target) => {
            cors::asked_of_issuer(request);
            decision.is_not_ours();
            return Ok(app.issuer.answer(target, request, payload).await?);
        }
    };
    decision.is_about(&route).on(&route)?;
    let presented = credential::from(request).on(&route)?;
    if let Presented::Explain(leave) = presented {
        decision.is_not_ours();
        let asked = (request, payload, rest(request));
        return explain::answer(&leave, asked, &route, app).await.on(&route);
    }
    let principal = app.principals.verify(presented, &route, now).await.on(&route)?;
    let caller = principal.client().clone();
    cors::asked_by(request, &caller);
    decision.is_of(&principal);
    let principal = principal.on_behalf(request).of(&caller, &route)?;
    decision.is_for_user_of(&principal);
    if route.upstream().credential().is_passthrough() {
        principal.may_be_shown_to(route.upstream()).of(&caller, &route)?;
    }
    route.upstream().count(&caller, Instant::now()).of(&caller, &route)?;
    let permit = permit::decide(principal, &route, (request, payload), app).await;
    let permit = permit.of(&caller, &route)?;
    if permit.is_final() {
        decision.is_permitted();
    }
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
