//! Why a client is not who it says, as RFC 6749 5.2 has it, for every endpoint at which clients
//! authenticate.

use actix_web::http::StatusCode;
use edge::authorization::AuthorizationError;
use tokens::assertion::AssertionError;

use super::unproven;
use crate::pace::Wait;
use crate::secret::{HashError, SecretError};
use crate::settings::Authentication;
use crate::store::StoreError;

/// Why nobody is authenticated. The caller sees the class, the log the fact.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientAuthError {
    /// The request is not what the RFC says it must be.
    #[error("invalid_request: {0}")]
    InvalidRequest(&'static str),
    /// The client did not prove who it is.
    #[error("invalid_client: {unproven}")]
    InvalidClient {
        /// What it lacks.
        unproven: Unproven,
        /// How it tried.
        via: Via,
    },
    /// Too much was guessed from there, or at this client.
    #[error(transparent)]
    TooOften(#[from] Wait),
    /// Hashing has no room now.
    #[error("too many secrets are being verified at once")]
    Busy,
    /// The database does not do what it must.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Our own fault.
    #[error("{0}")]
    Internal(&'static str),
}

/// How a client presented its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// In an `Authorization` header.
    Header,
    /// In the body, or not at all.
    Body,
}

/// Why a client is not who it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unproven {
    /// Nothing that would prove anything.
    #[error("no credentials")]
    NoCredentials,
    /// A header of another kind.
    #[error("a scheme other than Basic")]
    OtherScheme,
    /// A header that is not what it should be.
    #[error("an Authorization header that cannot be read: {0}")]
    Unreadable(AuthorizationError),
    /// Which of these is nobody's business.
    #[error("unknown client, or not a live secret of it")]
    Wrong,
    /// An assertion of a kind that nobody here knows.
    #[error("a client_assertion_type that is not known")]
    AssertionType,
    /// An assertion of another client than the body names.
    #[error("a client_id in the body that is not the assertion's sub")]
    OtherClientId,
    /// An assertion that is not good.
    #[error(transparent)]
    Assertion(AssertionError),
    /// An assertion whose keys lie elsewhere, where nobody answers.
    #[error("the keys at the client's jwks_uri cannot be had")]
    KeysAway,
    /// An assertion that counted already.
    #[error("the assertion was used before")]
    AssertionUsed,
    /// Something genuine, in another way than the client is registered for.
    #[error("the client is registered for another way to authenticate")]
    OtherMethod(Authentication),
}

/// What a secret that does not vouch means for the request.
pub(super) fn from_secret(error: SecretError, via: Via) -> ClientAuthError {
    match error {
        SecretError::Wrong => ClientAuthError::InvalidClient { unproven: Unproven::Wrong, via },
        SecretError::Hash(HashError::Busy) => ClientAuthError::Busy,
        SecretError::Hash(HashError::Failed) => ClientAuthError::Internal("argon2 failed"),
    }
}

impl ClientAuthError {
    /// Status, code and description. The description is ASCII without quotes or backslashes, and
    /// repeats nothing of the request.
    pub(crate) fn told(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::InvalidRequest(what) => (StatusCode::BAD_REQUEST, "invalid_request", what),
            Self::InvalidClient { unproven, .. } => {
                (StatusCode::UNAUTHORIZED, "invalid_client", unproven::told(*unproven))
            }
            Self::TooOften(_) => (StatusCode::TOO_MANY_REQUESTS, UNAVAILABLE, TOO_OFTEN),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE, BUSY),
            Self::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE, AWAY),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "server_error", INTERNAL),
        }
    }

    /// After how many seconds it is worth asking again, where that helps.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooOften(wait) => Some(wait.seconds()),
            Self::Busy | Self::Store(_) => Some(1),
            Self::InvalidRequest(_) | Self::InvalidClient { .. } | Self::Internal(_) => None,
        }
    }

    /// Whether something was shown that proves nothing. An assertion that comes twice was signed by its
    /// client.
    pub(super) fn is_a_wrong_guess(&self) -> bool {
        use Unproven::{Assertion, Wrong};
        let Self::InvalidClient { unproven, .. } = self else { return false };
        matches!(unproven, Wrong | Assertion(_))
    }

    /// The challenge. RFC 6749 5.2: one only if the client used the Authorization header.
    pub(crate) fn challenge(&self) -> Option<&'static str> {
        let challenged = matches!(self, Self::InvalidClient { via: Via::Header, .. });
        challenged.then_some(r#"Basic realm="Zaakpoort", charset="UTF-8""#)
    }
}

const UNAVAILABLE: &str = "temporarily_unavailable";
const TOO_OFTEN: &str = "too many wrong secrets or assertions came from here or for this client; look \
                         whether this one is right, and try again after the number of seconds in \
                         Retry-After";
const BUSY: &str = "too many secrets are being verified at once; try again after the number of \
                    seconds in Retry-After";
const AWAY: &str = "the issuer cannot read its database now; try again after the number of \
                    seconds in Retry-After";
const INTERNAL: &str = "the issuer made a mistake; the log has the details";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        for text in [TOO_OFTEN, BUSY, AWAY, INTERNAL] {
            assert!(text.chars().all(allowed), "{text}");
        }
    }
}
