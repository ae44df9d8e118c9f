//! Errors of the admin API, as problem details (RFC 9457) in the shape of a ZGW `Fout`.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use autorisaties::ApplicatieId;
use chrono::{DateTime, Utc};
use edge::authorization::AuthorizationError;
use edge::chance::{self, NoChance};
use edge::incoming::BodyHeadError;
use edge::problem::{Fout, InvalidParam};
use edge::secret_text;
use tokens::Algorithm;
use tracing::{error, info};
use uuid::Uuid;

use crate::bearer::BearerError;
use crate::explaining::Unexplained;
use crate::paths;
use crate::register::Fault;
use crate::store::StoreError;

mod from;
mod wire;

const OUTCOME_UNKNOWN: &str = "the database did not say whether it kept this change: it is there \
     whole, or not at all; once the issuer is ready again (/health/ready), look whether it is \
     there before you ask for it again";
const IN_PLAIN: &str = "this came over plain http, where others can read it; send it over https, \
                        with a new token";

/// Why a call of the admin API was refused or failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AdminError {
    #[error("{why}")]
    Caller {
        why: BearerError,
        /// What a token must be for to administer here.
        audience: String,
    },
    /// What is wrong with the body, and where.
    #[error("{0}")]
    Invalid(String),
    #[error("the applicatie cannot be taken over: {}", told(.0))]
    Faulty(Vec<Fault>),
    #[error(
        "access `{id}` is {state}, so this cannot be done; `zaakpoort access list` shows how each stands"
    )]
    Decided { id: String, state: &'static str },
    /// More than is read.
    #[error("the body is larger than 1 MiB")]
    TooLarge,
    #[error("there is no {what} `{id}`")]
    NotFound { what: &'static str, id: String },
    #[error("{what} `{id}` was deleted at {at:?}; restore it first")]
    Deleted { what: &'static str, id: String, at: DateTime<Utc> },
    #[error(
        "client `{client}` belongs to applicatie `{home}`, and a client id stays with the applicatie that it \
         was given to (ac-001); name it there, or choose another"
    )]
    Elsewhere { client: String, home: ApplicatieId },
    #[error(
        "{what} `{id}` is not what this was meant for any more: somebody wrote it meanwhile; read it \
         again, and decide anew"
    )]
    Moved { what: &'static str, id: String },
    #[error(
        "say for which state this is meant: `If-Match` with the `etag` that was read, or `If-None-Match: *` \
         for what is not there yet"
    )]
    Unconditional,
    #[error("{what} `{id}` is not deleted, so there is nothing to restore")]
    NotDeleted { what: &'static str, id: String },
    #[error("the body must be JSON: send `Content-Type: application/json`")]
    MediaType,
    #[error(transparent)]
    BodyHead(#[from] BodyHeadError),
    #[error("a new key of {algorithm} is published already and signs {}; wait for that, name another \
             algorithm, or rotate at once if the present key is compromised", from(*signs_from))]
    RotationPending { algorithm: Algorithm, signs_from: Option<DateTime<Utc>> },
    #[error("no key of {algorithm} signs yet: {}", first(*signs_from))]
    NoKeyYet { algorithm: Algorithm, signs_from: Option<DateTime<Utc>> },
    #[error(
        "this issuer's clock differs from the database's, so nobody could say from when on a new \
         key signs; set both by NTP, or rotate at once if the present key is compromised"
    )]
    ClocksDiffer,
    #[error(
        "client id `{0}` was given before, and a client id is never given again (ac-001); choose another, \
         or restore it if it was deleted"
    )]
    ClientIdGiven(String),
    #[error(
        "`{0}` is the id of a user, and tokens name users and clients in one place (sub); choose another \
         client id"
    )]
    ClientIdOfAUser(String),
    #[error("username `{0}` is another user's, in small or large letters; choose another")]
    UsernameTaken(String),
    #[error(
        "`{value}` of that issuer is client `{client}` already, and nobody is two; unbind that first"
    )]
    Bound { value: String, client: String },
    #[error("this applicatie has heeft_alle_autorisaties; an autorisatie beside it says nothing")]
    HasAll,
    /// What stood in the path of the request is not repeated.
    #[error(
        "that is a whole secret; a secret is named by its id, the twelve characters behind `zp_`, \
         and nothing behind them is ever sent"
    )]
    SecretForId,
    #[error(
        "without this no administrator with a live secret that has no `expires_at` would be left; \
         make another one first, as with `zaakpoort secret create {0}`"
    )]
    LastAdministrator(String),
    #[error(
        "`{id}` is the last {what} of `{client}` that counts, and whoever uses it is refused from then on: bring \
         another into use first, as with `zaakpoort {another} {client}`, or say `--force` (`?force=true`)"
    )]
    LastCredential { id: String, what: &'static str, client: String, another: &'static str },
    #[error(
        "client `{client}` has {most} live {what} already; revoke one that is no longer \
         used, as with `zaakpoort secret list {client}`"
    )]
    TooManyKeys { client: String, what: &'static str, most: usize },
    #[error(
        "notification {0} is being delivered at this moment, or an issuer ended while it did so; try \
         again in twenty seconds"
    )]
    UnderWay(i64),
    /// What it said there is not for the log.
    #[error("what lies at upstream `{name}` could not be read")]
    Upstream { name: String, why: String },
    /// What is asked there holds somebody's token, and is not repeated.
    #[error(transparent)]
    Unexplained(Unexplained),
    #[error(
        "gateway {gateway} answered {status}, and no explanation: is it older than this issuer, does it follow \
         another one, or do their clocks differ? Its log says more"
    )]
    NotUnderstood { gateway: String, status: u16 },
    #[error("too many secrets are being hashed at once; try again")]
    Busy,
    #[error(
        "this issuer stops, and changes nothing any more; try again at another, or when it is back"
    )]
    Stopping,
    #[error("the database does not answer: {0}")]
    Store(StoreError),
    /// The commit was sent and not answered.
    #[error("nobody knows whether this was written: {0}")]
    OutcomeUnknown(StoreError),
    #[error("the system gave no randomness")]
    Chance(#[from] NoChance),
    #[error("hashing, sealing or making a key failed")]
    Internal,
}

