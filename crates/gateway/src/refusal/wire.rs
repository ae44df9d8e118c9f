//! From a refusal to the wire, in one match without `_`: a new refusal gets its status by choice.

use std::time::Duration;

use actix_web::http::StatusCode;
use edge::paths::ON_BEHALF_SCOPE;
use tokens::TokenError;

use super::challenge::Challenge;
use super::{Beside, IssuerFault, Refusal};
use crate::principal::BehalfFault;
use crate::upstream::NoAccessToken;

/// How a refusal looks from outside, apart from its text.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    pub(super) challenge: Challenge,
    /// The code for clients of ZGW APIs, who know no 401.
    pub(super) by_zgw: &'static str,
    /// `Retry-After`, in seconds.
    pub(super) retry_after: Option<u32>,
}

/// A token that was good once.
const OVER: &str = "The access token is no longer valid";
/// What a client signed itself, and nobody takes.
const NOT_VALID: &str = "The JWT is not valid here";
/// What a client signed itself, where that is of no use.
const NOT_TAKEN: &str = "Fetch an access token";
/// More than the autorisaties and the token give together.
const MORE: &str = "The autorisaties or the token do not allow this";
/// What the owner of an API has not given, or taken back.
const UNGRANTED: &str = "The client has no access to this";
/// What is not built for callers who are restricted by type.
const TYPED: &str = "Not open to callers restricted by type";

/// What is done with a zaak that is over.
const CLOSED: &str = "The zaak is closed";

/// What an application for publications may not read.
const UNREADY: &str = "The document is not for publication";

