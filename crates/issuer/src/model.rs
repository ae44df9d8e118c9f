//! Clients and their credentials: what the issuer knows of those who ask for tokens.

mod api;
mod api_token;
mod binding;
mod means;
mod registration_token;

use std::fmt;

use autorisaties::{ApplicatieId, ClientId, Scope, ScopeSet};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use edge::feed::ChangeNumber;
use tokens::assertion::ClientKey;
use url::Url;

use crate::paths;
use crate::settings::OAuth;

pub(crate) use api::{Access, AccessState, Api, Mark, Owner};
pub(crate) use api_token::ApiToken;
pub(crate) use binding::{Binding, Foreigner};
pub(crate) use means::Means;
pub(crate) use registration_token::{RegistrationToken, Standing};

/// A client: one client id, and how it may fetch tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) id: ClientId,
    pub(crate) belongs: Belongs,
    /// What a token may be for; the first is the default. Empty: the issuer's default.
    pub(crate) audiences: Vec<String>,
    /// Scopes that no autorisatie gives, granted by name.
    pub(crate) extra_scopes: ScopeSet,
    /// In seconds; absent: the issuer's default.
    pub(crate) access_token_lifetime: Option<i64>,
    /// Tokens judged by a state before this number are refused.
    pub(crate) issued_before: ChangeNumber,
    pub(crate) oauth: OAuth,
}

impl Client {
    /// May do everything at the admin API, and nothing at a zaak API; `None` if our own name for
    /// its scope were no scope.
    pub(crate) fn administrator(id: ClientId, admin_url: &str) -> Option<Self> {
        let scope = Scope::parse(paths::ADMIN_SCOPE).ok()?;
        Some(Self {
            audiences: vec![admin_url.to_owned()],
            extra_scopes: ScopeSet::from_iter([scope]),
            ..Self::usual(id, Belongs::Administrator)
        })
    }

    /// May open the feed, and nothing else.
    pub(crate) fn gateway(id: ClientId) -> Self {
        Self::usual(id, Belongs::Gateway)
    }

    /// An API that introspects the tokens it is sent.
    pub(crate) fn api(id: ClientId) -> Self {
        Self::usual(id, Belongs::Api)
    }

    /// One of an applicatie, with what counts when nothing is said.
    pub(crate) fn of_an_applicatie(id: ClientId, applicatie: ApplicatieId) -> Self {
        Self::usual(id, Belongs::To(applicatie))
    }

    fn usual(id: ClientId, belongs: Belongs) -> Self {
        Self {
            id,
            belongs,
            audiences: Vec::new(),
            extra_scopes: ScopeSet::default(),
            access_token_lifetime: None,
            issued_before: ChangeNumber::NONE,
            oauth: OAuth::default(),
        }
    }
}

/// Whose a client is. A client of the system has no applicatie, and the AC does not show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Belongs {
    /// To an applicatie, for ever (`ac-001`).
    To(ApplicatieId),
    /// To the administrators of this installation.
    Administrator,
    /// To a gateway of this installation.
    Gateway,
    /// To an API that is registered here.
    Api,
}

impl Belongs {
    pub(crate) fn applicatie(self) -> Option<ApplicatieId> {
        match self {
            Self::To(id) => Some(id),
            Self::Administrator | Self::Gateway | Self::Api => None,
        }
    }

    /// The kind of what such a client authenticates with.
    pub(crate) fn credential_kind(self) -> CredentialKind {
        match self {
            Self::To(_) | Self::Administrator => CredentialKind::Secret,
            Self::Gateway => CredentialKind::Gateway,
            Self::Api => CredentialKind::Api,
        }
    }

    /// The name of the role, as it is stored.
    pub(crate) fn role(self) -> &'static str {
        match self {
            Self::To(_) => "applicatie",
            Self::Administrator => "administrator",
            Self::Gateway => "gateway",
            Self::Api => "api",
        }
    }
}

