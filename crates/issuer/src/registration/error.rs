//! Why a client is not registered (RFC 7591 3.2.2, RFC 6750 3.1).

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONNECTION, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use edge::chance::NoChance;
use tokens::Flaw;
use tokens::statement::StatementError;
use tracing::{error, info};

use crate::client_keys::AddressNotKept;
use crate::oauth;
use crate::pace::Wait;
use crate::public_clients::NotKept;
use crate::secret::{HashError, SecretsError};
use crate::state::Stale;
use crate::store::StoreError;
use crate::transport::InPlain;

/// Why a client is not registered. A text says what to do, and repeats nothing of what was sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum RegistrationError {
    #[error(transparent)]
    InPlain(#[from] InPlain),
    #[error("no token was sent")]
    NoToken,
    #[error("the request has more than one Authorization header")]
    SeveralHeaders,
    #[error("no live registration token was sent")]
    Token,
    #[error(transparent)]
    TooOften(#[from] Wait),
    #[error("too many registrations with one token failed: {0}")]
    Failing(Wait),
    #[error(transparent)]
    Body(#[from] BodyError),
    #[error("{0}")]
    RedirectUri(String),
    #[error("{0}")]
    Metadata(String),
    #[error("the software statement is no text")]
    NoStatement,
    #[error(transparent)]
    Statement(#[from] StatementError),
    #[error("nobody here knows the issuer of the software statement")]
    Unapproved,
    #[error("too many secrets are being hashed at once")]
    Busy,
    #[error(transparent)]
    Stale(#[from] Stale),
    #[error("this issuer stops")]
    Stopping,
    #[error("the database does not answer: {0}")]
    Store(#[from] StoreError),
    #[error("the system gave no randomness")]
    Chance(#[from] NoChance),
    #[error("hashing failed, or an id of our own is none")]
    Internal,
}

/// Why a body is no metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BodyError {
    #[error("send the metadata as JSON, with Content-Type application/json")]
    OtherType,
    #[error("the request has more than one Content-Type header; send one")]
    SeveralTypes,
    #[error("a body with a Content-Encoding is not accepted here; send the JSON as it is")]
    Encoded,
    #[error("the body is larger than 64 KiB")]
    TooLarge,
    #[error("the body did not arrive whole, or not within ten seconds")]
    NotWhole,
    #[error("the body is not JSON in UTF-8, names a member twice, or goes too deep")]
    NotJson,
    #[error("the body is not a JSON object")]
    NotAnObject,
}

impl From<SecretsError> for RegistrationError {
    fn from(error: SecretsError) -> Self {
        match error {
            SecretsError::Chance(error) => Self::Chance(error),
            SecretsError::Hash(HashError::Busy) => Self::Busy,
            SecretsError::Hash(HashError::Failed) => Self::Internal,
        }
    }
}

impl From<NotKept> for RegistrationError {
    fn from(error: NotKept) -> Self {
        match error {
            NotKept::Store(error) => error.into(),
            NotKept::Chance(error) => error.into(),
        }
    }
}

impl From<AddressNotKept> for RegistrationError {
    fn from(error: AddressNotKept) -> Self {
        match error {
            AddressNotKept::Forbidden(_) => Self::Metadata(error.to_string()),
            AddressNotKept::Otherwise(error) => error.into(),
        }
    }
}

impl RegistrationError {
    pub(super) fn answer(&self) -> HttpResponse {
        let (status, code, text) = self.wire();
        if status.is_server_error() {
            error!(error = %self, "a client could not be registered");
        } else {
            info!(error = %self, "a client was not registered");
        }
        let mut answer = oauth::refused(status, code, &text);
        let headers = answer.headers_mut();
        if let Some(challenge) = self.challenge() {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        match (status, self) {
            (_, Self::TooOften(wait) | Self::Failing(wait)) => {
                headers.insert(RETRY_AFTER, wait.seconds().into())
            }
            // Whoever does not know whether it was done must look first.
            (_, Self::Store(StoreError::OutcomeUnknown(_))) => return answer,
            (StatusCode::SERVICE_UNAVAILABLE, _) => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"))
            }
            (StatusCode::PAYLOAD_TOO_LARGE, _) => {
                headers.insert(CONNECTION, HeaderValue::from_static("close"))
            }
            _ => return answer,
        };
        answer
    }

    fn wire(&self) -> (StatusCode, &'static str, Cow<'_, str>) {
        use StatusCode as S;
        const METADATA: &str = "invalid_client_metadata";
        const STATEMENT: &str = "invalid_software_statement";
        const NOW: &str = "temporarily_unavailable";
        match self {
            Self::InPlain(_) => (S::BAD_REQUEST, "invalid_request", IN_PLAIN.into()),
            Self::SeveralHeaders => (S::BAD_REQUEST, "invalid_request", SEVERAL.into()),
            Self::NoToken => (S::UNAUTHORIZED, "invalid_token", NO_TOKEN.into()),
            Self::Token => (S::UNAUTHORIZED, "invalid_token", TOKEN.into()),
            Self::TooOften(_) => (S::TOO_MANY_REQUESTS, NOW, TOO_OFTEN.into()),
            Self::Failing(_) => (S::TOO_MANY_REQUESTS, NOW, FAILING.into()),
            Self::Body(why) => (why.status(), METADATA, why.to_string().into()),
            Self::RedirectUri(text) => (S::BAD_REQUEST, "invalid_redirect_uri", text.into()),
            Self::Metadata(text) => (S::BAD_REQUEST, METADATA, text.into()),
            Self::NoStatement => (S::BAD_REQUEST, STATEMENT, NO_STATEMENT.into()),
            Self::Statement(why) => (S::BAD_REQUEST, STATEMENT, told(*why).into()),
            Self::Unapproved => {
                (S::BAD_REQUEST, "unapproved_software_statement", UNAPPROVED.into())
            }
            Self::Store(StoreError::OutcomeUnknown(_)) => {
                (S::SERVICE_UNAVAILABLE, NOW, OUTCOME_UNKNOWN.into())
            }
            Self::Store(StoreError::Corrupt { .. }) | Self::Chance(_) | Self::Internal => {
                (S::INTERNAL_SERVER_ERROR, "server_error", INTERNAL.into())
            }
            Self::Busy | Self::Stale(_) | Self::Stopping | Self::Store(_) => {
                (S::SERVICE_UNAVAILABLE, NOW, NOT_NOW.into())
            }
        }
    }

    /// Whether it lies with who sent it.
    pub(super) fn is_theirs(&self) -> bool {
        self.wire().0.is_client_error()
    }

    /// RFC 6750 3.1: without a token there is no error to name.
    fn challenge(&self) -> Option<&'static str> {
        match self {
            Self::NoToken => Some(r#"Bearer realm="Zaakpoort""#),
            Self::Token => Some(r#"Bearer realm="Zaakpoort", error="invalid_token""#),
            _ => None,
        }
    }
}

/// What is wrong with a statement, and what to do.
fn told(why: StatementError) -> String {
    match why {
        StatementError::Undecodable(_) => FORM.to_owned(),
        StatementError::WrongType => {
            "the typ of the software statement is that of another kind of token; leave it out, or use \
             JWT"
                .to_owned()
        }
        StatementError::Claim { claim: "jwks", flaw: Flaw::Missing } => {
            "the software statement names no keys; it has jwks or jwks_uri".to_owned()
        }
        StatementError::Claim { claim, flaw } => {
            format!("the claim {claim} of the software statement {flaw}; its issuer has to mend it")
        }
        StatementError::BadSignature => {
            "the signature of the software statement fits no key that is known of its issuer".to_owned()
        }
        StatementError::WrongAudience => {
            "the software statement is for another server: its aud does not name this issuer; ask its \
             issuer for one whose aud does, or for one without"
                .to_owned()
        }
        StatementError::Expired => {
            "the software statement has expired; ask its issuer for a new one".to_owned()
        }
        StatementError::NotYetValid => "the software statement is not valid yet".to_owned(),
    }
}

impl BodyError {
    fn status(self) -> StatusCode {
        match self {
            Self::OtherType | Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::SeveralTypes | Self::NotWhole | Self::NotJson | Self::NotAnObject => {
                StatusCode::BAD_REQUEST
            }
        }
    }
}

const NO_STATEMENT: &str = "software_statement is a text: a signed JWT";
const FORM: &str =
    "the software statement is not a JWT that is signed with RS256, PS256, ES256 or EdDSA";
const UNAPPROVED: &str = "nobody here knows the issuer of this software statement; the administrator of this \
                          issuer names whose statements are believed, so ask for that, or leave \
                          software_statement out";
const IN_PLAIN: &str = "this came over plain http, where others can read it; send it over https, with \
                        a new registration token";
const SEVERAL: &str = "the request has more than one Authorization header";
const NO_TOKEN: &str = "clients register with a registration token, as Authorization: Bearer; the \
                        administrator of this issuer makes one";
const TOKEN: &str = "this is no registration token, or it has expired, was revoked, or was used as \
                     often as it may be; ask the administrator of this issuer for another";
const TOO_OFTEN: &str = "too much that is no registration token came from here; try again after the \
                         number of seconds in Retry-After";
const FAILING: &str = "too many registrations with this token were refused; mend what their answers name, and \
                       try again after the number of seconds in Retry-After";
const OUTCOME_UNKNOWN: &str = "nobody knows whether this client was registered; the administrator of \
                               this issuer sees whether it was";
const NOT_NOW: &str =
    "this cannot be done now; try again after the number of seconds in Retry-After";
const INTERNAL: &str = "the issuer made a mistake; the log has the details";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        for text in [
            IN_PLAIN,
            SEVERAL,
            NO_TOKEN,
            TOKEN,
            TOO_OFTEN,
            FAILING,
            OUTCOME_UNKNOWN,
            NOT_NOW,
            INTERNAL,
        ] {
            assert!(text.chars().all(allowed), "{text}");
        }
    }
}
