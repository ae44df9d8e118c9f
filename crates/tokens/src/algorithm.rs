//! The algorithms, one row each: what differs between them stands here and nowhere else.

mod ec;
mod ed25519;
mod rsa;

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    EcdsaKeyPair, Ed25519KeyPair, ParsedPublicKey, RsaKeyPair, RsaSignatureEncoding,
};
use zeroize::Zeroizing;

use crate::{Jwk, KeyError};

/// A signature algorithm of access tokens (RFC 7518 3.1). Only such are listed whose verifier
/// holds no secret: nobody who can check a token can make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// Ed25519 (RFC 8037 3.1).
    EdDsa,
}

/// What is particular to an algorithm.
pub(crate) struct Row {
    algorithm: Algorithm,
    /// Its name in `alg`.
    name: &'static str,
    /// Makes a private key (PKCS#8, DER).
    pub(crate) generate: fn() -> Result<Zeroizing<Vec<u8>>, KeyError>,
    /// A private key of its bytes (PKCS#8, DER), and what is published of it.
    pub(crate) read_private: fn(&[u8]) -> Result<Published<PrivateKey>, KeyError>,
    /// A public key of its members.
    pub(crate) read: fn(&Jwk) -> Result<Published<ParsedPublicKey>, KeyError>,
}

/// A key, and the members that make its public half.
pub(crate) type Published<Key> = (Key, Jwk);

/// A private key, taken apart once: reading it costs as much as a signature.
pub(crate) enum PrivateKey {
    Ec(EcdsaKeyPair),
    /// With the padding of its one algorithm.
    Rsa(RsaKeyPair, &'static RsaSignatureEncoding),
    Ed25519(Ed25519KeyPair),
}

impl PrivateKey {
    /// A signature in the form that JOSE gives it (RFC 7518 3.4).
    pub(crate) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Ec(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message).ok()?;
                Some(signature.as_ref().to_vec())
            }
            Self::Rsa(pair, padding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*padding, &SystemRandom::new(), message, &mut signature).ok()?;
                Some(signature)
            }
            Self::Ed25519(pair) => Some(pair.try_sign(message).ok()?.as_ref().to_vec()),
        }
    }
}

static TABLE: [Row; Algorithm::ALL.len()] = [
    Row {
        algorithm: Algorithm::Es256,
        name: "ES256",
        generate: ec::generate_p256,
        read_private: ec::read_private_p256,
        read: ec::read_p256,
    },
    Row {
        algorithm: Algorithm::Rs256,
        name: "RS256",
        generate: rsa::generate,
        read_private: rsa::read_private_pkcs1,
        read: rsa::read_pkcs1,
    },
    Row {
        algorithm: Algorithm::Ps256,
        name: "PS256",
        generate: rsa::generate,
        read_private: rsa::read_private_pss,
        read: rsa::read_pss,
    },
    Row {
        algorithm: Algorithm::EdDsa,
        name: "EdDSA",
        generate: ed25519::generate,
        read_private: ed25519::read_private,
        read: ed25519::read,
    },
];

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Es256, Self::Rs256, Self::Ps256, Self::EdDsa];

    /// Reads an `alg`, letter by letter.
    pub fn parse(text: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.name == text).map(|row| row.algorithm)
    }

    /// The name in `alg`.
    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    pub(crate) fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
