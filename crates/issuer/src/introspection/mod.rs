//! `POST /connect/introspect`: says what a token stands for (RFC 7662), to gateways of this
//! installation, and to registered APIs as far as the token is for them. Clients hear nothing.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONNECTION, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use edge::authorization::{Authorization, AuthorizationError};
use edge::introspection::Introspected;
use edge::peer::Peer;
use tracing::{error, info};

use crate::access::{self, AccessError};
use crate::app::App;
use crate::form::{Form, FormError};
use crate::insiders::{self, Claimant, Insider, InsiderError};
use crate::model::Belongs;
use crate::oauth;
use crate::pace::Wait;
use crate::transport::{self, InPlain};

mod said;

/// Why nothing is said.
#[derive(Debug, thiserror::Error)]
enum IntrospectionError {
    #[error(transparent)]
    InPlain(#[from] InPlain),
    #[error(transparent)]
    Form(#[from] FormError),
    #[error("no token was sent")]
    NoToken,
    #[error("the Authorization header cannot be used: {0}")]
    Header(#[from] AuthorizationError),
    #[error("the caller does not authenticate")]
    NoCaller,
    #[error(transparent)]
    Caller(#[from] InsiderError),
    #[error(transparent)]
    TooOften(#[from] Wait),
    #[error(transparent)]
    Access(#[from] AccessError),
}

/// Answers a request about a token.
pub(crate) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    match introspect(&request, body, &app).await {
        Ok(said) => oauth::unstored(StatusCode::OK).json(said),
        Err(error) => refuse(&error),
    }
}

/// Answers every other method (RFC 7662 2.1: with POST).
pub(crate) async fn other_method() -> HttpResponse {
    let text = "the introspection endpoint takes POST alone, with the parameters in the body";
    let mut response = oauth::refused(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", text);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    response
}

async fn introspect(
    request: &HttpRequest,
    body: Payload,
    app: &App,
) -> Result<Introspected, IntrospectionError> {
    let now = app.clock.now();
    transport::private(request, app.plain_http)?;
    let form = Form::read(request, body).await?;
    // RFC 7662 2.1: the caller proves who it is before it hears of any token.
    let caller = caller(request, app, now).await?;
    let token = form.get("token").ok_or(IntrospectionError::NoToken)?;
    let standing = access::standing(token, app, now).await?;
    let client = standing.as_ref().map(|standing| standing.entry.client.id.as_str());
    info!(caller = %caller.id, active = client.is_some(), client, "token introspected");
    let state = app.follower.current().await.map_err(AccessError::from)?;
    let said =
        standing.and_then(|standing| said::to(&caller, &standing, &state, &app.default_audience));
    if said.is_none() {
        // RFC 7662 4: what is alive is told however much was asked; the rest may be somebody's search.
        app.probes.leave(caller.id.as_str(), source(request), now)?;
    }
    Ok(said.map_or(Introspected::INACTIVE, |claims| Introspected {
        active: true,
        claims: Some(claims),
        token_type: Some("Bearer"),
    }))
}

async fn caller(
    request: &HttpRequest,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Insider, IntrospectionError> {
    let Some(Authorization::Basic(basic)) = Authorization::of(request.headers())? else {
        return Err(IntrospectionError::NoCaller);
    };
    let callers = [Belongs::Gateway, Belongs::Api];
    let claimant = Claimant { basic: &basic, source: source(request) };
    let proven = insiders::authenticate(claimant, &callers, app, now).await;
    proven.map_err(|error| match error {
        InsiderError::TooOften(wait) => IntrospectionError::TooOften(wait),
        other => IntrospectionError::Caller(other),
    })
}

fn source(request: &HttpRequest) -> IpAddr {
    Peer::of(request).address()
}

fn refuse(error: &IntrospectionError) -> HttpResponse {
    let (status, code, text) = wire(error);
    if status.is_server_error() {
        error!(%error, "nothing was said of a token");
    } else {
        info!(%error, "nothing was said of a token");
    }
    let mut response = oauth::refused(status, code, &text);
    let headers = response.headers_mut();
    match status {
        StatusCode::UNAUTHORIZED => {
            let challenge = r#"Basic realm="Zaakpoort", charset="UTF-8""#;
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        StatusCode::TOO_MANY_REQUESTS => {
            if let IntrospectionError::TooOften(wait) = error {
                headers.insert(RETRY_AFTER, wait.seconds().into());
            }
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
    response
}

fn wire(error: &IntrospectionError) -> (StatusCode, &'static str, String) {
    use IntrospectionError as E;
    use StatusCode as S;
    match error {
        E::InPlain(_) => (S::BAD_REQUEST, "invalid_request", IN_PLAIN.to_owned()),
        E::Form(why) => (why.status(), "invalid_request", why.to_string()),
        E::NoToken => (S::BAD_REQUEST, "invalid_request", NO_TOKEN.to_owned()),
        E::Header(AuthorizationError::Several) => {
            (S::BAD_REQUEST, "invalid_request", SEVERAL.to_owned())
        }
        E::Header(_) | E::NoCaller | E::Caller(InsiderError::Unknown) => {
            (S::UNAUTHORIZED, "invalid_client", CALLER.to_owned())
        }
        E::Caller(InsiderError::Busy | InsiderError::Stale(_)) | E::Access(_) => {
            (S::SERVICE_UNAVAILABLE, "temporarily_unavailable", NOT_NOW.to_owned())
        }
        E::TooOften(_) | E::Caller(InsiderError::TooOften(_)) => {
            (S::TOO_MANY_REQUESTS, "temporarily_unavailable", TOO_OFTEN.to_owned())
        }
        E::Caller(InsiderError::Failed) => {
            (S::INTERNAL_SERVER_ERROR, "server_error", INTERNAL.to_owned())
        }
    }
}

const IN_PLAIN: &str = "this came over plain http, where others can read it; send it over https, \
                        and ask for new credentials in place of those that were sent";
const NO_TOKEN: &str = "the parameter token is missing; send the token in the body";
const SEVERAL: &str = "the request has more than one Authorization header";
const CALLER: &str = "tokens are introspected by gateways and registered APIs, with client id and \
                      credential of their own as HTTP Basic; those of clients are not good here";
const TOO_OFTEN: &str = "too much that is no credential or no living token came from here; try again \
                         after the number of seconds in Retry-After";
const NOT_NOW: &str =
    "this cannot be said now; try again after the number of seconds in Retry-After";
const INTERNAL: &str = "the issuer made a mistake; the log has the details";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        for text in [IN_PLAIN, NO_TOKEN, SEVERAL, CALLER, TOO_OFTEN, NOT_NOW, INTERNAL] {
            assert!(text.chars().all(allowed), "{text}");
        }
    }
}
