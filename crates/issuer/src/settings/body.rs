//! A client's OAuth settings as they are given, stored and shown, in the words of RFC 7591 where it
//! has one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::registration::{Registered, RegistrationBody};
use crate::object::Object;

/// How a client may ask for tokens. What is left out is as it is by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = OAuth)]
pub(crate) struct OAuthBody {
    /// `baseline`, or `nlgov`: the NL GOV Assurance profile for OAuth 2.0, which refuses every
    /// setting that breaks a rule of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) profile: Option<Profile>,
    /// The name that people see when they are asked for consent; without it the client id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_name: Option<String>,
    /// The same in a language of the pages: `nl`, `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_names: Option<BTreeMap<String, String>>,
    /// `web`, or `native`: an application on somebody's own device (RFC 8252).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) application_type: Option<ApplicationType>,
    /// How it gets tokens; by default `client_credentials` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grant_types: Option<Vec<GrantType>>,
    /// How it proves who it is; by default with a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_endpoint_auth_method: Option<TokenEndpointAuthMethod>,
    /// Where people are sent back to, compared byte by byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redirect_uris: Option<Vec<String>>,
    /// Where people may be sent after they signed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) post_logout_redirect_uris: Option<Vec<String>>,
    /// The origins whose pages may call issuer and gateway as this client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cors_origins: Option<Vec<String>>,
    /// What it gets when it does not say, where scopes must be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_scopes: Option<Vec<String>>,
    /// The only scopes that its tokens may have; by default all that it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) only_scopes: Option<Vec<String>>,
    /// `jwt`, or `opaque`: a random text that says nothing to who holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_format: Option<TokenFormat>,
    /// The algorithm of its access tokens: `ES256` (by default), `RS256`, `PS256` or
    /// `EdDSA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signing_algorithm: Option<String>,
    /// The algorithm of ID tokens for it: `RS256` (by default), `PS256`, `ES256` or
    /// `EdDSA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id_token_signed_response_alg: Option<String>,
    /// Whether it must use PKCE; a public client always must. By default yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) require_pkce: Option<bool>,
    /// Whether it must push its authorization requests (RFC 9126). By default no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) require_pushed_authorization_requests: Option<bool>,
    /// How long a refresh token lives without being used, in seconds; by default 8 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token_idle_lifetime: Option<i64>,
    /// How long refresh tokens live from the consent on, in seconds; by default 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token_lifetime: Option<i64>,
    /// Where its public keys are, over https; they may also be registered here one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) jwks_uri: Option<String>,
    /// The only algorithm of its assertions; by default any that its keys are for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_endpoint_auth_signing_alg: Option<String>,
    /// How far ahead its assertions may expire, in seconds: 600 by default, 3600 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) assertion_lifetime: Option<i64>,
    /// `none`, or `acm`: its assertions may lack `jti` and `iat`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) assertion_tolerance: Option<Tolerance>,
    /// Whose client it is, as APIs hear it under the scope `vo_info`.
    #[serde(
        skip_serializing_if = "OrganisationBody::is_empty",
        deserialize_with = "Object::member"
    )]
    pub(crate) organisation: OrganisationBody,
    /// Who registered it: `administrator`, or `dynamic` where it did so itself. It cannot be given.
    #[serde(skip_serializing_if = "Registered::is_by_an_administrator")]
    #[schema(read_only)]
    pub(crate) registered: Registered,
    /// By what it did so. It cannot be given.
    #[serde(
        skip_serializing_if = "RegistrationBody::is_empty",
        deserialize_with = "Object::member"
    )]
    #[schema(read_only)]
    pub(crate) registration: RegistrationBody,
}

/// A bundle of rules that a client keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Profile {
    /// The RFCs and their best practice.
    #[default]
    Baseline,
    /// The NL GOV Assurance profile for OAuth 2.0, 1.1.0.
    Nlgov,
}

/// Where a client runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ApplicationType {
    /// On a server, or as a page of one.
    #[default]
    Web,
    /// On somebody's own device.
    Native,
}

/// How a client gets tokens.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GrantType {
    /// In its own name (RFC 6749 4.4).
    ClientCredentials,
    /// On behalf of a person who agreed (RFC 6749 4.1).
    AuthorizationCode,
    /// Again, without that person (RFC 6749 6).
    RefreshToken,
}

impl GrantType {
    /// All of them.
    pub(crate) const ALL: [Self; 3] =
        [Self::ClientCredentials, Self::AuthorizationCode, Self::RefreshToken];

    /// The one of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant| grant.as_str() == name)
    }

    /// Its name in `grant_type`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
        }
    }
}

/// How a client proves who it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TokenEndpointAuthMethod {
    /// With a secret, by HTTP Basic or in the body.
    #[default]
    ClientSecret,
    /// With an assertion that it signs (RFC 7523).
    PrivateKeyJwt,
    /// Not at all: it cannot keep a secret.
    None,
}

/// What an access token looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TokenFormat {
    /// Signed, and read by whoever holds it (RFC 9068).
    #[default]
    Jwt,
    /// 256 random bits.
    Opaque,
}

/// What a client's assertions may lack.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tolerance {
    /// Nothing.
    #[default]
    None,
    /// `jti` and `iat`, as clients of ACM/IDM Vlaanderen do.
    Acm,
}

/// The organisation that a client acts for. Codes are text: they begin with zeros.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = Organisation)]
pub(crate) struct OrganisationBody {
    /// KBO number, OVO code or OV number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) orgcode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) orgnaam: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) applicatienaam: Option<String>,
    /// Rechtspersonen en Samenwerkingsverbanden Informatienummer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rsin: Option<String>,
    /// Organisatie-identificatienummer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) oin: Option<String>,
}

impl OrganisationBody {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Its members by name.
    pub(crate) fn members(&self) -> [(&'static str, Option<&String>); 5] {
        [
            ("orgcode", self.orgcode.as_ref()),
            ("orgnaam", self.orgnaam.as_ref()),
            ("applicatienaam", self.applicatienaam.as_ref()),
            ("rsin", self.rsin.as_ref()),
            ("oin", self.oin.as_ref()),
        ]
    }
}
