//! Errors of the token endpoint, exactly as RFC 6749 5.2 has them.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONNECTION, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use tokens::Algorithm;
use tracing::{error, info};

use crate::client_auth::ClientAuthError;
use crate::form::FormError;
use crate::granting::audience::NotLinked;
use crate::granting::scope::NotHeld;
use crate::oauth;
use crate::settings::GrantType;
use crate::state::Stale;
use crate::store::StoreError;
use crate::transport::InPlain;

/// Why no token was issued. The caller sees the class, the log the fact.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenError {
    /// The request is not what the RFC says it must be.
    #[error("invalid_request: {0}")]
    InvalidRequest(&'static str),
    /// The body is no form, or more than is read.
    #[error("invalid_request: {0}")]
    Form(#[from] FormError),
    /// Others could read it.
    #[error("invalid_request: {0}")]
    InPlain(#[from] InPlain),
    /// The client did not prove who it is, or not in a way that can be read.
    #[error(transparent)]
    Client(#[from] ClientAuthError),
    /// A grant that this issuer does not have.
    #[error("unsupported_grant_type")]
    UnsupportedGrantType,
    /// A grant that this client does not have.
    #[error("unauthorized_client: not registered for {}", .0.as_str())]
    UnauthorizedClient(GrantType),
    /// A code or a refresh token that gives nothing.
    #[error("invalid_grant: {0}")]
    InvalidGrant(&'static str),
    /// A scope that the client does not hold; never silently dropped.
    #[error(transparent)]
    InvalidScope(#[from] NotHeld),
    /// An audience that the client is not linked to.
    #[error(transparent)]
    InvalidTarget(#[from] NotLinked),
    /// A token of another client.
    #[error("invalid_grant: the token was issued to another client")]
    NotTheirs,
    /// The state cannot be confirmed now.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// The database does not do what it must.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No key signs yet of the algorithm that the client's tokens are signed with.
    #[error("no key of {algorithm} signs yet")]
    NoKey {
        /// Which.
        algorithm: Algorithm,
        /// In how many seconds there is one, as far as is known.
        wait: i64,
    },
    /// Our own fault.
    #[error("{0}")]
    Internal(&'static str),
}

/// A token error as the caller sees it.
struct Wire {
    status: StatusCode,
    error: &'static str,
    description: Cow<'static, str>,
}

fn wire(
    status: StatusCode,
    error: &'static str,
    description: impl Into<Cow<'static, str>>,
) -> Wire {
    Wire { status, error, description: description.into() }
}

/// From fact to wire. A description is ASCII without quotes or backslashes (RFC 6749 5.2), and
/// repeats nothing of the request.
fn to_wire(error: &TokenError) -> Wire {
    use StatusCode as S;
    match error {
        TokenError::InvalidRequest(what) => wire(S::BAD_REQUEST, "invalid_request", *what),
        TokenError::Form(why) => wire(why.status(), "invalid_request", why.to_string()),
        TokenError::InPlain(_) => wire(S::BAD_REQUEST, "invalid_request", IN_PLAIN),
        TokenError::Client(error) => {
            let (status, error, description) = error.told();
            wire(status, error, description)
        }
        TokenError::UnsupportedGrantType => {
            wire(S::BAD_REQUEST, "unsupported_grant_type", GRANT_TYPE)
        }
        TokenError::UnauthorizedClient(_) => {
            wire(S::BAD_REQUEST, "unauthorized_client", UNAUTHORIZED)
        }
        TokenError::NotTheirs => wire(S::BAD_REQUEST, "invalid_grant", NOT_THEIRS),
        TokenError::InvalidGrant(what) => wire(S::BAD_REQUEST, "invalid_grant", *what),
        TokenError::InvalidScope(why) => wire(S::BAD_REQUEST, "invalid_scope", why.told()),
        TokenError::InvalidTarget(_) => wire(S::BAD_REQUEST, "invalid_target", TARGET),
        TokenError::Stale(_) | TokenError::Store(_) => {
            wire(S::SERVICE_UNAVAILABLE, "temporarily_unavailable", STALE)
        }
        TokenError::NoKey { .. } => wire(S::SERVICE_UNAVAILABLE, "temporarily_unavailable", NO_KEY),
        TokenError::Internal(_) => wire(S::INTERNAL_SERVER_ERROR, "server_error", INTERNAL),
    }
}

const IN_PLAIN: &str = "this came over plain http, where others can read it; send it over https, \
                        and ask for a new secret in place of one that was sent";
const GRANT_TYPE: &str = "use grant_type=client_credentials, authorization_code with a code, or \
                          refresh_token with a refresh token";
const UNAUTHORIZED: &str = "this client is not registered for this grant type; ask the \
                            administrator of this issuer to add it, or for another client";
const NOT_THEIRS: &str = "the token was issued to another client, which alone may revoke it";
const TARGET: &str = "a requested resource or audience is not one that this client is linked to; \
                      leave it out to get the default";
const STALE: &str = "the issuer cannot read its database now; try again after the number of \
                     seconds in Retry-After";
const NO_KEY: &str = "the key that is to sign tokens for this client does not sign yet; try again \
                      after the number of seconds in Retry-After";
const INTERNAL: &str = "the issuer made a mistake; the log has the details";

/// The error's name on the wire.
pub(super) fn code(error: &TokenError) -> &'static str {
    to_wire(error).error
}

/// The class of a refusal, and its reason in words that do not depend on the request; nothing of what is
/// nobody's fault but ours.
pub(super) fn class(error: &TokenError) -> Option<(&'static str, &'static str)> {
    let wire = to_wire(error);
    let reason = match wire.description {
        Cow::Borrowed(text) => text,
        Cow::Owned(_) => "",
    };
    (!wire.status.is_server_error()).then_some((wire.error, reason))
}

/// Answers with an error, and logs it once.
pub(super) fn respond(error: &TokenError) -> HttpResponse {
    let wire = to_wire(error);
    log(error, wire.status);
    let mut response = oauth::refused(wire.status, wire.error, &wire.description);
    let headers = response.headers_mut();
    if let TokenError::Client(error) = error
        && let Some(challenge) = error.challenge()
    {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    if let Some(seconds) = wait(error, wire.status) {
        headers.insert(RETRY_AFTER, seconds.into());
    }
    if wire.status == StatusCode::PAYLOAD_TOO_LARGE {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// After how many seconds it is worth asking again, where that helps.
fn wait(error: &TokenError, status: StatusCode) -> Option<u64> {
    match error {
        TokenError::Client(error) => error.retry_after(),
        TokenError::NoKey { wait, .. } => Some(u64::try_from(*wait).unwrap_or(1)),
        _ => (status == StatusCode::SERVICE_UNAVAILABLE).then_some(1),
    }
}

fn log(error: &TokenError, status: StatusCode) {
    if status.is_server_error() {
        error!(%error, "no token issued");
    } else {
        info!(%error, "no token issued");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        for text in
            [IN_PLAIN, NOT_THEIRS, GRANT_TYPE, UNAUTHORIZED, TARGET, STALE, NO_KEY, INTERNAL]
        {
            assert!(text.chars().all(allowed), "{text}");
        }
    }
}
