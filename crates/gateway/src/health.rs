//! Whether the gateway lives and can judge: two exact paths, answered for every host before routing.
//!
//! Probes ask by address, not by public name, so the host does not count; no API may be mounted
//! over these paths ([`crate::config::BasePath`] refuses it). Who asks from this machine itself is
//! also told how far the gateway is: gateways that know the same say the same `state`.

use std::net::IpAddr;

use actix_web::http::header::{FORWARDED, X_FORWARDED_FOR};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use chrono::SecondsFormat;
use serde_json::{Value, json};

use crate::app::App;
use crate::config::OnFailure;
use crate::refusal::Refusal;
use crate::reload::Reading;
use crate::state::{Live, State, Waiting};

/// Answers 200 while the process runs.
pub(crate) const LIVE: &str = "/health/live";
/// Answers 200 while requests can be judged, else 503.
pub(crate) const READY: &str = "/health/ready";

/// Without it nothing is decided, if the operator said so.
const RECORDS: &str = "a place for its decisions on record";
/// Why records are not written.
const UNWRITTEN: &str = "decisions cannot be written; the log says where and why";

/// The answer, if one of the two paths was asked for.
pub(crate) fn answer(request: &HttpRequest, app: &App) -> Option<HttpResponse> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match request.uri().path() {
        LIVE if reads => Some(say(StatusCode::OK, &json!({ "status": "live" }))),
        READY if reads && app.stop.is_given() => Some(stopping()),
        READY if reads => Some(ready(app, is_near(request))),
        _ => None,
    }
}

/// From this machine, and not through a proxy on it.
fn is_near(request: &HttpRequest) -> Near {
    let headers = request.headers();
    let passed_on = headers.contains_key(FORWARDED) || headers.contains_key(X_FORWARDED_FOR);
    let here = request.peer_addr().map(|peer| peer.ip().to_canonical());
    if here.is_some_and(|ip: IpAddr| ip.is_loopback()) && !passed_on {
        Near::Here
    } else {
        Near::Elsewhere
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Near {
    Here,
    Elsewhere,
}

fn ready(app: &App, near: Near) -> HttpResponse {
    let (live, unwritten) = (&app.live, app.decisions.unwritten());
    let missing = match (live.current(), unwritten) {
        (Err(refusal), _) => Some((missing(&refusal), waiting(live))),
        (Ok(_), Some(OnFailure::Refuse)) => Some((RECORDS, UNWRITTEN.to_owned())),
        (Ok(_), Some(OnFailure::LetThrough) | None) => None,
    };
    let (status, mut body) = match missing {
        None => (StatusCode::OK, json!({ "status": "ready" })),
        Some((missing, _)) => {
            (StatusCode::SERVICE_UNAVAILABLE, json!({ "status": "not ready", "missing": missing }))
        }
    };
    if let (Near::Here, Some(members)) = (near, body.as_object_mut()) {
        if let Some((_, waiting)) = missing {
            members.insert("waiting_for".to_owned(), waiting.into());
        }
        let unwritten = unwritten.map(|_| UNWRITTEN);
        members.insert("decisions".to_owned(), json!({ "failing": unwritten }));
        let state = live.copy();
        members.insert("number".to_owned(), json!(state.as_ref().map(State::number)));
        let digest = state.map(|state| state.digest().to_string());
        members.insert("state".to_owned(), json!(digest));
        let since = live.since_confirmed().map(|since| since.as_secs());
        members.insert("confirmed_seconds_ago".to_owned(), json!(since));
        let ahead = live.issuer_is_ahead().map(|ahead| ahead.num_seconds());
        members.insert("issuer_ahead_seconds".to_owned(), json!(ahead));
        let Reading { since, refused } = app.readings.last();
        let since = since.to_rfc3339_opts(SecondsFormat::Millis, true);
        members.insert("configured".to_owned(), json!({ "since": since, "refused": refused }));
    }
    say(status, &body)
}

/// It still answers, and soon will not: whoever asks sends no more.
fn stopping() -> HttpResponse {
    let missing = "it was told to stop";
    say(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "not ready", "missing": missing }))
}

fn missing(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Stale => "a confirmation by the issuer",
        _ => "a first snapshot of the feed",
    }
}

fn waiting(live: &Live) -> String {
    match live.waiting_for() {
        Waiting::Disk => "the state on disk to be read".to_owned(),
        Waiting::Snapshot => "the feed, which is open, to be whole".to_owned(),
        Waiting::Feed(reason) => format!("the feed: {reason}"),
    }
}

fn say(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status).content_type("application/json").body(body.to_string())
}
