//! Edwards curve keys: made, taken apart and put together (RFC 8037 2).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, ParsedPublicKey};
use zeroize::Zeroizing;

use super::{PrivateKey, Published};
use crate::{Jwk, KeyError, base64url};

/// Bytes of a public key on Ed25519.
const PUBLIC: usize = 32;

pub(super) fn generate() -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let document = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new());
    let document = document.map_err(|_| KeyError::NotGenerated)?;
    Ok(Zeroizing::new(document.as_ref().to_vec()))
}

pub(super) fn read_private(pkcs8: &[u8]) -> Result<Published<PrivateKey>, KeyError> {
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8);
    let pair = pair.map_err(|_| KeyError::NotAPrivateKey)?;
    let jwk = okp(pair.public_key().as_ref());
    Ok((PrivateKey::Ed25519(pair), jwk))
}

pub(super) fn read(jwk: &Jwk) -> Result<Published<ParsedPublicKey>, KeyError> {
    if jwk.kty != "OKP" || jwk.crv.as_deref() != Some("Ed25519") {
        return Err(KeyError::AnotherKind);
    }
    let full_size = |bytes: &Vec<u8>| bytes.len() == PUBLIC;
    let x = jwk.x.as_deref().and_then(base64url::decode).filter(full_size);
    let x = x.filter(|x| !is_of_small_order(x)).ok_or(KeyError::NotAPublicKey)?;
    let public = ParsedPublicKey::new(&ED25519, &x).map_err(|_| KeyError::NotAPublicKey)?;
    Ok((public, okp(&x)))
}

/// The points of order 8 and less, but for the sign, also as they are not to be written (RFC 8032 5.1.3):
/// one signature would be good for any message.
const OF_SMALL_ORDER: [[u8; PUBLIC]; 7] = [
    little_endian(0, 0, 0),
    little_endian(1, 0, 0),
    little_endian(0xec, 0xff, 0x7f),
    little_endian(0xed, 0xff, 0x7f),
    little_endian(0xee, 0xff, 0x7f),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

const fn little_endian(first: u8, between: u8, last: u8) -> [u8; PUBLIC] {
    let mut bytes = [between; PUBLIC];
    bytes[0] = first;
    bytes[PUBLIC - 1] = last;
    bytes
}

fn is_of_small_order(x: &[u8]) -> bool {
    const SIGN: u8 = 0x80;
    let alike = |point: &[u8; PUBLIC]| {
        point[..PUBLIC - 1] == x[..PUBLIC - 1] && point[PUBLIC - 1] == x[PUBLIC - 1] & !SIGN
    };
    OF_SMALL_ORDER.iter().any(alike)
}

fn okp(x: &[u8]) -> Jwk {
    Jwk {
        kty: "OKP".to_owned(),
        crv: Some("Ed25519".to_owned()),
        x: Some(base64url::encode(x)),
        ..Jwk::default()
    }
}