/// Sorted by who is to blame: the caller, us, the upstream, the issuer.
pub(super) fn of(refusal: &Refusal) -> Wire {
    match refusal {
        Refusal::Path(_) => bad("path-not-canonical"),
        Refusal::ForeignTarget => bad("target-not-a-path"),
        Refusal::UnknownMethod => bad("method-unknown"),
        Refusal::Upgrade => bad("upgrade-refused"),
        Refusal::UnknownHost => plain(421, "host-unknown"),
        Refusal::UnknownPath => plain(404, "path-unknown"),
        Refusal::MethodNotAllowed { .. } => plain(405, "method_not_allowed"),

        Refusal::NoCredential => no_token("not_authenticated"),
        Refusal::TokenInQuery(Beside::Nothing) => no_token("token-in-query"),
        Refusal::TokenInQuery(Beside::Header) => {
            malformed("token-in-query", "Send the token in one way")
        }
        Refusal::SchemeNotTaken => no_token("scheme-not-taken"),
        Refusal::NotThisRequest => bad_token("explain-other-request", "It is for another request"),
        Refusal::NotAnApiToken => no_token("authentication_failed"),
        Refusal::SeveralCredentials => malformed("several-credentials", "Send one credential"),
        Refusal::Malformed => malformed("authorization-malformed", "No token follows the scheme"),
        Refusal::NotAToken => bad_token("token-malformed", "No access token of this issuer"),
        Refusal::Token(TokenError::Expired { .. }) => {
            bad_token("token-expired", "The access token expired")
        }
        Refusal::Token(_) => bad_token("token-not-valid", "The access token is not valid here"),
        Refusal::NotToBePassed => bad_token("token-not-passed", "Only a JWT is taken here"),
        Refusal::ForOthersToo => bad_token("token-for-others", "It must be for this API alone"),
        Refusal::NotTakenThere => bad_token("token-not-taken", "The API does not take it"),
        Refusal::ClientGone => bad_token("client-gone", OVER),
        Refusal::CredentialGone => bad_token("credential-gone", OVER),
        Refusal::Withdrawn => bad_token("token-withdrawn", OVER),
        Refusal::NotActive => bad_token("token-not-active", OVER),
        Refusal::TokensThrottled { after } => held_up("tokens-throttled", *after),

        Refusal::Unbound => bad_token("client-not-bound", "No client here is bound to this one"),
        Refusal::SelfSigned(error) => self_signed(error.code()),
        Refusal::ZgwKeyEnded { .. } => self_signed("zgw-key-ended"),
        Refusal::SelfSignedNotTaken(_) => bad_token("self-signed-not-taken", NOT_TAKEN),
        Refusal::NoAccessToken(NoAccessToken::SelfSigned) => {
            bad_token("self-signed-outside-profile", NOT_TAKEN)
        }
        Refusal::NoAccessToken(NoAccessToken::ApiToken) => no_token("api-token-outside-profile"),

        Refusal::NoApplicatie => forbidden("applicatie-missing", "It has no applicatie", ""),
        Refusal::Forbidden { refusal, scopes } => forbidden(refusal.code(), MORE, scopes),
        Refusal::NotGranted { scopes, .. } => forbidden("scope-not-held", UNGRANTED, scopes),
        Refusal::NotCarried { scopes, .. } => forbidden("scope-not-in-token", MORE, scopes),
        Refusal::Behalf(fault) => behalf(*fault),
        // Neither text nor code tells the type or the level of an object that is not shown.
        Refusal::Hidden { scopes, .. } => forbidden("object-not-held", MORE, scopes),
        Refusal::Parameter { scopes, .. } => forbidden("parameter-restricted", TYPED, scopes),
        Refusal::LevelUnknown { scopes } => {
            forbidden("level-not-stated", "State vertrouwelijkheidaanduiding", scopes)
        }
        Refusal::NotForPublication { scopes } => forbidden("not-for-publication", UNREADY, scopes),

        Refusal::ParameterUnclear { .. } => bad("parameter-unclear"),
        Refusal::ListTooWide { .. } => bad("list-too-wide"),
        Refusal::SearchTooLong { .. } => plain(413, "search-too-long"),
        Refusal::SearchUnclear { .. } => bad("search-unclear"),
        Refusal::NotExpanded { .. } => forbidden("expand-not-judged", TYPED, ""),
        Refusal::FieldMissing { .. } => bad("field-missing"),
        Refusal::NotThere => plain(404, "not_found"),
        Refusal::ZaakClosed { scopes } => forbidden("zaak-closed", CLOSED, scopes),
        Refusal::NotTheFirstStatus { scopes } => forbidden("status-not-first", MORE, scopes),
        Refusal::LockMissing { scopes } => forbidden("lock-missing", MORE, scopes),
        Refusal::LinkHidden { .. } => forbidden("link-not-held", MORE, "documenten.lezen"),
        Refusal::NoSuchObject { .. } => bad("object-does-not-exist"),
        Refusal::Throttled { after } => held_up("throttled", *after),

        Refusal::Body(_) => bad("body-not-judged"),
        Refusal::BodyTooLarge { .. } => plain(413, "body-too-large"),
        Refusal::BodyBroken => bad("body-incomplete"),
        Refusal::BodyTooSlow => plain(408, "body-too-slow"),

        Refusal::NotReady => unavailable("not-ready", 2),
        Refusal::Stale => unavailable("state-stale", 10),
        Refusal::Behind => unavailable("state-behind", 1),
        Refusal::NotIntrospected(_) => unavailable("token-not-introspected", 2),
        Refusal::NoForeignKeys => unavailable("issuer-keys-unknown", 10),
        Refusal::ZgwKey(_) => unavailable("zgw-key-not-opened", 10),
        Refusal::NotRecorded => unavailable("decision-not-recorded", 10),
        Refusal::Spool(_) => plain(500, "body-not-kept"),

        Refusal::Busy => of_upstream("busy", 1),
        Refusal::Resting { left } => of_upstream("upstream-resting", whole_seconds(*left)),
        Refusal::Unreachable(_) => plain(502, "upstream-unreachable"),
        Refusal::BrokenOff(_) => plain(502, "upstream-broke-off"),
        Refusal::TimedOut { .. } => plain(504, "upstream-timeout"),
        Refusal::UpstreamStatus { .. } => plain(502, "upstream-status"),
        Refusal::UpstreamCredential => plain(502, "upstream-credential-refused"),
        Refusal::UpstreamToken(fault) if fault.passes() => of_upstream("upstream-token-late", 5),
        Refusal::UpstreamToken(_) => plain(502, "upstream-token-refused"),
        Refusal::SharedKey => plain(502, "upstream-key-not-opened"),
        Refusal::Garbled(_) => plain(502, "answer-garbled"),
        Refusal::Ambiguous => plain(502, "answer-ambiguous"),
        Refusal::Unjudgeable { .. } => plain(502, "answer-not-judged"),
        Refusal::AnswerTooLarge { .. } => plain(502, "answer-too-large"),
        Refusal::LookUp(why) => of(why),

        Refusal::Issuer(IssuerFault::Unreachable(_)) => issuer(502, "issuer-unreachable"),
        Refusal::Issuer(IssuerFault::BrokenOff { .. }) => issuer(502, "issuer-broke-off"),
        Refusal::Issuer(IssuerFault::TimedOut { .. }) => issuer(504, "issuer-timeout"),
        Refusal::Issuer(IssuerFault::Status(_)) => issuer(502, "issuer-status"),
        Refusal::Issuer(IssuerFault::Ambiguous) => issuer(502, "issuer-ambiguous"),
    }
}

