//! `POST /feed/v1/uses`: which API tokens and keys of ZGW JWTs a gateway took, and when. Gateways judge
//! these by themselves, so nobody else knows.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use edge::chance;
use edge::incoming::{self, BodyHeadError, IncomingError};
use edge::peer::Peer;
use edge::uses::{MOST_REPORTED, Minute, Report};
use tracing::warn;
use uuid::Uuid;

use super::{FeedError, Wire, answer, authenticate, credential};
use crate::app::App;
use crate::insiders::Claimant;
use crate::model::CredentialId;
use crate::object::Object;
use crate::store::StoreError;
use crate::store::uses::Among;
use crate::uses;

/// Longest body, in bytes: that many names fit twice.
const MAX_BODY: usize = MOST_REPORTED * 64;
/// How long it may take to arrive.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// Why a report is not taken.
#[derive(Debug, thiserror::Error)]
enum UsesError {
    #[error(transparent)]
    Caller(#[from] FeedError),
    #[error(transparent)]
    Head(#[from] BodyHeadError),
    #[error("send the report with Content-Type application/json")]
    OtherType,
    #[error(transparent)]
    Body(#[from] IncomingError),
    #[error("the body is not a report: {0}")]
    NotUnderstood(#[from] serde_json::Error),
    #[error("the report could not be written: {0}")]
    Unwritten(#[from] StoreError),
}

/// Takes a report. It is in the database when it is answered.
pub(crate) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    match take(&request, body, &app).await {
        Ok(()) => HttpResponse::NoContent().finish(),
        Err(error) => refuse(&error),
    }
}

async fn take(request: &HttpRequest, body: Payload, app: &App) -> Result<(), UsesError> {
    let now = app.clock.now();
    let basic = credential(request)?;
    let source = Peer::of(request).address();
    authenticate(Claimant { basic: &basic, source }, app, now).await?;
    let report = read(request, body).await?;
    // What has not come yet here cannot have been: a clock elsewhere is ahead.
    let latest = Minute::of(now);
    let known = report.uses.iter().filter(|(id, _)| CredentialId::parse(id).is_some());
    let these = known.map(|(id, at)| (id.as_str(), latest.min(*at)));
    uses::write(these, Among::JudgedByGateways, app).await?;
    Ok(())
}

async fn read(request: &HttpRequest, body: Payload) -> Result<Report, UsesError> {
    if incoming::media_type(request.headers())? != "application/json" {
        return Err(UsesError::OtherType);
    }
    let body = incoming::read(request.headers(), body, MAX_BODY, PATIENCE).await?;
    let Object(report) = serde_json::from_slice(&body)?;
    Ok(report)
}

fn refuse(error: &UsesError) -> HttpResponse {
    let instance = chance::uuid_v4().unwrap_or(Uuid::nil());
    warn!(%error, %instance, "a report of what was used is refused");
    match error {
        UsesError::Caller(error) => error.answer(instance),
        other => answer(other.wire(), instance),
    }
}

impl UsesError {
    fn wire(&self) -> Wire {
        use StatusCode as S;
        let (status, code, title) = match self {
            Self::Caller(error) => return error.wire(),
            Self::Body(IncomingError::TooLarge(_)) => {
                (S::PAYLOAD_TOO_LARGE, "invalid-request", "The request is not valid.")
            }
            Self::Head(_) | Self::OtherType | Self::Body(_) | Self::NotUnderstood(_) => {
                (S::BAD_REQUEST, "invalid-request", "The request is not valid.")
            }
            Self::Unwritten(_) => (S::SERVICE_UNAVAILABLE, "unavailable", "Not now."),
        };
        let detail = match self {
            Self::Unwritten(_) => NOT_NOW.to_owned(),
            other => other.to_string(),
        };
        (status, code, title, detail)
    }
}

const NOT_NOW: &str = "this cannot be written now; try again after the seconds in Retry-After";
