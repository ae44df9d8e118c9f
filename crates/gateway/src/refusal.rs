//! Every way in which the gateway says no, as one fact each; the wire is chosen in [`wire`].

use std::time::Duration;

use autorisaties::PlainExpression;
use chrono::{DateTime, Utc};
use edge::operations::Methods;
use edge::sealing::SealingError;
use edge::tls::ConnectFault;
use tokens::TokenError;
use tokens::zgw::ZgwError;

use crate::introspection::IntrospectionFault;
use crate::objects::fault::BodyFault;
use crate::principal::{BehalfFault, NoFeedKey};
use crate::route::path::PathFault;
use crate::upstream::{NoAccessToken, TokenFault};

mod answer;
mod challenge;
mod issuer;
mod refused;
mod wire;

pub(crate) use answer::Rest;
pub(crate) use challenge::is_description;
pub(crate) use issuer::{Effect, IssuerFault};
pub(crate) use refused::{Known, Refused};

/// Why a request was refused. The text is for the caller: what is wrong, and what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    // The caller's request.
    #[error("{0}; paths are taken in one form only and never repaired")]
    Path(#[from] PathFault),
    #[error("send the path alone as request target, with this host in the Host header")]
    ForeignTarget,
    #[error("this method is not known; methods are case-sensitive")]
    UnknownMethod,
    #[error("connections are not upgraded here; leave out Upgrade and CONNECT")]
    Upgrade,
    #[error("nothing is served here under this host name; use the API's public name")]
    UnknownHost,
    #[error("no operation is known at this path")]
    UnknownPath,
    #[error("this path has no such method; it has {allow}")]
    MethodNotAllowed { allow: Methods },

    // The caller's credential.
    #[error("send an access token as Authorization: Bearer, fetched at the token endpoint")]
    NoCredential,
    #[error("a token in the query is not accepted; send it as Authorization: Bearer, and only so")]
    TokenInQuery(Beside),
    #[error("this authentication scheme is not accepted here; send Authorization: Bearer")]
    SchemeNotTaken,
    #[error("this leave to explain is for another request; have the issuer sign one for this")]
    NotThisRequest,
    #[error(
        "this is no API token of this issuer, or no longer one; ask its administrator for another"
    )]
    NotAnApiToken,
    #[error("send exactly one Authorization header with exactly one credential")]
    SeveralCredentials,
    #[error("the Authorization header must be `Bearer` and a token")]
    Malformed,
    #[error("what was sent as Bearer is not an access token of this issuer")]
    NotAToken,

    #[error(
        "this API is shown the caller's own token, so only a JWT is taken here; fetch a token of the \
         format jwt"
    )]
    NotToBePassed,
    #[error(
        "this API is shown the caller's own token, so that must be for it alone; fetch a token for \
         this API and no other (`resource`)"
    )]
    ForOthersToo,
    #[error("the API behind the gateway does not take this access token")]
    NotTakenThere,

    // The caller's token.
    #[error("the access token is refused: {0}")]
    Token(#[from] TokenError),
    #[error("the access token names a client that is not, or no longer, registered")]
    ClientGone,
    #[error("the credential that this access token was issued for is revoked or expired")]
    CredentialGone,
    #[error("this access token was withdrawn; fetch a new one")]
    Withdrawn,
    #[error("this access token is not, or no longer, one of this issuer; fetch a new one")]
    NotActive,

    #[error(
        "this token's client is none of ours; its administrator binds it to one of ours at the issuer"
    )]
    Unbound,
    #[error("the JWT that this client signed itself is refused: {0}")]
    SelfSigned(#[from] ZgwError),
    #[error(
        "the key that signed this JWT ended on {}; fetch an access token at the token endpoint, or \
         ask the administrator of the issuer for another key",
        .at.format("%Y-%m-%d at %H:%M UTC")
    )]
    ZgwKeyEnded { at: DateTime<Utc> },
    #[error(
        "JWTs that clients sign themselves are not taken here; fetch an access token at the token \
         endpoint"
    )]
    SelfSignedNotTaken(#[source] NoFeedKey),

    #[error("{0}")]
    NoAccessToken(#[from] NoAccessToken),
    #[error("too many tokens came from this address that are none of this issuer; try again later")]
    TokensThrottled { after: Duration },

    // What the caller may do.
    #[error("this client belongs to no applicatie, and only an applicatie has autorisaties")]
    NoApplicatie,
    #[error("{refusal}")]
    Forbidden { refusal: autorisaties::Refusal, scopes: String },
    #[error(
        "this needs the scope {missing}, which this client has not, or no longer; ask the API's \
             owner for access"
    )]
    NotGranted { missing: PlainExpression, scopes: String },
    #[error(
        "this needs the scope {missing}, which this client has and this token does not carry; \
             fetch a token with it"
    )]
    NotCarried { missing: PlainExpression, scopes: String },
    #[error("{0}")]
    Behalf(#[from] BehalfFault),
    #[error("no autorisatie of this application reaches this object for what was asked")]
    Hidden { source: autorisaties::Refusal, scopes: String },
    #[error(
        "the parameter `{parameter}` is not open to applications restricted by type in this \
         version of the gateway; ask for each object by its own URL"
    )]
    Parameter { parameter: &'static str, scopes: String },
    #[error(
        "the type's own vertrouwelijkheidaanduiding could not be looked up; state the member \
         `vertrouwelijkheidaanduiding` in the body"
    )]
    LevelUnknown { scopes: String },
    #[error("this application may only read documents with isGereedVoorPublicatie true")]
    NotForPublication { scopes: String },

    #[error(
        "the parameter `{parameter}` has more than one reading; send it once, spelled as the \
         standard has it, and separate parameters by `&`"
    )]
    ParameterUnclear { parameter: String },
    #[error(
        "of this list more than {most} would have to be looked up for this application; narrow it, \
         best by the object that its rows belong to or by type"
    )]
    ListTooWide { most: u64 },
    #[error("the body of a search is longer than the {most} bytes that are judged here")]
    SearchTooLong { most: usize },
    #[error(
        "`{name}` cannot be expanded for an application that is restricted by type; ask for it by \
         its own URL"
    )]
    NotExpanded { name: String },
    #[error(
        "`fields` leaves out `{member}`, by which the rows are judged for this application; name it \
         too"
    )]
    FieldMissing { member: &'static str },
    #[error("the member `{member}` of a search is not what the standard has there")]
    SearchUnclear { member: &'static str },
    #[error("there is no such object")]
    NotThere,
    #[error(
        "the zaak is closed, and this application may not change closed zaken of this type and level"
    )]
    ZaakClosed { scopes: String },
    #[error(
        "the zaak has a status; who may only make zaken (zaken.aanmaken) sets no more than the first"
    )]
    NotTheFirstStatus { scopes: String },
    #[error("the member `lock` is missing; only who may unlock by force leaves it out")]
    LockMissing { scopes: String },
    #[error("`{member}` links to a document that this application may not read")]
    LinkHidden { member: &'static str },
    #[error(
        "`{member}` must be the URL of an object behind this gateway, written as it says itself"
    )]
    NoSuchObject { member: &'static str },
    #[error("this application asks more often than it may here; wait, and spread its requests")]
    Throttled { after: Duration },

    // The caller's body.
    #[error("{0}")]
    Body(#[from] BodyFault),
    #[error("the body is longer than the {most} bytes that are judged here")]
    BodyTooLarge { most: u64 },
    #[error("the body ended before it was whole")]
    BodyBroken,
    #[error("the body came too slowly; send it again")]
    BodyTooSlow,

    // Us.
    #[error("the gateway has not heard from its issuer yet; try again shortly")]
    NotReady,
    #[error("the gateway has not heard from its issuer for too long; try again later")]
    Stale,
    #[error("the gateway does not know the state that this token was issued under yet; try again")]
    Behind,
    #[error(
        "what this access token stands for is asked of the issuer, which cannot say it now; try again"
    )]
    NotIntrospected(#[source] IntrospectionFault),
    #[error("the keys of this token's issuer are not known now; try again later")]
    NoForeignKeys,
    #[error(
        "the keys of this client cannot be opened here; tell the gateway's operator, or fetch an \
         access token"
    )]
    ZgwKey(#[source] SealingError),
    #[error(
        "decisions cannot be put on record now, and without that nothing is decided here; try again \
         later, or tell the gateway's operator"
    )]
    NotRecorded,
    #[error("the body could not be kept while it was judged; try again later")]
    Spool(std::io::Error),

    // The upstream.
    #[error("the API behind the gateway has as many requests as it may have; try again")]
    Busy,
    #[error("the API behind the gateway answers nobody now; try again later")]
    Resting { left: Duration },
    #[error("the API behind the gateway cannot be reached; try again later")]
    Unreachable(#[source] ConnectFault),
    #[error("the API behind the gateway broke off before it answered; whether it acted is unknown")]
    BrokenOff(#[source] hyper::Error),
    #[error(
        "the API behind the gateway did not answer within {} seconds; whether it acted is unknown",
        .after.as_secs()
    )]
    TimedOut { after: Duration },
    #[error("the API behind the gateway answered with a status that is not passed on ({status})")]
    UpstreamStatus { status: u16 },
    #[error("the API behind the gateway refuses the gateway's own credential; tell its operator")]
    UpstreamCredential,
    #[error("the gateway has no token for the API now; try again later, or tell its operator")]
    UpstreamToken(#[source] TokenFault),
    #[error(
        "what this client shares with the API cannot be opened here; tell the gateway's operator"
    )]
    SharedKey,
    #[error(
        "the API's answer is no HTTP that everybody reads alike, so it is not passed on; tell its \
         operator"
    )]
    Garbled(#[source] hyper::Error),
    #[error("the API's answer has no certain length, so it is not passed on; tell its operator")]
    Ambiguous,
    #[error("the API's answer could not be judged, so it is not passed on: {why}")]
    Unjudgeable { why: &'static str },
    #[error("the API's answer is longer than the {most} bytes that are judged here")]
    AnswerTooLarge { most: u64 },
    #[error("nothing was sent on, for what the verdict hangs on could not be looked up: {0}")]
    LookUp(Box<Refusal>),

    // The issuer, asked in the caller's name.
    #[error(transparent)]
    Issuer(#[from] IssuerFault),
}

/// What came beside a token in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// Nothing: the request lacks a credential that counts.
    Nothing,
    /// An Authorization header: two methods at once (RFC 6750 2).
    Header,
}

/// Which statuses a client of an upstream expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Errors {
    /// RFC 6750: 401 with a challenge.
    #[default]
    Rfc6750,
    /// ZGW: 403 `permission_denied` where RFC 6750 says 401.
    Zgw,
}
