//! `GET /feed/v1`: what gateways need to know, as it changes.
//!
//! Opened with a gateway's own credential, which is good for nothing else; each opening is a row
//! of the audit log, and the feed ends when the credential is revoked. Gateways that wait for that
//! row would go stale beside a database that only takes no writes: then the log of the process has
//! it instead.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use edge::authorization::{Authorization, AuthorizationError, Basic};
use edge::chance::{self, NoChance};
use edge::feed::ChangeNumber;
use edge::peer::Peer;
use edge::problem::Fout;
use edge::serving::Place;
use tracing::{debug, error, info, warn};
use uuid::Uuid;

use crate::act::Act;
use crate::app::App;
use crate::config::PlainHttp;
use crate::insiders::{self, Claimant, Insider, InsiderError};
use crate::model::{Belongs, CredentialId};
use crate::pace::Wait;
use crate::state::Stale;
use crate::store::{self, StoreError, audit};
use crate::transport::{self, InPlain};

mod stream;
pub(crate) mod uses;

/// A gateway that proved who it is.
#[derive(Debug, Clone)]
struct Reader {
    gateway: ClientId,
    credential: CredentialId,
    peer: Option<IpAddr>,
    place: Option<Place>,
}

/// Why the feed is not opened.
#[derive(Debug, thiserror::Error)]
enum FeedError {
    #[error(transparent)]
    InPlain(#[from] InPlain),
    #[error("no live credential of a gateway was presented")]
    Unauthorized,
    /// Which of several headers counts is not ours to choose.
    #[error(transparent)]
    Several(AuthorizationError),
    #[error("the hashing pool is full")]
    Busy,
    #[error(transparent)]
    TooOften(#[from] Wait),
    /// It would end at once; another issuer may take the gateway.
    #[error("this issuer stops")]
    Stopping,
    #[error(transparent)]
    Stale(#[from] Stale),
    #[error("argon2 failed")]
    Internal,
}

/// Why an opening is not in the audit log.
#[derive(Debug, thiserror::Error)]
enum Unrecorded {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// Opens the feed.
pub(crate) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    match open(&request, &app).await {
        Ok(reader) => {
            info!(gateway = %reader.gateway, "feed opened");
            HttpResponse::Ok()
                .content_type("text/event-stream")
                .insert_header((CACHE_CONTROL, "no-store"))
                .body(stream::open(app, reader, resume_from(&request)))
        }
        Err(error) => refuse(&error),
    }
}

async fn open(request: &HttpRequest, app: &App) -> Result<Reader, FeedError> {
    let now = app.clock.now();
    let basic = credential(request)?;
    if app.stop.is_given() {
        return Err(FeedError::Stopping);
    }
    let source = Peer::of(request).address();
    let reader = authenticate(Claimant { basic: &basic, source }, app, now).await?;
    let (peer, place) = (Some(source), Place::of(request));
    let reader = Reader { peer, place, ..reader };
    if let Err(error) = record(&reader, app, now).await {
        let (gateway, credential) = (&reader.gateway, &reader.credential);
        error!(%gateway, %credential, peer = ?reader.peer, %error, "this opening is not in the audit log");
    }
    Ok(reader)
}

/// What was presented. It opens the feed, which carries keys, so no setting has it taken in plain text
/// from other machines.
fn credential(request: &HttpRequest) -> Result<Basic, FeedError> {
    transport::private(request, PlainHttp::Loopback)?;
    match Authorization::of(request.headers()) {
        Ok(Some(Authorization::Basic(basic))) => Ok(basic),
        Err(error @ AuthorizationError::Several) => Err(FeedError::Several(error)),
        Ok(_) | Err(_) => Err(FeedError::Unauthorized),
    }
}

async fn authenticate(
    claimant: Claimant<'_>,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Reader, FeedError> {
    let gateway = insiders::authenticate(claimant, &[Belongs::Gateway], app, now).await;
    let Insider { id, credential } = gateway.map_err(|error| match error {
        InsiderError::Unknown => FeedError::Unauthorized,
        InsiderError::Busy => FeedError::Busy,
        InsiderError::TooOften(wait) => FeedError::TooOften(wait),
        InsiderError::Stale(stale) => FeedError::Stale(stale),
        InsiderError::Failed => FeedError::Internal,
    })?;
    Ok(Reader { gateway: id, credential, peer: None, place: None })
}

async fn record(reader: &Reader, app: &App, now: DateTime<Utc>) -> Result<(), Unrecorded> {
    let id = chance::uuid_v7(now)?;
    let actor = reader.gateway.as_str();
    let (subject, address) = (reader.credential.to_string(), reader.peer);
    let deed = audit::Deed {
        address,
        ..audit::Deed::new(actor, Act::FeedOpen, subject, audit::Content::NONE)
    };
    let write = store::append(&app.db).await?;
    audit::insert(&write, id, deed, now).await?;
    Ok(write.commit().await?)
}

fn resume_from(request: &HttpRequest) -> Option<ChangeNumber> {
    let header = request.headers().get("last-event-id")?.to_str().ok()?;
    header.parse().ok().map(ChangeNumber::new)
}

const IN_PLAIN: &str = "the feed carries keys, and is not sent over plain http; reach the issuer \
                        over https (gateway.issuer_address), and make the gateway a new credential \
                        with `zaakpoort secret create gateway`: this one could be read";
const UNAUTHORIZED: &str = "the feed is for gateways: present a gateway's client id and its \
                            credential as HTTP Basic; `zaakpoort secret create gateway` makes one";
const NOT_NOW: &str = "the feed cannot be opened now; try again after the seconds in Retry-After";
const INTERNAL: &str = "the issuer made a mistake; the log has the details";

/// Status, code, title and what to do.
type Wire = (StatusCode, &'static str, &'static str, String);

impl FeedError {
    fn wire(&self) -> Wire {
        use StatusCode as S;
        match self {
            Self::Several(error) => {
                let detail = error.to_string();
                (S::BAD_REQUEST, "invalid-request", "The request is not valid.", detail)
            }
            Self::InPlain(_) => (S::FORBIDDEN, "in-plain", "Others can read it.", IN_PLAIN.into()),
            Self::Unauthorized => {
                (S::UNAUTHORIZED, "not-authenticated", "Not authenticated.", UNAUTHORIZED.into())
            }
            Self::Busy | Self::Stopping | Self::Stale(_) => {
                (S::SERVICE_UNAVAILABLE, "unavailable", "Not now.", NOT_NOW.into())
            }
            Self::TooOften(_) => {
                (S::TOO_MANY_REQUESTS, "throttled", "Too many wrong credentials.", NOT_NOW.into())
            }
            Self::Internal => {
                let title = "The issuer made a mistake.";
                (S::INTERNAL_SERVER_ERROR, "error", title, INTERNAL.into())
            }
        }
    }
}

impl FeedError {
    fn answer(&self, instance: Uuid) -> HttpResponse {
        let mut response = answer(self.wire(), instance);
        if let Self::TooOften(wait) = self {
            response.headers_mut().insert(RETRY_AFTER, wait.seconds().into());
        }
        response
    }
}

fn refuse(error: &FeedError) -> HttpResponse {
    let instance = chance::uuid_v4().unwrap_or(Uuid::nil());
    if let FeedError::Stopping = error {
        debug!(%error, %instance, "feed refused");
    } else {
        warn!(%error, %instance, "feed refused");
    }
    error.answer(instance)
}

fn answer((status, code, title, detail): Wire, instance: Uuid) -> HttpResponse {
    let mut response = Fout::new(status, code, title, instance).detail(detail).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::UNAUTHORIZED {
        let challenge = r#"Basic realm="Zaakpoort feed", charset="UTF-8""#;
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}
