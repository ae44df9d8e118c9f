//! Public keys of clients, as clients hand them in: with names of their own, or none.

use std::fmt;

use serde_json::Value;

use super::spki;
use crate::{Algorithm, Jwk, KeyError, KeyId, VerificationKey};

/// How many keys of a client are tried on one assertion.
pub const MOST_TRIED: usize = 10;

/// Members of a key that only its owner may know (RFC 7518 6.2.2, 6.3.2, 6.4.1).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Why something is not a key that a client may be known by. Never says what the key was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientKeyError {
    /// It is not one JSON object, or not one of a JWK.
    #[error("not a JWK: a JSON object with a kty is wanted")]
    NotAJwk,
    /// It has what only its owner may know.
    #[error(
        "a private or secret key was sent; it must not be used any more, since others may have seen \
         it: make a new pair, and send the public half alone"
    )]
    Private,
    /// Its `kty` and `crv` are not ones that serve here.
    #[error("the key is of none of these kinds: RSA, EC on P-256, OKP on Ed25519")]
    AnotherKind,
    /// Its `alg` is none of those that its kind serves here.
    #[error("the JWK's alg is not one that its kty serves here: RS256, PS256, ES256, EdDSA")]
    AnotherAlgorithm,
    /// It is meant for something else (RFC 7517 4.2, 4.3).
    #[error(
        "the JWK is not for signatures: its use must be sig or absent, its key_ops verify or absent"
    )]
    NotForSignatures,
    /// It makes no key.
    #[error(
        "not a public key: a member is missing, too short (RSA has 2048 bits at least), too long or \
         off the curve"
    )]
    NotAPublicKey,
}

/// A public key of a client, with the algorithms that it serves.
#[derive(Clone)]
pub struct ClientKey {
    kid: Option<String>,
    thumbprint: KeyId,
    /// One for each algorithm.
    serves: Vec<VerificationKey>,
    jwk: Jwk,
}

impl ClientKey {
    /// Reads a JWK. With an `alg` it serves that alone; without one, all that its kind can.
    pub fn from_value(value: Value) -> Result<Self, ClientKeyError> {
        let members = value.as_object().ok_or(ClientKeyError::NotAJwk)?;
        if PRIVATE.iter().any(|member| members.contains_key(*member)) {
            return Err(ClientKeyError::Private);
        }
        let verifies = |ops: &Value| {
            ops.as_array().is_some_and(|ops| ops.iter().any(|op| op.as_str() == Some("verify")))
        };
        if members.get("key_ops").is_some_and(|ops| !verifies(ops)) {
            return Err(ClientKeyError::NotForSignatures);
        }
        let jwk: Jwk = serde_json::from_value(value).map_err(|_| ClientKeyError::NotAJwk)?;
        Self::from_jwk(&jwk)
    }

    /// Reads the public key of a certificate or a PEM file (`SubjectPublicKeyInfo`, RFC 5280 4.1, DER).
    pub fn from_spki(der: &[u8]) -> Result<Self, ClientKeyError> {
        Self::from_jwk(&spki::jwk(der)?)
    }

    fn from_jwk(jwk: &Jwk) -> Result<Self, ClientKeyError> {
        if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return Err(ClientKeyError::NotForSignatures);
        }
        let serves: Result<Vec<_>, _> =
            algorithms(jwk)?.iter().map(|algorithm| VerificationKey::of(*algorithm, jwk)).collect();
        let serves = serves.map_err(refused)?;
        let first = serves.first().ok_or(ClientKeyError::AnotherKind)?;
        let kid = jwk.kid.clone().filter(|kid| !kid.is_empty());
        let shown = Jwk { alg: jwk.alg.clone(), kid: kid.clone(), ..first.to_jwk() };
        Ok(Self { kid, thumbprint: first.kid().clone(), jwk: shown, serves })
    }

    /// The public members with what the client said of them, to be read again.
    pub fn to_jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Its name, as the client gave it.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The same for the same key (RFC 7638), whatever name and algorithm it was handed in with.
    pub fn thumbprint(&self) -> &KeyId {
        &self.thumbprint
    }

    /// The algorithms that it serves.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> {
        self.serves.iter().map(VerificationKey::algorithm)
    }

    /// Whether a `kid` means it.
    pub fn is_named(&self, kid: &str) -> bool {
        self.kid() == Some(kid) || self.thumbprint().as_str() == kid
    }

    fn serving(&self, algorithm: Algorithm) -> Option<&VerificationKey> {
        self.serves.iter().find(|key| key.algorithm() == algorithm)
    }
}

fn algorithms(jwk: &Jwk) -> Result<Vec<Algorithm>, ClientKeyError> {
    let of_kind: &[Algorithm] = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("RSA", None) => &[Algorithm::Rs256, Algorithm::Ps256],
        ("EC", Some("P-256")) => &[Algorithm::Es256],
        ("OKP", Some("Ed25519")) => &[Algorithm::EdDsa],
        ("oct", _) => return Err(ClientKeyError::Private),
        _ => return Err(ClientKeyError::AnotherKind),
    };
    let Some(named) = jwk.alg.as_deref() else { return Ok(of_kind.to_vec()) };
    let named = Algorithm::parse(named).filter(|named| of_kind.contains(named));
    named.map(|named| vec![named]).ok_or(ClientKeyError::AnotherAlgorithm)
}

fn refused(error: KeyError) -> ClientKeyError {
    match error {
        KeyError::AnotherKind => ClientKeyError::AnotherKind,
        KeyError::NoAlgorithm => ClientKeyError::AnotherAlgorithm,
        KeyError::NotForSignatures => ClientKeyError::NotForSignatures,
        KeyError::NotGenerated
        | KeyError::NotAPrivateKey
        | KeyError::NotAPublicKey
        | KeyError::AnotherName => ClientKeyError::NotAPublicKey,
    }
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientKey({})", self.thumbprint())
    }
}

/// The live keys of one client, each under a name of the caller's.
#[derive(Debug)]
pub struct ClientKeys<'k, K>(Vec<(K, &'k ClientKey)>);

impl<'k, K> FromIterator<(K, &'k ClientKey)> for ClientKeys<'k, K> {
    fn from_iter<I: IntoIterator<Item = (K, &'k ClientKey)>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

impl<'k, K> ClientKeys<'k, K> {
    /// Those that may have signed under a `kid`: who has that name; if nobody has, who has none. Without
    /// one, all. A `kid` only helps to find a key: what proves something is the signature.
    pub(crate) fn candidates(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
    ) -> impl Iterator<Item = (&K, &'k VerificationKey)> {
        let known = kid.is_some_and(|kid| self.0.iter().any(|(_, key)| key.is_named(kid)));
        let fits = move |key: &ClientKey| match kid {
            None => true,
            Some(kid) if known => key.is_named(kid),
            Some(_) => key.kid.is_none(),
        };
        let fitting = self.0.iter().filter(move |(_, key)| fits(key));
        let serving = fitting.filter_map(move |(name, key)| Some((name, key.serving(algorithm)?)));
        serving.take(MOST_TRIED)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
