//! By what kind of thing a client proves who it is: what is of one kind can be used in place of another.

use super::{ApiToken, CredentialKind, KeySource, ZgwKey};

/// A kind of credential, as people tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    Secret,
    PublicKey,
    ZgwKey,
    ApiToken,
}

impl Means {
    /// Of the name of a kind, as it is stored. What a public client has is none: nobody presents it.
    pub(crate) fn of(kind: &str) -> Option<Self> {
        match kind {
            ApiToken::KIND => Some(Self::ApiToken),
            ZgwKey::KIND => Some(Self::ZgwKey),
            KeySource::REGISTERED | KeySource::AT => Some(Self::PublicKey),
            other => CredentialKind::parse(other)
                .filter(|kind| CredentialKind::SECRET.contains(kind))
                .map(|_| Self::Secret),
        }
    }

    /// What people call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::PublicKey => "public key",
            Self::ZgwKey => "key of ZGW JWTs",
            Self::ApiToken => "API token",
        }
    }

    /// By which command another one comes.
    pub(crate) const fn another(self) -> &'static str {
        match self {
            Self::Secret => "secret rotate",
            Self::PublicKey => "public-key add",
            Self::ZgwKey => "zgw-key create",
            Self::ApiToken => "api-token create",
        }
    }
}