fn from(moment: Option<DateTime<Utc>>) -> String {
    moment.map_or_else(|| "soon".to_owned(), |moment| format!("from {moment:?} on"))
}

fn first(moment: Option<DateTime<Utc>>) -> String {
    match moment {
        Some(moment) => format!("the first one signs from {moment:?} on; ask again then"),
        None => "the first one is published in a moment, and signs some minutes later".to_owned(),
    }
}

fn token_to_ask_for(audience: &str) -> String {
    let scope = paths::ADMIN_SCOPE;
    format!(
        "send `Authorization: Bearer` with a token for `{audience}` alone and with the scope \
         `{scope}`: an administrator gets it at {} with scope={scope}",
        paths::TOKEN
    )
}

/// Where each fault is, and which rule it breaks.
fn told(faults: &[Fault]) -> String {
    let of = |fault: &Fault| format!("{} ({})", fault.name, fault.rule.code());
    faults.iter().take(20).map(of).collect::<Vec<_>>().join(", ")
}

impl AdminError {
    /// What the log may know: never what stood in a body.
    fn fact(&self) -> String {
        match self {
            Self::Invalid(_) => "the body is not valid".to_owned(),
            Self::NotFound { what, .. } => format!("there is no such {what}"),
            Self::Deleted { what, .. } => format!("the {what} is deleted"),
            Self::NotDeleted { what, .. } => format!("the {what} is not deleted"),
            _ => self.to_string(),
        }
    }

    /// What the caller reads. Facts of our own house stay in the log.
    fn detail(&self) -> String {
        match self {
            Self::Store(StoreError::Corrupt { .. }) => "the log has the details".to_owned(),
            Self::Store(_) => {
                "the database does not answer now; nothing was changed; try again".to_owned()
            }
            Self::OutcomeUnknown(_) => OUTCOME_UNKNOWN.to_owned(),
            Self::Upstream { why, .. } => format!("{self}: {why}"),
            Self::Caller { why: BearerError::InPlain(_), .. } => IN_PLAIN.to_owned(),
            Self::Caller { why, audience } if !matches!(why, BearerError::Stale(_)) => {
                format!("{why}; {}", token_to_ask_for(audience))
            }
            _ => secret_text::masked(&self.to_string()).into_owned(),
        }
    }

    fn invalid_params(&self) -> Vec<InvalidParam> {
        match self {
            Self::Faulty(faults) => faults.iter().map(Fault::param).collect(),
            _ => Vec::new(),
        }
    }

    /// RFC 6750 3: realm first, always with parameters.
    fn challenge(&self) -> Option<&'static str> {
        match self {
            Self::Caller { why: BearerError::NoToken, .. } => {
                Some(r#"Bearer realm="Zaakpoort admin""#)
            }
            Self::Caller { why: BearerError::Scope(_), .. } => Some(
                r#"Bearer realm="Zaakpoort admin", error="insufficient_scope", scope="zaakpoort.admin""#,
            ),
            Self::Caller { why: BearerError::Stale(_), .. } => None,
            Self::Caller {
                why: BearerError::Header(AuthorizationError::Several) | BearerError::InPlain(_),
                ..
            } => Some(r#"Bearer realm="Zaakpoort admin", error="invalid_request""#),
            Self::Caller { .. } => Some(r#"Bearer realm="Zaakpoort admin", error="invalid_token""#),
            _ => None,
        }
    }
}

impl ResponseError for AdminError {
    fn status_code(&self) -> StatusCode {
        self.wire().0
    }

    fn error_response(&self) -> HttpResponse {
        let (status, code, title) = self.wire();
        let instance = chance::uuid_v4().unwrap_or(Uuid::nil());
        if status.is_server_error() {
            error!(error = %self, %instance, "admin call failed");
        } else {
            info!(error = self.fact(), %instance, "admin call refused");
        }
        let response = Fout::new(status, code, title, instance).detail(self.detail());
        let mut response = response.invalid_params(self.invalid_params()).into_response();
        let headers = response.headers_mut();
        if let Some(challenge) = self.challenge() {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        // Whoever does not know whether it was done must look first.
        let may_try_again = !matches!(self, Self::OutcomeUnknown(_));
        if status == StatusCode::SERVICE_UNAVAILABLE && may_try_again {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
