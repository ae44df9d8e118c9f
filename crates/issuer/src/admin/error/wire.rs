//! How errors are told apart by those who call: status, code and title.

use actix_web::http::StatusCode;
use edge::authorization::AuthorizationError;
use edge::incoming::BodyHeadError;

use super::AdminError;
use crate::bearer::BearerError;
use crate::explaining::Unexplained;
use crate::store::StoreError;

impl AdminError {
    pub(super) fn wire(&self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::Caller { why: BearerError::Scope(_), .. } => {
                (S::FORBIDDEN, "insufficient-scope", "The token may not do this.")
            }
            Self::Store(StoreError::Corrupt { .. }) | Self::Chance(_) | Self::Internal => {
                (S::INTERNAL_SERVER_ERROR, "error", "The issuer made a mistake.")
            }
            Self::Caller { why: BearerError::Stale(_), .. }
            | Self::Store(_)
            | Self::Busy
            | Self::Stopping => (S::SERVICE_UNAVAILABLE, "unavailable", "Not now."),
            Self::OutcomeUnknown(_) => {
                (S::SERVICE_UNAVAILABLE, "outcome-unknown", "It may or may not be done.")
            }
            Self::Caller {
                why: BearerError::Header(AuthorizationError::Several) | BearerError::InPlain(_),
                ..
            } => (S::BAD_REQUEST, "invalid-request", "The request is not valid."),
            Self::Caller { .. } => (S::UNAUTHORIZED, "not-authenticated", "Not authenticated."),
            Self::Invalid(_)
            | Self::Faulty(_)
            | Self::SecretForId
            | Self::Unexplained(Unexplained::Request(_))
            | Self::BodyHead(BodyHeadError::SeveralTypes) => {
                (S::BAD_REQUEST, "invalid", "The request is not valid.")
            }
            Self::NotFound { .. } => (S::NOT_FOUND, "not-found", "Not found."),
            Self::ClientIdGiven(_) | Self::ClientIdOfAUser(_) => {
                (S::CONFLICT, "client-id-exists", "The client id is taken.")
            }
            Self::UsernameTaken(_) => (S::CONFLICT, "username-exists", "The username is taken."),
            Self::Elsewhere { .. } => {
                (S::CONFLICT, "elsewhere", "It belongs to another applicatie.")
            }
            Self::Moved { .. } => {
                (S::PRECONDITION_FAILED, "precondition-failed", "It is not as it was.")
            }
            // RFC 6585 3.
            Self::Unconditional => {
                (S::PRECONDITION_REQUIRED, "precondition-required", "For which state?")
            }
            Self::Bound { .. } => (S::CONFLICT, "bound", "It is another client."),
            Self::Deleted { .. } => (S::CONFLICT, "deleted", "It is deleted."),
            Self::NotDeleted { .. } => (S::CONFLICT, "not-deleted", "It is not deleted."),
            Self::ClocksDiffer => (S::CONFLICT, "clocks-differ", "The clocks differ."),
            Self::RotationPending { .. } => {
                (S::CONFLICT, "rotation-pending", "A rotation is under way.")
            }
            Self::Decided { .. } => (S::CONFLICT, "decided", "It was decided otherwise."),
            Self::NoKeyYet { .. } => (S::CONFLICT, "no-key-yet", "No key of it signs yet."),
            Self::UnderWay(_) => (S::CONFLICT, "under-way", "It is being delivered."),
            Self::Unexplained(Unexplained::NoGateways) => {
                (S::CONFLICT, "no-gateways", "Nobody is there to ask.")
            }
            Self::Unexplained(Unexplained::Silent { .. }) | Self::NotUnderstood { .. } => {
                (S::BAD_GATEWAY, "gateway", "No gateway explains it.")
            }
            Self::Upstream { .. } => (S::BAD_GATEWAY, "upstream", "The upstream did not do it."),
            Self::TooManyKeys { .. } => (S::CONFLICT, "too-many-keys", "There are enough of them."),
            Self::MediaType | Self::BodyHead(BodyHeadError::Encoded) => {
                (S::UNSUPPORTED_MEDIA_TYPE, "media-type", "The media type is not supported.")
            }
            Self::LastCredential { .. } => {
                (S::CONFLICT, "last-credential", "It is the last of its kind.")
            }
            Self::LastAdministrator(_) => (S::CONFLICT, "last-secret", "It is the last one."),
            Self::HasAll => (S::CONFLICT, "ambiguous-authorizations", "It has everything already."),
            Self::TooLarge => (S::PAYLOAD_TOO_LARGE, "too-large", "The body is too large."),
        }
    }
}
