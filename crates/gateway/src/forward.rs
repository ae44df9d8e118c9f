//! Step 5: one permitted request goes upstream, and its answer comes back.

use std::sync::Arc;

use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ClientId;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode, header};
use tracing::{error, warn};

use crate::app::App;
use crate::config::OrganisationHeaders;
use crate::objects::answer::{self, Asked};
use crate::objects::rows;
use crate::permit::{Answer, Errand, Permit, PermittedBody};
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::upstream::Upstream;
use crate::user::Caller;

mod ask;
mod body;
mod client;
mod collect;
mod head;
mod issuer;
mod organisation;
mod pool;
pub(crate) mod question;
pub(crate) mod relay;
mod standing;
mod strict;
mod strip;
mod strip_answer;
mod way;

pub(crate) use client::{Clients, Failure, OF_UPSTREAM};
pub(crate) use collect::collect;
pub(crate) use issuer::{Issuer, ToIssuer};
pub(crate) use pool::Answering;
pub(crate) use standing::Standing;

use ask::ask;
use body::{Progress, UpstreamBody};
use relay::Whose;

/// Sends what was permitted and gives the answer: streamed, unless the verdict hangs on it.
pub(crate) async fn send(
    permit: Permit<'_>,
    route: &Route<'_>,
    request: &HttpRequest,
    app: &App,
) -> Result<HttpResponse, Refusal> {
    let (principal, errand) = permit.spend();
    let (body, answer) = match errand {
        Errand::Request(body, answer) => (body, answer),
        Errand::Rows(listing) => {
            return rows::answer(listing, (request, route), principal, app).await;
        }
    };
    let patience = route.upstream().patience().body;
    let credential = signed(route.upstream(), principal.caller(), app)?;
    let ours: Vec<_> = told(route.upstream(), &principal).into_iter().chain(credential).collect();
    let head = || head::of(request, route, answer, &ours);
    let progress = Arc::new(Progress::begin());
    let outgoing = with_body(head()?, body, request, &progress);
    let answered = ask(outgoing, head, &progress, (route, app)).await?;
    look_at(answered.status(), route.upstream(), principal.client());
    match answer {
        Answer::Passes => relay::streamed(answered, Whose::Upstreams, request.method(), patience),
        Answer::Judged(shown, operation) => {
            let asked = Asked { shown, operation, principal };
            answer::judge(answered, asked, (request, route), app).await
        }
    }
}

/// What the upstream is told of the caller's organisation.
fn told(upstream: &Upstream, principal: &Principal) -> Vec<(HeaderName, HeaderValue)> {
    match (upstream.organisation_headers(), principal.organisation()) {
        (OrganisationHeaders::Sent, Some(known)) => organisation::headers(known),
        (OrganisationHeaders::Sent, None) | (OrganisationHeaders::Withheld, _) => Vec::new(),
    }
}

/// The header that authenticates the gateway in the name of a caller: under what its client and the
/// upstream share, if they do, else under a secret of the gateway's own.
fn signed(
    upstream: &Upstream,
    caller: Caller<'_>,
    app: &App,
) -> Result<Option<(HeaderName, HeaderValue)>, Refusal> {
    let shared = || {
        let state = app.live.current().ok()?;
        state.client(caller.client)?.upstream_key(upstream.name().as_str()).cloned()
    };
    let header = app.signed.header(upstream, caller, shared, app.clock.unix());
    header.map_err(|why| {
        let (client, upstream) = (caller.client, upstream.name().as_str());
        error!(%client, upstream, %why, "what a client shares with an upstream cannot be opened; \
               its credential's key must be the file that it was imported with");
        Refusal::SharedKey
    })
}

/// A client hears of a 403 in the upstream's words, and takes it for its own. Only the operator can know that the
/// upstream was never told of this client.
fn look_at(status: StatusCode, upstream: &Upstream, client: &ClientId) {
    if status == StatusCode::FORBIDDEN && upstream.leaves_it_to_the_gateway() {
        let upstream = upstream.name().as_str();
        warn!(%client, upstream, "the upstream refuses (403) what is let through here; it must know this client, by \
              what `zaakpoort gateway upstream-secret` prints, with heeftAlleAutorisaties");
    }
}

/// What a look-up finds.
pub(crate) enum Found {
    /// What is there.
    Whole(Bytes),
    /// That there is no such thing.
    Nothing,
}

/// Looks something up at an upstream, with the gateway's own credential; at most `most` bytes.
pub(crate) async fn fetch(route: &Route<'_>, most: u64, app: &App) -> Result<Found, Refusal> {
    looked_up(route, None, most, app).await
}

/// Searches at an upstream, with the gateway's own credential.
pub(crate) async fn search(
    route: &Route<'_>,
    by: Bytes,
    most: u64,
    app: &App,
) -> Result<Found, Refusal> {
    looked_up(route, Some(by), most, app).await
}

async fn looked_up(
    route: &Route<'_>,
    by: Option<Bytes>,
    most: u64,
    app: &App,
) -> Result<Found, Refusal> {
    let patience = route.upstream().patience().body;
    let credential = signed(route.upstream(), Caller::alone(&app.client_id), app)?;
    let method = if by.is_some() { Method::POST } else { Method::GET };
    let head = || head::of_lookup(&method, route, credential.as_slice());
    let progress = Arc::new(Progress::begin());
    let outgoing = head()?.map(|()| UpstreamBody::of(by));
    let answered = ask(outgoing, head, &progress, (route, app)).await?;
    look_at(answered.status(), route.upstream(), &app.client_id);
    match answered.status() {
        StatusCode::OK => collect(answered.into_body(), most, patience).await.map(Found::Whole),
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Found::Nothing),
        // ZGW APIs say 403 of a JWT that they do not know.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Refusal::UpstreamCredential),
        status => Err(Refusal::UpstreamStatus { status: status.as_u16() }),
    }
}

fn with_body(
    mut head: Request<()>,
    body: PermittedBody,
    request: &HttpRequest,
    progress: &Arc<Progress>,
) -> Request<UpstreamBody> {
    let body = match body {
        PermittedBody::None => UpstreamBody::Empty,
        PermittedBody::Streamed(payload) => {
            UpstreamBody::streamed(payload, stated_length(request), Arc::clone(progress))
        }
        PermittedBody::Judged(judged) => {
            let (spool, content_type) = judged.into_parts();
            // What was judged as JSON is read as JSON, whatever `Connection` named.
            head.headers_mut().insert(header::CONTENT_TYPE, content_type);
            UpstreamBody::spooled(spool)
        }
    };
    head.map(|()| body)
}

fn stated_length(request: &HttpRequest) -> Option<u64> {
    let length = request.headers().get(CONTENT_LENGTH)?.to_str().ok()?;
    length.trim().parse().ok()
}
