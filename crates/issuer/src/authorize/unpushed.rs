//! Why a client may not push a request, as it hears it (RFC 9126 2.3).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONNECTION, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use tracing::{error, info};

use super::fault::Fault;
use super::parameters::Unreadable;
use super::refusal::Unaddressed;
use super::waiting::{PUSHED_FOR, Unkept};
use crate::client_auth::ClientAuthError;
use crate::form::FormError;
use crate::oauth;
use crate::pace::Wait;
use crate::state::Stale;
use crate::transport::InPlain;

/// Why.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unpushed {
    #[error(transparent)]
    InPlain(#[from] InPlain),
    #[error(transparent)]
    Form(#[from] FormError),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    Client(#[from] ClientAuthError),
    #[error("a request_uri was pushed")]
    RequestUri,
    /// It could not be sent on.
    #[error(transparent)]
    Address(#[from] Unaddressed),
    /// It would be refused.
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error(transparent)]
    Unkept(#[from] Unkept),
    #[error("a client that proves nothing pushes too many from there")]
    TooOften(#[from] Wait),
    #[error(transparent)]
    Stale(#[from] Stale),
}

type Wire<'a> = (StatusCode, &'static str, &'a str);

impl Unpushed {
    /// The answer, and a line in the log.
    pub(super) fn answer(&self) -> HttpResponse {
        let text = self.to_string();
        let (status, error, description) = self.wire(&text);
        if status.is_server_error() {
            error!(error = %self, "no request was pushed");
        } else {
            info!(why = %self, "no request was pushed");
        }
        let mut answer = oauth::refused(status, error, description);
        for (name, value) in self.headers(status) {
            answer.headers_mut().insert(name, value);
        }
        answer
    }

    /// A description has only the characters that RFC 6749 allows, and repeats nothing of the request.
    fn wire<'a>(&self, text: &'a str) -> Wire<'a> {
        let invalid = |what| (StatusCode::BAD_REQUEST, "invalid_request", what);
        match self {
            Self::InPlain(_) => invalid(IN_PLAIN),
            Self::Form(why) => (why.status(), "invalid_request", text),
            Self::Unreadable(Unreadable::TooLong) => {
                (StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", TOO_LONG)
            }
            Self::Unreadable(Unreadable::NotText) => invalid(NOT_TEXT),
            Self::Client(error) => error.told(),
            Self::RequestUri => invalid(REQUEST_URI),
            Self::Address(why) => invalid(of_address(*why)),
            Self::Fault(fault) => {
                let (error, description) = fault.told();
                (StatusCode::BAD_REQUEST, error, description)
            }
            Self::Unkept(Unkept::TooMany) | Self::TooOften(_) => {
                (StatusCode::TOO_MANY_REQUESTS, UNAVAILABLE, TOO_MANY)
            }
            Self::Unkept(Unkept::Store(_)) | Self::Stale(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE, LATER)
            }
            Self::Unkept(Unkept::Unwritable(_) | Unkept::Chance(_)) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error", INTERNAL)
            }
        }
    }

    fn headers(&self, status: StatusCode) -> Vec<(HeaderName, HeaderValue)> {
        let mut headers = Vec::new();
        if let Self::Client(error) = self {
            let challenge = error.challenge().map(HeaderValue::from_static);
            headers.extend(challenge.map(|challenge| (WWW_AUTHENTICATE, challenge)));
        }
        if let Some(seconds) = self.wait(status) {
            headers.push((RETRY_AFTER, seconds.into()));
        }
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            headers.push((CONNECTION, HeaderValue::from_static("close")));
        }
        headers
    }

    /// After how many seconds it is worth asking again, where that helps.
    fn wait(&self, status: StatusCode) -> Option<u64> {
        match self {
            Self::Client(error) => error.retry_after(),
            Self::TooOften(wait) => Some(wait.seconds()),
            // As long as a pushed request waits.
            Self::Unkept(Unkept::TooMany) => u64::try_from(PUSHED_FOR.num_seconds()).ok(),
            _ => (status == StatusCode::SERVICE_UNAVAILABLE).then_some(1),
        }
    }
}

/// Who pushes may know why.
const fn of_address(why: Unaddressed) -> &'static str {
    match why {
        Unaddressed::UnknownClient => UNKNOWN_CLIENT,
        Unaddressed::RedirectUri => REDIRECT_URI,
        Unaddressed::NoRedirectUri => NO_REDIRECT_URI,
    }
}

const UNAVAILABLE: &str = "temporarily_unavailable";
const IN_PLAIN: &str = "this came over plain http, where others can read it; send it over https, \
                        and ask for a new secret in place of one that was sent";
const TOO_LONG: &str = "the parameters are longer than 8 KiB together";
const NOT_TEXT: &str = "a parameter has a NUL character or is no UTF-8 text; leave that out";
const REQUEST_URI: &str = "request_uri is what this endpoint gives; send the parameters themselves";
const REDIRECT_URI: &str = "redirect_uri is not, letter by letter, one that is registered for this \
                            client";
const UNKNOWN_CLIENT: &str = "this client is not there any more";
const NO_REDIRECT_URI: &str = "redirect_uri is missing; this client must send one";
const TOO_MANY: &str = "too many pushed requests wait for somebody to come; try again after the \
                        number of seconds in Retry-After";
const LATER: &str = "the issuer cannot read its database now; try again after the number of \
                     seconds in Retry-After";
const INTERNAL: &str = "the issuer made a mistake; the log has the details";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        for text in [
            IN_PLAIN,
            TOO_LONG,
            NOT_TEXT,
            REQUEST_URI,
            UNKNOWN_CLIENT,
            REDIRECT_URI,
            NO_REDIRECT_URI,
            TOO_MANY,
            LATER,
            INTERNAL,
        ] {
            assert!(text.chars().all(allowed), "{text}");
        }
    }
}
