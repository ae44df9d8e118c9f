//! `/admin/v1/explain`: what would happen to a request, and which rule says so. A gateway says it, by the
//! steps that would decide the request itself.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use http::{HeaderValue, StatusCode};
use tokens::explanation::{Explanation, LIFETIME, sign_explanation};
use tokens::{Algorithm, UnixTime};

use super::body::{self, Asked, Explain, Explained};
use super::error::AdminError;
use super::openapi::{Fout, Refusals};
use super::{Written, asked, begin, commit};
use crate::app::App;
use crate::explaining::Told;
use crate::state::State;

/// What leave is signed with: a key of it is there from the first start.
const ALGORITHM: Algorithm = Algorithm::Es256;
/// Longest path that stands in the audit log.
const LONGEST: usize = 200;

/// Explains a verdict. Nothing is done at the upstream, but that what the verdict hangs on is looked up.
#[utoipa::path(
    post, path = "/explain", tag = "explain", operation_id = "explain", request_body = Explain,
    responses(
        (status = 200, body = Explained), Refusals,
        (status = 502, body = Fout, content_type = "application/problem+json")
    )
)]
pub(super) async fn explain(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<Explain>(&request, body);
    let (caller, body, now) = asked(&request, body, &app).await?;
    let Asked { question, url, asker } = body.read()?;
    let write = begin(&request, &app).await?;
    let state = app.follower.last_known();
    let explanation = Explanation {
        iss: app.public_url.as_str().to_owned(),
        iat: UnixTime::new(now.timestamp()),
        exp: UnixTime::new(now.timestamp()).plus(LIFETIME),
        htm: question.method.to_string(),
        htu: url,
        asker,
    };
    let leave = leave(&explanation, &state)?;
    // On record before anybody is shown what it says.
    let path = question.target.split('?').next().unwrap_or_default();
    let path = &path[..path.floor_char_boundary(LONGEST)];
    let on = format!("{} {path}", question.method);
    let written = Written {
        caller: &caller,
        act: Act::VerdictExplain,
        on,
        content: Content::NONE,
        changed: Vec::new(),
        notice: None,
    };
    commit(write, written, &app, now).await?;
    let told = app.gateways.ask(&question, &leave).await.map_err(AdminError::Unexplained)?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "no-store"));
    Ok(answer.json(read(&told)?))
}

fn leave(explanation: &Explanation, state: &State) -> Result<HeaderValue, AdminError> {
    let no_key =
        || AdminError::NoKeyYet { algorithm: ALGORITHM, signs_from: state.signs_from(ALGORITHM) };
    let key = state.signing_key(ALGORITHM).ok_or_else(no_key)?;
    let leave = sign_explanation(explanation, key).map_err(|_| AdminError::Internal)?;
    let mut leave =
        HeaderValue::try_from(format!("Explain {leave}")).map_err(|_| AdminError::Internal)?;
    leave.set_sensitive(true);
    Ok(leave)
}

fn read(told: &Told) -> Result<Explained, AdminError> {
    let Told { gateway, status, body } = told;
    let read = match *status {
        StatusCode::OK => Explained::read(gateway, body),
        // Of what is asked it says so within; this is about the leave itself.
        StatusCode::UNAUTHORIZED => None,
        _ => Explained::refused(gateway, body),
    };
    read.ok_or_else(|| AdminError::NotUnderstood {
        gateway: gateway.clone(),
        status: status.as_u16(),
    })
}
