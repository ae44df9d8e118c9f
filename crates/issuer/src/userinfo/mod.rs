//! `/connect/userinfo`: whom a token speaks for (OpenID Connect Core 5.3). Of a token that a client
//! got in its own name, that is the client: some APIs ask here about every request.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONNECTION, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use edge::authorization::{Authorization, AuthorizationError};
use secrecy::ExposeSecret as _;
use tokens::AccessClaims;
use tracing::{debug, error};
use uuid::Uuid;

use crate::access::{self, AccessError, Standing};
use crate::app::App;
use crate::cors;
use crate::oauth;
use crate::transport::{self, InPlain};

mod claims;
mod lately;

use claims::UserInfo;
pub(crate) use lately::Lately;

/// The scope by which a client says that it speaks OpenID Connect.
const OPENID: &str = "openid";

/// Why nothing is said.
#[derive(Debug, thiserror::Error)]
enum UserInfoError {
    #[error(transparent)]
    InPlain(#[from] InPlain),
    #[error("no token was sent")]
    NoToken,
    #[error("the request has more than one Authorization header")]
    Several,
    #[error("the token is not alive, or is none")]
    NotAlive,
    #[error("the token does not carry the scope openid")]
    NoOpenid,
    #[error(transparent)]
    Access(#[from] AccessError),
}

/// Says whom the token of a request speaks for.
pub(crate) async fn answer(request: HttpRequest, app: Data<App>) -> HttpResponse {
    match said(&request, &app).await {
        Ok(said) => oauth::unstored(StatusCode::OK).json(said),
        Err(error) => refuse(&error, &request),
    }
}

async fn said(request: &HttpRequest, app: &App) -> Result<UserInfo, UserInfoError> {
    let now = app.clock.now();
    transport::private(request, app.plain_http)?;
    let standing = bearer(request, app, now).await?;
    cors::asked_by(request, Some(&standing.known.claims.client_id));
    let scope = standing.known.claims.scope.as_deref().unwrap_or_default();
    if scope.split(' ').any(|held| held == OPENID) {
        of(&standing.known.claims, app, now).await
    } else {
        Err(UserInfoError::NoOpenid)
    }
}

/// Of the client itself, or of the person that it speaks for.
async fn of(
    claims: &AccessClaims,
    app: &App,
    now: DateTime<Utc>,
) -> Result<UserInfo, UserInfoError> {
    if claims.sub == claims.client_id {
        return Ok(UserInfo::of_client(claims));
    }
    let id = Uuid::parse_str(&claims.sub).map_err(|_| UserInfoError::NotAlive)?;
    let person = lately::person(id, app, now).await.map_err(AccessError::from)?;
    let person = person.ok_or(UserInfoError::NotAlive)?;
    Ok(UserInfo::of_person(claims, &person))
}

/// The token of a request, alive (RFC 6750 2.1: in the header, and nowhere else).
async fn bearer(
    request: &HttpRequest,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Standing, UserInfoError> {
    let token = match Authorization::of(request.headers()) {
        Ok(Some(Authorization::Bearer(token))) => token,
        Ok(_) | Err(AuthorizationError::NoScheme) => return Err(UserInfoError::NoToken),
        Err(AuthorizationError::Several) => return Err(UserInfoError::Several),
        Err(_) => return Err(UserInfoError::NotAlive),
    };
    let standing = access::standing(token.expose_secret(), app, now).await?;
    standing.ok_or(UserInfoError::NotAlive)
}

/// A challenge always has parameters, the realm first: some callers can read no other.
fn refuse(error: &UserInfoError, request: &HttpRequest) -> HttpResponse {
    use StatusCode as S;
    use UserInfoError as E;
    let (status, code, text) = match error {
        E::InPlain(_) => (S::BAD_REQUEST, "invalid_request", IN_PLAIN),
        E::Several => (S::BAD_REQUEST, "invalid_request", SEVERAL),
        E::NoToken => (S::UNAUTHORIZED, "invalid_token", NO_TOKEN),
        E::NotAlive => (S::UNAUTHORIZED, "invalid_token", NOT_ALIVE),
        E::NoOpenid => (S::FORBIDDEN, "insufficient_scope", NO_OPENID),
        E::Access(_) => (S::SERVICE_UNAVAILABLE, "temporarily_unavailable", NOT_NOW),
    };
    if status.is_server_error() {
        error!(%error, "nothing was said of a token");
    } else {
        debug!(%error, "nothing was said of a token");
    }
    let mut response = oauth::refused(status, code, text);
    let headers = response.headers_mut();
    if let Some(challenge) = challenge(error, code, text) {
        headers.insert(WWW_AUTHENTICATE, challenge);
    }
    if status == S::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    // The body of a POST is not read: nothing in it counts here.
    if request.method() == actix_web::http::Method::POST {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// RFC 6750 3.1: without a token there is no error to name.
fn challenge(error: &UserInfoError, code: &str, text: &str) -> Option<HeaderValue> {
    let scope = match error {
        UserInfoError::NoToken => {
            return Some(HeaderValue::from_static(r#"Bearer realm="Zaakpoort""#));
        }
        UserInfoError::InPlain(_) | UserInfoError::Access(_) => return None,
        UserInfoError::NoOpenid => r#", scope="openid""#,
        UserInfoError::Several | UserInfoError::NotAlive => "",
    };
    let challenge =
        format!(r#"Bearer realm="Zaakpoort", error="{code}", error_description="{text}"{scope}"#);
    HeaderValue::try_from(challenge).ok()
}

const IN_PLAIN: &str = "this came over plain http, where others can read it; send it over https";
const SEVERAL: &str = "the request has more than one Authorization header";
const NO_TOKEN: &str = "send an access token as Authorization: Bearer";
/// In the words of another well-known server, which the tests of some callers wait for.
const NOT_ALIVE: &str = "Token verification failed";
const NO_OPENID: &str = "Missing openid scope";
const NOT_NOW: &str =
    "this cannot be said now; try again after the number of seconds in Retry-After";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_only_the_characters_that_rfc_6750_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        for text in [IN_PLAIN, SEVERAL, NO_TOKEN, NOT_ALIVE, NO_OPENID, NOT_NOW] {
            assert!(text.chars().all(allowed), "{text}");
        }
    }
}
