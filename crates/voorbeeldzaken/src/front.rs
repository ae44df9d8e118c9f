//! Where a request enters: it is noted, then carried to its route.

use std::io::{Error, ErrorKind, Result};

use actix_web::http::header::ACCEPT;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::api::{self, Call};
use crate::credentials::Credentials;
use crate::intake::Intake;
use crate::problem::Problem;
use crate::route::{Place, Route};
use crate::sample;
use crate::seen::{Record, Ticket};
use crate::store::Store;
use crate::trial;
use crate::wire::Bases;
use crate::{Crs, Options};

/// What all requests share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) public_url: String,
    pub(crate) credentials: Credentials,
    pub(crate) seen: Record,
    pub(crate) store: Store,
    pub(crate) crs: Crs,
}

impl State {
    /// Fails when the public URL is not `http(s)://host[:port]`.
    pub(crate) fn new(options: Options) -> Result<Self> {
        let store = Store::default();
        sample::fill(options.content, &store);
        store.settle();
        Ok(Self {
            public_url: origin(&options.public_url)?.to_owned(),
            credentials: options.credentials,
            seen: Record::default(),
            store,
            crs: options.crs,
        })
    }
}

/// Answers one request.
pub(crate) async fn answer(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    let ticket = state.seen.begin(&request);
    let intake = Intake::new(payload, &state.seen, ticket);
    let answer = match Route::find(request.uri().path()) {
        Route::Api(place) => call(&request, place, intake, ticket, &state).await,
        Route::Bytes(count) => trial::bytes(request.method(), count),
        Route::Sink => trial::sink(request.method(), intake).await,
        Route::Nowhere => intake.count().await.map(|_| nowhere()),
    };
    answer.unwrap_or_else(|problem| {
        problem.answer(&Bases::of(&request, &state.public_url).request, accept(&request))
    })
}

/// What the caller wants to read, when it says so in readable text.
pub(crate) fn accept(request: &HttpRequest) -> Option<&str> {
    request.headers().get(ACCEPT).and_then(|value| value.to_str().ok())
}

async fn call(
    request: &HttpRequest,
    place: Place,
    intake: Intake<'_>,
    ticket: Ticket,
    state: &State,
) -> std::result::Result<HttpResponse, Problem> {
    let bases = Bases::of(request, &state.public_url);
    let call = Call { request, place, bases, body: intake.collect().await? };
    Ok(api::answer(&call, ticket, state))
}

/// Open Zaak answers an unknown path with a page, not with a problem.
fn nowhere() -> HttpResponse {
    let page = "<!doctype html><title>404</title><h1>Deze pagina bestaat niet</h1>";
    HttpResponse::NotFound().content_type("text/html; charset=utf-8").body(page)
}

fn origin(url: &str) -> Result<&str> {
    let url = url.strip_suffix('/').unwrap_or(url);
    let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@']) => Ok(url),
        _ => Err(Error::new(
            ErrorKind::InvalidInput,
            format!("`{url}` is not http(s)://host[:port]"),
        )),
    }
}