fn plain(status: u16, code: &'static str) -> Wire {
    let (title, challenge) = (title(status), Challenge::None);
    // Every status above is one that HTTP has.
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Wire { status, code, title, challenge, by_zgw: "permission_denied", retry_after: None }
}

fn bad(code: &'static str) -> Wire {
    plain(400, code)
}

/// RFC 6750 3.1: `invalid_request` is 400.
fn malformed(code: &'static str, description: &'static str) -> Wire {
    let challenge = Challenge::Error { error: "invalid_request", description };
    Wire { challenge, ..bad(code) }
}

fn no_token(code: &'static str) -> Wire {
    Wire { challenge: Challenge::Bare, ..plain(401, code) }
}

/// RFC 6750 3.1: `invalid_token` is 401.
fn bad_token(code: &'static str, description: &'static str) -> Wire {
    let challenge = Challenge::Error { error: "invalid_token", description };
    Wire { challenge, ..plain(401, code) }
}

/// A JWT of the client's own making. Its faults have codes of their own at ZGW APIs.
fn self_signed(code: &'static str) -> Wire {
    Wire { by_zgw: code, ..bad_token(code, NOT_VALID) }
}

/// RFC 6750 3.1: `insufficient_scope` is 403.
fn forbidden(code: &'static str, description: &'static str, scope: &str) -> Wire {
    let challenge = Challenge::Scope { description, scope: scope.to_owned() };
    Wire { challenge, ..plain(403, code) }
}

/// Who may not say for whom they call, or did not say it in one way.
fn behalf(fault: BehalfFault) -> Wire {
    match fault {
        BehalfFault::NotHeld => forbidden("on-behalf-not-held", UNGRANTED, ON_BEHALF_SCOPE),
        BehalfFault::NotCarried => forbidden("on-behalf-not-in-token", MORE, ON_BEHALF_SCOPE),
        BehalfFault::Twice(_) | BehalfFault::NameAlone | BehalfFault::Form(_) => {
            bad("user-unclear")
        }
    }
}

/// RFC 6585 4.
fn held_up(code: &'static str, after: Duration) -> Wire {
    Wire { retry_after: Some(whole_seconds(after)), ..plain(429, code) }
}

fn issuer(status: u16, code: &'static str) -> Wire {
    Wire { title: "The issuer behind the gateway failed.", ..plain(status, code) }
}

fn unavailable(code: &'static str, retry_after: u32) -> Wire {
    Wire { retry_after: Some(retry_after), ..plain(503, code) }
}

/// It is not the gateway that has no time.
fn of_upstream(code: &'static str, retry_after: u32) -> Wire {
    let title = "The API behind the gateway takes no more requests now.";
    Wire { title, ..unavailable(code, retry_after) }
}

/// RFC 9110 10.2.3 knows no parts of a second, and none at all would be no wait.
fn whole_seconds(time: Duration) -> u32 {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    u32::try_from(seconds.max(1)).unwrap_or(u32::MAX)
}

/// What a status means here.
fn title(status: u16) -> &'static str {
    match status {
        401 => "An access token that is valid here is needed.",
        403 => "The application may not do this.",
        404 => "Not found.",
        405 => "The method is not allowed here.",
        408 => "The body came too slowly.",
        413 => "The body is too large.",
        421 => "This host is not served here.",
        429 => "Too many requests.",
        500 => "The gateway failed.",
        502 => "The API behind the gateway failed.",
        503 => "The gateway cannot judge requests now.",
        504 => "The API behind the gateway is too slow.",
        _ => "The request is not well-formed.",
    }
}
