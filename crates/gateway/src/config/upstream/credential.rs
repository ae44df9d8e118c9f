//! What the gateway authenticates with at an upstream.

use edge::config::verification::{self, Keys};
use edge::config::{SecretSource, Section, Value, parse};
use edge::scheme::{Scheme, is_exposed};
use edge::tls::Verification;
use url::Url;

const KEYS: Keys = Keys { trust: "ca", name: "tls_name" };

/// What the gateway authenticates with at an upstream.
#[derive(Debug, Clone)]
pub enum CredentialConfig {
    /// A fresh ZGW JWT in the caller's name, signed with a derived secret.
    Zgw {
        /// The key that secrets are derived from.
        key: SecretSource,
        /// Which generation of secrets.
        version: u32,
    },
    /// A fixed header.
    Token {
        /// Its name, such as `Authorization`.
        header: String,
        /// What stands before the token, such as `Token`; may be empty.
        scheme: String,
        /// The token.
        token: SecretSource,
    },
    /// An access token of another authorization server, the same for all callers.
    OAuth2(OAuth2Config),
    /// The caller's own access token.
    Passthrough,
    /// Nothing.
    None,
}

/// Where the gateway fetches a token for itself (RFC 6749 4.4), and as whom.
#[derive(Debug, Clone)]
pub struct OAuth2Config {
    /// The token endpoint.
    pub token_url: Url,
    /// How that is known to be the one that is meant.
    pub verification: Verification,
    /// As whom.
    pub client_id: String,
    /// The secret of that client.
    pub client_secret: SecretSource,
    /// The scope that is asked for.
    pub scope: Option<String>,
    /// The `audience` that is asked for, where the server wants one.
    pub audience: Option<String>,
}

#[derive(Clone, Copy)]
enum Kind {
    Zgw,
    Token,
    OAuth2,
    Passthrough,
    None,
}

impl CredentialConfig {
    /// Whether the gateway itself may ask something there.
    pub(super) const fn looks_up(&self) -> bool {
        !matches!(self, Self::Passthrough)
    }
}

pub(super) fn read(section: &mut Section<'_>) -> Option<CredentialConfig> {
    let kinds = [
        ("zgw", Kind::Zgw),
        ("token", Kind::Token),
        ("oauth2", Kind::OAuth2),
        ("passthrough", Kind::Passthrough),
        ("none", Kind::None),
    ];
    match section.required("kind", parse::one_of(&kinds))? {
        Kind::Zgw => {
            let key = section.secret("key");
            let version = section.default("version", 1, parse::integer);
            Some(CredentialConfig::Zgw { key: key?, version: version? })
        }
        Kind::Token => {
            let header = section.default("header", "Authorization".to_owned(), parse::string);
            let scheme = section.default("scheme", "Token".to_owned(), parse::string);
            let token = section.secret("token");
            Some(CredentialConfig::Token { header: header?, scheme: scheme?, token: token? })
        }
        Kind::OAuth2 => OAuth2Config::read(section).map(CredentialConfig::OAuth2),
        Kind::Passthrough => Some(CredentialConfig::Passthrough),
        Kind::None => Some(CredentialConfig::None),
    }
}

impl OAuth2Config {
    /// The scheme of the token endpoint.
    pub fn scheme(&self) -> Scheme {
        Scheme::of(&self.token_url)
    }

    fn read(section: &mut Section<'_>) -> Option<Self> {
        let token_url = section.required("token_url", token_url);
        let verification = verification::read(section, KEYS);
        let client_id = section.required("client_id", parse::string);
        let client_secret = section.secret("client_secret");
        let scope = section.optional("scope", parse::string);
        let audience = section.optional("audience", parse::string);
        let token_url = token_url?;
        verification::only_over_https(section, std::slice::from_ref(&token_url), KEYS)?;
        Some(Self {
            token_url,
            verification: verification?,
            client_id: client_id?,
            client_secret: client_secret?,
            scope: scope?,
            audience: audience?,
        })
    }
}

/// A secret goes there, and a token comes back.
fn token_url(value: &Value) -> Result<Url, String> {
    let url = parse::url(value)?;
    if is_exposed(&url) {
        return Err(
            "a secret goes there, so off this machine it is reached over https alone: write \
                    https://…, and name its own authority with `ca` if it has one"
                .to_owned(),
        );
    }
    Ok(url)
}
