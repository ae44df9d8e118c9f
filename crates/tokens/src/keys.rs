//! Keys that sign and keys that verify: each knows its algorithm, and its name follows from it.

use std::fmt;

use aws_lc_rs::signature::ParsedPublicKey;
use zeroize::Zeroizing;

use crate::algorithm::PrivateKey;
use crate::{Algorithm, Jwk, KeyId};

/// Why something is not a usable key. Never says what the key was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The system had no randomness.
    #[error("no key could be generated")]
    NotGenerated,
    /// Bytes that are no private key of the algorithm.
    #[error("not a private key of this algorithm in PKCS#8 form")]
    NotAPrivateKey,
    /// Members that make no public key.
    #[error("not a public key: a member is missing, too short, too long or off the curve")]
    NotAPublicKey,
    /// A key of another type or curve than its `alg` needs.
    #[error("the JWK's kty and crv do not fit its alg")]
    AnotherKind,
    /// No `alg`, or one that is not used here. A key without it would leave the choice to the
    /// sender of a token.
    #[error("the JWK's alg is missing or not supported")]
    NoAlgorithm,
    /// A key for something else than signatures (`use`, RFC 7517 4.2).
    #[error("the JWK's use is not sig")]
    NotForSignatures,
    /// A `kid` that is not the key's thumbprint (RFC 7638).
    #[error("the JWK's kid is not its thumbprint")]
    AnotherName,
}

/// A private key that signs tokens. It prints as its name only, and its bytes do not stay in
/// memory after it.
pub struct SigningKey {
    public: VerificationKey,
    private: PrivateKey,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl SigningKey {
    /// Makes a key.
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        let pkcs8 = (algorithm.row().generate)()?;
        Self::from_pkcs8(algorithm, &pkcs8)
    }

    /// Reads a key (PKCS#8, DER, not encrypted).
    pub fn from_pkcs8(algorithm: Algorithm, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let (private, public_half) = (algorithm.row().read_private)(pkcs8)?;
        let public = VerificationKey::of(algorithm, &public_half)?;
        Ok(Self { public, private, pkcs8: Zeroizing::new(pkcs8.to_vec()) })
    }

    /// The key as [`SigningKey::from_pkcs8`] reads it. A secret: seal it before it is stored.
    pub fn to_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        self.pkcs8.clone()
    }

    /// Its name.
    pub fn kid(&self) -> &KeyId {
        self.public.kid()
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    /// Its public half.
    pub fn verification_key(&self) -> &VerificationKey {
        &self.public
    }

    /// The signature over a message, in the form that JOSE gives it (RFC 7518 3.4). None when the
    /// system has no randomness.
    pub(crate) fn signature(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.private.sign(message)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} {})", self.algorithm(), self.kid())
    }
}

/// A public key that verifies tokens, bound to one algorithm.
#[derive(Clone)]
pub struct VerificationKey {
    kid: KeyId,
    algorithm: Algorithm,
    jwk: Jwk,
    public: ParsedPublicKey,
}

impl VerificationKey {
    /// Reads a published key. It must name its algorithm and be meant for signatures; a `kid`, if
    /// there is one, must be the thumbprint.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        let named = jwk.alg.as_deref().ok_or(KeyError::NoAlgorithm)?;
        let algorithm = Algorithm::parse(named).ok_or(KeyError::NoAlgorithm)?;
        if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return Err(KeyError::NotForSignatures);
        }
        let key = Self::of(algorithm, jwk)?;
        if jwk.kid.as_deref().is_some_and(|kid| kid != key.kid.as_str()) {
            return Err(KeyError::AnotherName);
        }
        Ok(key)
    }

    /// The key as it is published: public members, `kid`, `alg` and `use`.
    pub fn to_jwk(&self) -> Jwk {
        self.jwk.clone()
    }

    /// Its name.
    pub fn kid(&self) -> &KeyId {
        &self.kid
    }

    /// The one algorithm that it verifies.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether a signature over a message was made with its private half.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.public.verify_sig(message, signature).is_ok()
    }

    pub(crate) fn of(algorithm: Algorithm, jwk: &Jwk) -> Result<Self, KeyError> {
        let (public, members) = (algorithm.row().read)(jwk)?;
        let kid = members.thumbprint();
        let jwk = Jwk {
            usage: Some("sig".to_owned()),
            alg: Some(algorithm.as_str().to_owned()),
            kid: Some(kid.as_str().to_owned()),
            ..members
        };
        Ok(Self { kid, algorithm, jwk, public })
    }
}

impl fmt::Debug for VerificationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerificationKey({} {})", self.algorithm, self.kid)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
