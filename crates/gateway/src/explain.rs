//! What would happen to a request, said by the steps that would decide it.
//!
//! The issuer asks, with leave that it signs for this one request (`Authorization: Explain …`). The request
//! takes the way of any other until it would be sent on: what a verdict hangs on is looked up with the
//! gateway's own credential, and nothing is asked of an upstream in anybody's name, or written there.

use actix_web::dev::Payload;
use actix_web::http::ConnectionType;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use edge::peer::Peer;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokens::explanation::{Asker, Explanation};

use crate::app::App;
use crate::objects::answer::{self, Asked};
use crate::objects::rows;
use crate::permit::{self, Answer, Errand, Permit};
use crate::principal::Principal;
use crate::record::{self, Decision};
use crate::refusal::{Known, Refusal, Refused, Rest};
use crate::route::Route;
use crate::{credential, shadow};

/// Answers with the verdict, whichever way it falls.
pub(crate) async fn answer<'a>(
    leave: &SecretString,
    (request, payload, rest): (&'a HttpRequest, Payload, Rest),
    route: &Route<'a>,
    app: &'a App,
) -> Result<HttpResponse, Refusal> {
    let leave = app.principals.leave(leave, route, app.live.token_time())?;
    if !is_for(&leave, request, route) {
        return Err(Refusal::NotThisRequest);
    }
    let judge = async |decision: &Decision<'a>| {
        judged(&leave, (request, payload), (route, decision), app).await
    };
    let (outcome, record) = record::rehearsed(request, app, judge).await;
    let body = said(&outcome, &record, (request, route));
    let mut answer = HttpResponse::Ok().content_type("application/json").body(body.to_string());
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if rest == Rest::Body {
        answer.head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(answer)
}

/// Leave is for one request, to the letter.
fn is_for(leave: &Explanation, request: &HttpRequest, route: &Route<'_>) -> bool {
    leave.htm == request.method().as_str() && leave.htu == url(route)
}

fn url(route: &Route<'_>) -> String {
    let url = route.upstream().public_url().join(route.path());
    route.query().map_or(url.clone(), |query| format!("{url}?{query}"))
}

/// The steps of any request, from its credential on.
async fn judged<'a>(
    leave: &Explanation,
    (request, payload): (&'a HttpRequest, Payload),
    (route, decision): (&Route<'a>, &Decision<'a>),
    app: &'a App,
) -> Result<(), Refused> {
    decision.is_about(route).on(route)?;
    let principal = asker(leave, request, route, app).await.on(route)?;
    let caller = principal.client().clone();
    decision.is_of(&principal);
    let principal = principal.on_behalf(request).of(&caller, route)?;
    decision.is_for_user_of(&principal);
    if route.upstream().credential().is_passthrough() {
        principal.may_be_shown_to(route.upstream()).of(&caller, route)?;
    }
    let permit = permit::decide(principal, route, (request, payload), app).await;
    rehearse(permit.of(&caller, route)?, route, app).await.of(&caller, route)
}

async fn asker(
    leave: &Explanation,
    request: &HttpRequest,
    route: &Route<'_>,
    app: &App,
) -> Result<Principal, Refusal> {
    let now = app.live.token_time();
    match &leave.asker {
        Asker::Holder { authorization } => {
            let presented = credential::in_value(authorization, Peer::of(request).address())?;
            app.principals.verify(presented, route, now).await
        }
        Asker::Client { client_id, scope } => {
            app.principals.supposed(client_id, scope.as_deref(), now)
        }
    }
}

/// What a permit would come to.
async fn rehearse(permit: Permit<'_>, route: &Route<'_>, app: &App) -> Result<(), Refusal> {
    let (principal, errand) = permit.spend();
    match errand {
        Errand::Request(_, Answer::Passes) => Ok(()),
        Errand::Request(_, Answer::Judged(shown, operation)) => {
            answer::rehearse(Asked { shown, operation, principal }, route, app).await
        }
        Errand::Rows(_) => {
            let judged = rows::may_be_asked(route, &principal);
            shadow::enforced(judged, route.upstream()).map(|_| ())
        }
    }
}

/// The verdict in words, what would follow, and the record that the request would leave.
fn said(
    outcome: &Result<(), Refused>,
    record: &[u8],
    (request, route): (&HttpRequest, &Route<'_>),
) -> Value {
    let record: Value = serde_json::from_slice(record).unwrap_or_default();
    let context = &record["body"]["adl.core.response"]["context"];
    let (answer, sent) = match outcome {
        Ok(()) => {
            let upstream = route.upstream().name().as_str();
            let sent = json!({ "upstream": upstream, "method": request.method().as_str(), "url": url(route) });
            (Value::Null, sent)
        }
        Err(refused) => {
            let (status, code) = refused.on_the_wire();
            let answer =
                json!({ "status": status.as_u16(), "code": code, "detail": refused.text() });
            (answer, Value::Null)
        }
    };
    json!({
        "verdict": context["verdict"],
        "rule": context["rule"],
        "requires": context["requires"],
        "answer": answer,
        "sent": sent,
        "record": record,
    })
}