/// The person on whose behalf a client says that it calls: for the audit log, and for no verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: Option<String>,
    pub(crate) representation: Option<String>,
}

/// A credential that is not revoked.
#[derive(Debug, Clone)]
pub(crate) struct Credential {
    pub(crate) id: CredentialId,
    pub(crate) kind: CredentialKind,
    /// A PHC string (argon2id).
    pub(crate) hash: String,
    pub(crate) not_before: Option<DateTime<Utc>>,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

impl Credential {
    /// Whether it vouches at this moment.
    pub(crate) fn is_live_at(&self, now: DateTime<Utc>) -> bool {
        self.not_before.is_none_or(|start| start <= now)
            && self.expires_at.is_none_or(|end| now < end)
    }
}

/// The key of a client's self-signed ZGW JWTs, not revoked. Verifying needs the key itself, so it
/// is sealed; it always has an end, and the token endpoint never takes it.
#[derive(Debug, Clone)]
pub(crate) struct ZgwKey {
    pub(crate) id: CredentialId,
    pub(crate) sealed: Vec<u8>,
    pub(crate) expires_at: DateTime<Utc>,
}

impl ZgwKey {
    /// The name of the kind, as it is stored.
    pub(crate) const KIND: &str = "zgw_hs256";
}

/// What a client's assertions are verified with (RFC 7523), not revoked.
#[derive(Debug, Clone)]
pub(crate) struct AssertionKey {
    pub(crate) id: CredentialId,
    pub(crate) source: KeySource,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

/// Where the public half is.
#[derive(Debug, Clone)]
pub(crate) enum KeySource {
    /// Here.
    Registered(ClientKey),
    /// At the client's `jwks_uri`, with others; they come and go without our doing.
    At(Url),
}

impl AssertionKey {
    /// Whether it vouches at this moment.
    pub(crate) fn is_live_at(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// The key, if it is here.
    pub(crate) fn registered(&self) -> Option<&ClientKey> {
        match &self.source {
            KeySource::Registered(key) => Some(key),
            KeySource::At(_) => None,
        }
    }

    /// Where it is, if it is elsewhere.
    pub(crate) fn address(&self) -> Option<&Url> {
        match &self.source {
            KeySource::Registered(_) => None,
            KeySource::At(url) => Some(url),
        }
    }
}

impl KeySource {
    /// The name of the kind of a registered key, as it is stored.
    pub(crate) const REGISTERED: &str = "public_key";
    /// That of an address.
    pub(crate) const AT: &str = "jwks_uri";
}

/// What a client shares with an upstream, sealed for its gateways: it is carried, never opened here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UpstreamKey {
    /// The upstream's name, as gateways have it.
    pub(crate) upstream: String,
    pub(crate) sealed: Vec<u8>,
    /// The same for the same secret.
    pub(crate) fingerprint: String,
}

/// What a credential is good for. A string that is one kind is refused as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CredentialKind {
    /// A client secret, for the token endpoint.
    Secret,
    /// A gateway's own, for the feed and introspection.
    Gateway,
    /// An API's own, for introspection alone.
    Api,
    /// That a public client may ask for tokens: nothing is presented, and what came of it ends with
    /// this row.
    Public,
}

impl CredentialKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Gateway => "gateway",
            Self::Api => "api",
            Self::Public => "public",
        }
    }

    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Secret, Self::Gateway, Self::Api, Self::Public];
    /// Those that somebody presents.
    pub(crate) const SECRET: [Self; 3] = [Self::Secret, Self::Gateway, Self::Api];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Names a credential's row: 12 characters of base64url, made by us.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct CredentialId(String);

impl CredentialId {
    pub(crate) const LEN: usize = 12;

    pub(crate) fn from_bytes(bytes: [u8; 9]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        <[u8; 9]>::try_from(bytes).ok().map(Self::from_bytes)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialId({})", self.0)
    }
}
