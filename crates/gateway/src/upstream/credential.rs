//! What the gateway signs with at an upstream: a thing of its own, never the client's secret.

use std::sync::Arc;

use autorisaties::ClientId;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edge::config::{SecretError, SecretSource};
use edge::sealing::{SealingError, SealingKeys};
use edge::tls::TrustError;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use tokens::UnixTime;
use tokens::zgw::{self, ZgwClaims};

use super::oauth2::TokenSource;
use super::shared;
use crate::config::{CredentialConfig, UpstreamName};
use crate::user::Caller;

/// How long a ZGW JWT to an upstream is good for, in seconds.
const LIFETIME: i64 = 60;
/// Shortest key that secrets are derived from, in bytes.
const SHORTEST_KEY: usize = 32;

/// The key that the secrets at upstreams are derived from.
#[derive(Debug, Clone)]
pub struct UpstreamKey(SecretString);

/// Why a secret is no upstream key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the upstream key has fewer than {SHORTEST_KEY} bytes; make one with `openssl rand -hex 32`"
)]
pub struct UpstreamKeyError;

impl UpstreamKey {
    /// 32 bytes that come of it for another purpose than [`upstream_secret`]; no secret of a client
    /// is made of one part alone.
    pub(super) fn derived(&self, purpose: &str) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 3)")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Takes a key of at least 32 bytes.
    pub fn new(key: SecretString) -> Result<Self, UpstreamKeyError> {
        if key.expose_secret().len() < SHORTEST_KEY { Err(UpstreamKeyError) } else { Ok(Self(key)) }
    }
}

/// The secret of a client at an upstream: HMAC-SHA256 under the key, base64url. The three parts
/// are length-prefixed, so that no two triples are written alike.
pub fn upstream_secret(
    key: &UpstreamKey,
    upstream: &UpstreamName,
    version: u32,
    client: &ClientId,
) -> SecretString {
    let version = version.to_string();
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 3)")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key.0.expose_secret().as_bytes())
        .expect("HMAC takes a key of any length");
    for part in [version.as_str(), upstream.as_str(), client.as_str()] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    SecretString::from(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// What the gateway authenticates with at an upstream.
#[derive(Debug)]
pub(crate) enum Credential {
    /// A fresh ZGW JWT in the caller's name.
    Zgw { key: UpstreamKey, version: u32, seals: SealingKeys },
    /// A fixed header.
    Header { name: HeaderName, value: HeaderValue },
    /// The gateway's own token, which [`TokenSource`] fetches.
    OAuth2(Arc<TokenSource>),
    /// The caller's own token.
    Passthrough,
    /// Nothing.
    None,
}

/// Why an upstream's credential cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// It cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// It is too short.
    #[error(transparent)]
    Key(#[from] UpstreamKeyError),
    /// No key for sealing comes of it.
    #[error(transparent)]
    Sealing(#[from] SealingError),
    /// The header's name is none.
    #[error("the credential's header name cannot stand in a request")]
    Name(#[from] header::InvalidHeaderName),
    /// The header's value is none.
    #[error("a header of the upstream cannot be written: {0}")]
    Value(#[from] header::InvalidHeaderValue),
    /// Nobody could be believed to be its token endpoint.
    #[error("`ca` of its credential: {0}")]
    Trust(#[source] TrustError),
    /// The address is none.
    #[error("its address has no host")]
    Address,
}

impl Credential {
    pub(crate) fn read(config: &CredentialConfig) -> Result<Self, CredentialError> {
        match config {
            CredentialConfig::Zgw { key, version } => {
                let key = UpstreamKey::new(key.read()?)?;
                Ok(Self::Zgw { seals: shared::seals(&key)?, key, version: *version })
            }
            CredentialConfig::Token { header, scheme, token } => fixed(header, scheme, token),
            CredentialConfig::OAuth2(config) => {
                Ok(Self::OAuth2(Arc::new(TokenSource::new(config)?)))
            }
            CredentialConfig::Passthrough => Ok(Self::Passthrough),
            CredentialConfig::None => Ok(Self::None),
        }
    }

    /// Who fetches the gateway's own token, if there is one.
    pub(crate) const fn source(&self) -> Option<&Arc<TokenSource>> {
        match self {
            Self::OAuth2(source) => Some(source),
            Self::Zgw { .. } | Self::Header { .. } | Self::Passthrough | Self::None => None,
        }
    }

    /// Whether the caller's own token goes on.
    pub(crate) const fn is_passthrough(&self) -> bool {
        matches!(self, Self::Passthrough)
    }

    /// The header that carries it, in the name of `caller`; none where the upstream asks for none.
    /// `shared` is what that client and the upstream share, sealed: it goes before what is derived.
    /// Only a ZGW JWT has a place for the user.
    pub(crate) fn header(
        &self,
        upstream: &UpstreamName,
        caller: Caller<'_>,
        shared: Option<&[u8]>,
        now: UnixTime,
    ) -> Result<Option<(HeaderName, HeaderValue)>, SealingError> {
        match self {
            Self::Zgw { key, version, seals } => {
                let secret = match shared {
                    Some(sealed) => shared::open(seals, upstream, caller.client, sealed)?,
                    None => upstream_secret(key, upstream, *version, caller.client),
                };
                let value = bearer(&secret, caller, now);
                Ok(value.map(|value| (header::AUTHORIZATION, value)))
            }
            Self::Header { name, value } => Ok(Some((name.clone(), value.clone()))),
            // What these need is there when the request is sent.
            Self::OAuth2(_) | Self::Passthrough | Self::None => Ok(None),
        }
    }
}

fn fixed(name: &str, scheme: &str, token: &SecretSource) -> Result<Credential, CredentialError> {
    let token = token.read()?;
    let text = match scheme {
        "" => token.expose_secret().to_owned(),
        scheme => format!("{scheme} {}", token.expose_secret()),
    };
    let mut value = HeaderValue::try_from(text)?;
    value.set_sensitive(true);
    Ok(Credential::Header { name: HeaderName::try_from(name)?, value })
}

/// Open Zaak asks for `iss`, `iat` and `client_id`, and refuses every token with an `aud`.
fn bearer(secret: &SecretString, caller: Caller<'_>, now: UnixTime) -> Option<HeaderValue> {
    let Caller { client, user } = caller;
    let claims = ZgwClaims {
        iss: client.as_str().to_owned(),
        client_id: client.as_str().to_owned(),
        iat: now,
        exp: now.plus(LIFETIME),
        user_id: user.and_then(|user| user.id()).map(str::to_owned),
        user_representation: user.and_then(|user| user.representation()).map(str::to_owned),
    };
    let token = zgw::sign(&claims, secret.expose_secret().as_bytes());
    let mut value = HeaderValue::try_from(format!("Bearer {token}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
