//! From a refusal to the wire, in one match without `_`: a new refusal gets its status by choice.

use actix_web::http::StatusCode;
use tokens::TokenError;

use super::challenge::Challenge;
use super::{Beside, Refusal};

/// How a refusal looks from outside, apart from its text.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    pub(super) challenge: Challenge,
    /// `Retry-After`, in seconds.
    pub(super) retry_after: Option<u32>,
}

impl Wire {
    const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, challenge: Challenge::None, retry_after: None }
    }

    fn bad_request(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, "The request is not well-formed.")
    }

    /// RFC 6750 3.1: `invalid_request` is 400.
    fn invalid_request(code: &'static str, description: &'static str) -> Self {
        let challenge = Challenge::Error { error: "invalid_request", description };
        Self { challenge, ..Self::bad_request(code) }
    }

    fn unauthenticated(code: &'static str) -> Self {
        let wire = Self::new(StatusCode::UNAUTHORIZED, code, "An access token is needed.");
        Self { challenge: Challenge::Bare, ..wire }
    }

    /// RFC 6750 3.1: `invalid_token` is 401.
    fn invalid_token(code: &'static str, description: &'static str) -> Self {
        let wire = Self::new(StatusCode::UNAUTHORIZED, code, "The access token is not valid.");
        Self { challenge: Challenge::Error { error: "invalid_token", description }, ..wire }
    }

    /// RFC 6750 3.1: `insufficient_scope` is 403.
    fn forbidden(code: &'static str, description: &'static str, scope: &str) -> Self {
        let wire = Self::new(StatusCode::FORBIDDEN, code, "The application may not do this.");
        let scope = scope.to_owned();
        Self { challenge: Challenge::Scope { description, scope }, ..wire }
    }

    fn unavailable(code: &'static str, retry_after: u32) -> Self {
        let title = "The gateway cannot judge requests now.";
        let wire = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, title);
        Self { retry_after: Some(retry_after), ..wire }
    }

    fn bad_gateway(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, code, "The API behind the gateway failed.")
    }
}

/// Sorted by who is to blame: the caller, us, the upstream.
pub(super) fn of(refusal: &Refusal) -> Wire {
    match refusal {
        Refusal::Path(_) => Wire::bad_request("path-not-canonical"),
        Refusal::ForeignTarget => Wire::bad_request("target-not-a-path"),
        Refusal::UnknownMethod => Wire::bad_request("method-unknown"),
        Refusal::Upgrade => Wire::bad_request("upgrade-refused"),
        Refusal::UnknownHost => {
            let title = "This host is not served here.";
            Wire::new(StatusCode::MISDIRECTED_REQUEST, "host-unknown", title)
        }
        Refusal::UnknownPath => Wire::new(StatusCode::NOT_FOUND, "not_found", "Not found."),
        Refusal::MethodNotAllowed { .. } => {
            let title = "The method is not allowed here.";
            Wire::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", title)
        }

        Refusal::NoCredential => Wire::unauthenticated("not_authenticated"),
        Refusal::TokenInQuery(Beside::Nothing) => Wire::unauthenticated("token-in-query"),
        Refusal::TokenInQuery(Beside::Header) => {
            Wire::invalid_request("token-in-query", "The token is sent in more than one way")
        }
        Refusal::SchemeNotTaken => Wire::unauthenticated("scheme-not-taken"),
        Refusal::SeveralCredentials => {
            Wire::invalid_request("several-credentials", "More than one credential was sent")
        }
        Refusal::Malformed => {
            Wire::invalid_request("authorization-malformed", "No token follows the scheme")
        }
        Refusal::NotAToken => {
            Wire::invalid_token("token-malformed", "This is not an access token of this issuer")
        }

        Refusal::Token(TokenError::Expired { .. }) => {
            Wire::invalid_token("token-expired", "The access token expired")
        }
        Refusal::Token(_) => {
            Wire::invalid_token("token-not-valid", "The access token is not valid here")
        }
        Refusal::ClientGone => {
            Wire::invalid_token("client-gone", "The access token is no longer valid")
        }
        Refusal::CredentialGone => {
            Wire::invalid_token("credential-gone", "The access token is no longer valid")
        }
        Refusal::Withdrawn => {
            Wire::invalid_token("token-withdrawn", "The access token is no longer valid")
        }

        Refusal::NoApplicatie => {
            Wire::forbidden("applicatie-missing", "This client has no applicatie", "")
        }
        Refusal::Forbidden { refusal, scopes } => Wire::forbidden(
            refusal.code(),
            "The autorisaties or the token do not allow this",
            scopes,
        ),
        // Neither text nor code tells the type or the level of an object that is not shown.
        Refusal::Hidden { scopes, .. } => {
            Wire::forbidden("object-not-held", "The autorisaties do not reach this object", scopes)
        }
        Refusal::NoObjectRule { scopes } => Wire::forbidden(
            "objectregel-ontbreekt",
            "Not open to callers restricted by type",
            scopes,
        ),
        Refusal::Parameter { scopes, .. } => Wire::forbidden(
            "parameter-restricted",
            "Not open to callers restricted by type",
            scopes,
        ),
        Refusal::LevelUnknown { scopes } => {
            Wire::forbidden("level-not-stated", "State vertrouwelijkheidaanduiding", scopes)
        }
        Refusal::NotForPublication { scopes } => {
            Wire::forbidden("not-for-publication", "The document is not for publication", scopes)
        }

        Refusal::Body(_) => Wire::bad_request("body-not-judged"),
        Refusal::BodyTooLarge { .. } => {
            let title = "The body is too large.";
            Wire::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", title)
        }
        Refusal::BodyBroken => Wire::bad_request("body-incomplete"),
        Refusal::BodyTooSlow => {
            let title = "The body came too slowly.";
            Wire::new(StatusCode::REQUEST_TIMEOUT, "body-too-slow", title)
        }

        Refusal::NotReady => Wire::unavailable("not-ready", 2),
        Refusal::Stale => Wire::unavailable("state-stale", 10),
        Refusal::Behind => Wire::unavailable("state-behind", 1),
        Refusal::Spool(_) => {
            let title = "The gateway failed.";
            Wire::new(StatusCode::INTERNAL_SERVER_ERROR, "body-not-kept", title)
        }

        Refusal::Unreachable(_) => Wire::bad_gateway("upstream-unreachable"),
        Refusal::BrokenOff(_) => Wire::bad_gateway("upstream-broke-off"),
        Refusal::TimedOut { .. } => {
            let title = "The API behind the gateway is too slow.";
            Wire::new(StatusCode::GATEWAY_TIMEOUT, "upstream-timeout", title)
        }
        Refusal::UpstreamStatus { .. } => Wire::bad_gateway("upstream-status"),
        Refusal::UpstreamCredential => Wire::bad_gateway("upstream-credential-refused"),
        Refusal::Unjudgeable { .. } => Wire::bad_gateway("answer-not-judged"),
        Refusal::AnswerTooLarge { .. } => Wire::bad_gateway("answer-too-large"),
    }
}
