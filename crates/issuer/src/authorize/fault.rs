//! Why an authorization request is refused, as its client hears it (RFC 6749 4.1.2.1).

use crate::granting::audience::NotLinked;
use crate::granting::scope::NotHeld;
use crate::pace::Wait;

/// Why.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("invalid_request: {0}")]
    InvalidRequest(&'static str),
    #[error("unauthorized_client")]
    UnauthorizedClient,
    #[error("unsupported_response_type")]
    ResponseType,
    #[error(transparent)]
    Scope(#[from] NotHeld),
    #[error(transparent)]
    Target(#[from] NotLinked),
    #[error("request_not_supported")]
    Request,
    #[error("request_uri_not_supported")]
    RequestUri,
    #[error("the client must push its requests")]
    NotPushed,
    #[error("access_denied")]
    Denied,
    #[error("login_required")]
    LoginRequired,
    #[error("login_required: somebody else signed in than id_token_hint names")]
    SomebodyElse,
    #[error("consent_required")]
    ConsentRequired,
    #[error("one person gives too many codes: {0}")]
    TooOften(#[from] Wait),
}

impl Fault {
    /// The code, and a description in the characters that RFC 6749 allows; it repeats nothing of the
    /// request.
    pub(super) fn told(&self) -> (&'static str, &'static str) {
        match self {
            Self::InvalidRequest(what) => ("invalid_request", what),
            Self::UnauthorizedClient => ("unauthorized_client", UNAUTHORIZED),
            Self::ResponseType => ("unsupported_response_type", RESPONSE_TYPE),
            Self::Scope(why) => ("invalid_scope", why.told()),
            Self::Target(_) => ("invalid_target", TARGET),
            Self::Request => ("request_not_supported", REQUEST),
            Self::RequestUri => ("request_uri_not_supported", REQUEST_URI),
            Self::NotPushed => ("invalid_request", NOT_PUSHED),
            Self::Denied => ("access_denied", DENIED),
            Self::LoginRequired => ("login_required", LOGIN),
            Self::SomebodyElse => ("login_required", SOMEBODY_ELSE),
            Self::ConsentRequired => ("consent_required", CONSENT),
            Self::TooOften(_) => ("temporarily_unavailable", TOO_OFTEN),
        }
    }
}

const UNAUTHORIZED: &str = "this client is not registered for authorization_code; ask the \
                            administrator of this issuer to add it";
const RESPONSE_TYPE: &str = "use response_type=code";
const TARGET: &str = "a requested resource or audience is not one that this client is linked to";
const REQUEST: &str = "request objects are not taken here; send the parameters themselves";
const REQUEST_URI: &str = "no request_uri is taken here but those of pushed requests; send the \
                           parameters themselves";
const NOT_PUSHED: &str = "this client is registered to push its requests; send the parameters to \
                          pushed_authorization_request_endpoint first";
const DENIED: &str = "the person did not give access";
const LOGIN: &str = "the person must sign in first, and prompt=none forbids to ask";
const SOMEBODY_ELSE: &str = "somebody else signed in than id_token_hint names; leave it out to hear of whoever \
                             signs in";
const CONSENT: &str = "the person must consent first, and prompt=none forbids to ask";
const TOO_OFTEN: &str = "this person was sent here very often in a short time; wait some seconds before they are \
                         sent again";

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        let all = [
            Fault::UnauthorizedClient,
            Fault::ResponseType,
            NotHeld::NoDefault.into(),
            NotHeld::NotAList.into(),
            NotLinked.into(),
            Fault::Request,
            Fault::RequestUri,
            Fault::NotPushed,
            Fault::Denied,
            Fault::LoginRequired,
            Fault::SomebodyElse,
            Fault::ConsentRequired,
            Wait(Duration::from_secs(1)).into(),
        ];
        for fault in all {
            assert!(fault.told().1.chars().all(allowed), "{fault}");
        }
    }
}
