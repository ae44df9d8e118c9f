//! Public keys on the wire (RFC 7517, RFC 7518 6): no private member goes in or out.

use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{KeyId, base64url, digest};

/// A public key. Members that it has no field for are ignored when read (RFC 7517 4), except the
/// private ones: a key that somebody published whole is not to be trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Jwk {
    /// Key type: `EC`, `RSA`, `OKP`.
    pub kty: String,
    /// What it is for: `sig`.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// The one algorithm it is used with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Curve of an `EC` or `OKP` key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// First coordinate of an `EC` key, or the whole of an `OKP` key, base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Second coordinate of an `EC` key, base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// Modulus of an `RSA` key, base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// Exponent of an `RSA` key, base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
}

/// A set of public keys, as published (RFC 7517 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwks {
    /// The keys.
    pub keys: Vec<Jwk>,
}

impl Jwk {
    /// The thumbprint (RFC 7638 3.2): SHA-256 over the members that make the key, in the order of
    /// their names. Expects those members only, all of them words or base64url: nothing to escape.
    pub(crate) fn thumbprint(&self) -> KeyId {
        let members = [
            ("crv", self.crv.as_deref()),
            ("e", self.e.as_deref()),
            ("kty", Some(self.kty.as_str())),
            ("n", self.n.as_deref()),
            ("x", self.x.as_deref()),
            ("y", self.y.as_deref()),
        ];
        let present = members.iter().filter_map(|(name, value)| value.map(|text| (name, text)));
        let pairs: Vec<String> =
            present.map(|(name, text)| format!(r#""{name}":"{text}""#)).collect();
        let canonical = format!("{{{}}}", pairs.join(","));
        KeyId::new(base64url::encode(digest::sha256(canonical.as_bytes())))
    }
}

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Members::deserialize(deserializer)?;
        if read.is_private() {
            return Err(D::Error::custom("a JWK with a private member is refused"));
        }
        let Members { kty, usage, alg, kid, crv, x, y, n, e, .. } = read;
        Ok(Self { kty, usage, alg, kid, crv, x, y, n, e })
    }
}

/// Every member that is read, with the private ones (RFC 7518 6.2.2, 6.3.2, 6.4.1) noticed only.
#[derive(Deserialize)]
struct Members {
    kty: String,
    #[serde(rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
    d: Option<IgnoredAny>,
    p: Option<IgnoredAny>,
    q: Option<IgnoredAny>,
    dp: Option<IgnoredAny>,
    dq: Option<IgnoredAny>,
    qi: Option<IgnoredAny>,
    oth: Option<IgnoredAny>,
    k: Option<IgnoredAny>,
}

impl Members {
    fn is_private(&self) -> bool {
        let private = [&self.d, &self.p, &self.q, &self.dp, &self.dq, &self.qi, &self.oth, &self.k];
        private.iter().any(|member| member.is_some())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
