//! The algorithms, one row each: what differs between them stands here and nowhere else.

mod ec;

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{EcdsaKeyPair, ParsedPublicKey};
use zeroize::Zeroizing;

use crate::{Jwk, KeyError};

/// A signature algorithm of access tokens (RFC 7518 3.1). Only such are listed whose verifier
/// holds no secret: nobody who can check a token can make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
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
}

impl PrivateKey {
    /// A signature in the form that JOSE gives it (RFC 7518 3.4).
    pub(crate) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Ec(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message).ok()?;
                Some(signature.as_ref().to_vec())
            }
        }
    }
}

static TABLE: [Row; 1] = [Row {
    algorithm: Algorithm::Es256,
    name: "ES256",
    generate: ec::generate_p256,
    read_private: ec::read_private_p256,
    read: ec::read_p256,
}];

impl Algorithm {
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
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_where_its_algorithm_looks_for_it() {
        for row in &TABLE {
            assert_eq!(row.algorithm.row().name, row.name);
            assert_eq!(Algorithm::parse(row.name), Some(row.algorithm));
        }
    }

    #[test]
    fn an_algorithm_outside_the_table_has_no_name_here() {
        for other in ["none", "HS256", "RS256", "es256", "ES384", "ES512", ""] {
            assert_eq!(Algorithm::parse(other), None, "{other}");
        }
    }
}
