//! How a client may ask for tokens: its OAuth settings, and the rules that they keep.
//!
//! [`body`] is what is given, stored and shown; [`OAuth`] is what it means once every rule was
//! looked at ([`parse`]). What the profile `nlgov` demands beyond that stands in [`profile`].

mod body;
mod origin;
mod parse;
mod profile;
mod redirect_uri;
mod registration;
mod shown;

use std::collections::{BTreeMap, BTreeSet};

use autorisaties::ScopeSet;
use tokens::Algorithm;
use url::Url;

pub(crate) use body::{
    ApplicationType, GrantType, OAuthBody, OrganisationBody as Organisation, Profile,
    TokenEndpointAuthMethod as Authentication, TokenFormat, Tolerance,
};
pub(crate) use origin::Origin;
pub(crate) use profile::{Breach, Facts, Weight, breaches, broken_by};
pub(crate) use redirect_uri::{Kind as RedirectKind, RedirectUri};
pub(crate) use registration::{Registered, RegistrationBody as Registration};

/// A client's OAuth settings, every rule kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OAuth {
    pub(crate) profile: Profile,
    /// How people know it; without one its client id.
    pub(crate) name: Option<String>,
    /// The same by language.
    pub(crate) names: BTreeMap<String, String>,
    pub(crate) registered: Registered,
    /// By what, if it was itself.
    pub(crate) registration: Registration,
    pub(crate) application_type: ApplicationType,
    pub(crate) grants: BTreeSet<GrantType>,
    pub(crate) authentication: Authentication,
    pub(crate) redirect_uris: Vec<RedirectUri>,
    pub(crate) post_logout_redirect_uris: Vec<RedirectUri>,
    pub(crate) cors_origins: BTreeSet<Origin>,
    /// What a request without `scope` gets where scopes must be said.
    pub(crate) default_scopes: ScopeSet,
    /// The only ones that it may be given; without them all that it holds.
    pub(crate) only_scopes: Option<ScopeSet>,
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
    /// Those that names of clients may be in: those of our pages.
    pub(crate) const LANGUAGES: [&str; 2] = ["nl", "en"];

    /// Wherever people are sent.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &RedirectUri> {
        self.redirect_uris.iter().chain(&self.post_logout_redirect_uris)
    }

    pub(crate) fn may_use(&self, grant: GrantType) -> bool {
        self.grants.contains(&grant)
    }

    /// Whether it cannot keep a secret (RFC 6749 2.1).
    pub(crate) fn is_public(&self) -> bool {
        self.authentication == Authentication::None
    }

    /// How people know it who read this language; without a name its client id.
    pub(crate) fn name_in(&self, language: &str) -> Option<&str> {
        self.names.get(language).or(self.name.as_ref()).map(String::as_str)
    }

    /// Whether it may be given a scope, if it holds it.
    pub(crate) fn reaches(&self, scope: &str) -> bool {
        self.only_scopes.as_ref().is_none_or(|only| only.contains(scope))
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
