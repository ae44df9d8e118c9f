//! How a client may ask for tokens: its OAuth settings, and the rules that they keep.
//!
//! [`body`] is what is given, stored and shown; [`OAuth`] is what it means once every rule was
//! looked at ([`parse`]). What the profile `nlgov` demands beyond that stands in [`profile`].

mod body;
mod origin;
mod parse;
mod profile;
mod redirect_uri;
mod shown;

use std::collections::BTreeSet;

use autorisaties::ScopeSet;
use tokens::Algorithm;
use url::Url;

pub(crate) use body::{
    ApplicationType, GrantType, OAuthBody, OrganisationBody as Organisation, Profile, Registered,
    TokenEndpointAuthMethod as Authentication, TokenFormat, Tolerance,
};
pub(crate) use origin::Origin;
pub(crate) use profile::{Breach, Facts, Weight, breaches};
pub(crate) use redirect_uri::RedirectUri;

/// A client's OAuth settings, every rule kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OAuth {
    pub(crate) profile: Profile,
    /// How people know it; without one its client id.
    pub(crate) name: Option<String>,
    pub(crate) registered: Registered,
    pub(crate) application_type: ApplicationType,
    pub(crate) grants: BTreeSet<GrantType>,
    pub(crate) authentication: Authentication,
    pub(crate) redirect_uris: Vec<RedirectUri>,
    pub(crate) post_logout_redirect_uris: Vec<RedirectUri>,
    pub(crate) cors_origins: BTreeSet<Origin>,
    /// What a request without `scope` gets where scopes must be said.
    pub(crate) default_scopes: ScopeSet,
    pub(crate) token_format: TokenFormat,
    /// Of its access tokens.
    pub(crate) signing_algorithm: Algorithm,
    /// Of ID tokens for it.
    pub(crate) id_token_algorithm: Algorithm,
    pub(crate) pkce: Demanded,
    /// Pushed authorization requests (RFC 9126).
    pub(crate) par: Demanded,
    pub(crate) refresh: RefreshLifetimes,
    /// Where its public keys are, if not here.
    pub(crate) jwks_uri: Option<Url>,
    pub(crate) assertions: Assertions,
    pub(crate) organisation: Organisation,
}

/// Whether a client must do what it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demanded {
    Yes,
    No,
}

/// How long refresh tokens of a client live, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RefreshLifetimes {
    /// Without being used.
    pub(crate) idle: i64,
    /// From the consent on, however often they are used.
    pub(crate) absolute: i64,
}

/// What is expected of a client's assertions (RFC 7523 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Assertions {
    /// The only one it signs with; without it any that its keys are for.
    pub(crate) algorithm: Option<Algorithm>,
    /// How far ahead `exp` may be, in seconds.
    pub(crate) longest: i64,
    pub(crate) tolerance: Tolerance,
}

impl OAuth {
    pub(crate) fn may_use(&self, grant: GrantType) -> bool {
        self.grants.contains(&grant)
    }

    /// Whether it cannot keep a secret (RFC 6749 2.1).
    pub(crate) fn is_public(&self) -> bool {
        self.authentication == Authentication::None
    }

    /// Whether pages of this origin may call as this client.
    pub(crate) fn has_origin(&self, origin: &str) -> bool {
        self.cors_origins.iter().any(|known| known.as_str() == origin)
    }

    /// The registered URI that this one is, if it is one (RFC 9700 4.1.3): byte by byte, but for the
    /// port of a native application's loopback address (RFC 8252 7.3).
    pub(crate) fn redirect_uri(&self, presented: &str) -> Option<&RedirectUri> {
        self.redirect_uris.iter().find(|registered| match self.application_type {
            ApplicationType::Web => registered.as_str() == presented,
            ApplicationType::Native => registered.is_but_for_the_loopback_port(presented),
        })
    }
}

impl Default for OAuth {
    fn default() -> Self {
        // They keep every rule; a test holds that.
        Self::stored(&OAuthBody::default())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
