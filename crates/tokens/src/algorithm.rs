//! The algorithms, one row each: what differs between them stands here and nowhere else.

mod ec;

use std::fmt;

use jsonwebtoken::DecodingKey;
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
    /// Its name in the library that signs and verifies.
    pub(crate) jose: jsonwebtoken::Algorithm,
    /// Makes a private key (PKCS#8, DER).
    pub(crate) generate: fn() -> Result<Zeroizing<Vec<u8>>, KeyError>,
    /// The members that make the public half of a private key.
    pub(crate) public_half: fn(&[u8]) -> Result<Jwk, KeyError>,
    /// A private key as the library wants it; the bytes were read by `public_half` before.
    pub(crate) encoding_key: fn(&[u8]) -> jsonwebtoken::EncodingKey,
    /// A public key as the library wants it, and the members that make it.
    pub(crate) read: fn(&Jwk) -> Result<(DecodingKey, Jwk), KeyError>,
}

static TABLE: [Row; 1] = [Row {
    algorithm: Algorithm::Es256,
    name: "ES256",
    jose: jsonwebtoken::Algorithm::ES256,
    generate: ec::generate_p256,
    public_half: ec::public_half_of_p256,
    encoding_key: jsonwebtoken::EncodingKey::from_ec_der,
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
