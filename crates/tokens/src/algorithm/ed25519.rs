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
    let x = x.ok_or(KeyError::NotAPublicKey)?;
    let public = ParsedPublicKey::new(&ED25519, &x).map_err(|_| KeyError::NotAPublicKey)?;
    Ok((public, okp(&x)))
}

fn okp(x: &[u8]) -> Jwk {
    Jwk {
        kty: "OKP".to_owned(),
        crv: Some("Ed25519".to_owned()),
        x: Some(base64url::encode(x)),
        ..Jwk::default()
    }
}
