//! Which credentials an upstream takes, by its profile: NL GOV knows access tokens alone, of an issuer
//! that the resource server trusts, and none that a client made itself or that stands for it without end.

use super::Upstream;
use crate::config::Profile;
use crate::refusal::Refusal;

/// A credential that is no access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoAccessToken {
    #[error(
        "this API takes access tokens alone (NL GOV), and no JWT that the client signed itself; fetch one at \
         the token endpoint"
    )]
    SelfSigned,
    #[error(
        "this API takes access tokens alone (NL GOV), and no API token; fetch one at the token endpoint, \
         and send it as Authorization: Bearer"
    )]
    ApiToken,
}

impl Upstream {
    /// Lets a credential through that is no access token, where such are taken.
    pub(crate) fn takes(&self, credential: NoAccessToken) -> Result<(), Refusal> {
        match self.profile {
            Profile::Baseline => Ok(()),
            Profile::NlGov => Err(credential.into()),
        }
    }
}
