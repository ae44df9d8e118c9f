//! Elliptic curve keys: made, taken apart and put together (RFC 7518 6.2).

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    ParsedPublicKey,
};
use zeroize::Zeroizing;

use super::{PrivateKey, Published};
use crate::{Jwk, KeyError, base64url};

/// Bytes of a coordinate on P-256.
const P256_COORDINATE: usize = 32;

/// Marks a point that is written with both coordinates (SEC 1, 2.3.3).
const UNCOMPRESSED: u8 = 4;

pub(super) fn generate_p256() -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
        .map_err(|_| KeyError::NotGenerated)?;
    let document = pair.to_pkcs8v1().map_err(|_| KeyError::NotGenerated)?;
    Ok(Zeroizing::new(document.as_ref().to_vec()))
}

pub(super) fn read_private_p256(pkcs8: &[u8]) -> Result<Published<PrivateKey>, KeyError> {
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8)
        .map_err(|_| KeyError::NotAPrivateKey)?;
    let point = pair.public_key().as_ref();
    let coordinates = point.strip_prefix(&[UNCOMPRESSED]).ok_or(KeyError::NotAPrivateKey)?;
    let (x, y) = coordinates.split_at_checked(P256_COORDINATE).ok_or(KeyError::NotAPrivateKey)?;
    let jwk = p256(x, y);
    Ok((PrivateKey::Ec(pair), jwk))
}

pub(super) fn read_p256(jwk: &Jwk) -> Result<Published<ParsedPublicKey>, KeyError> {
    if jwk.kty != "EC" || jwk.crv.as_deref() != Some("P-256") {
        return Err(KeyError::AnotherKind);
    }
    let (x, y) = (coordinate(jwk.x.as_deref())?, coordinate(jwk.y.as_deref())?);
    let point = [&[UNCOMPRESSED], x.as_slice(), y.as_slice()].concat();
    // A point off the curve is refused here.
    let public = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &point);
    Ok((public.map_err(|_| KeyError::NotAPublicKey)?, p256(&x, &y)))
}

fn coordinate(text: Option<&str>) -> Result<Vec<u8>, KeyError> {
    // RFC 7518 6.2.1.2: the full size of a coordinate, leading zeros included.
    let full_size = |bytes: &Vec<u8>| bytes.len() == P256_COORDINATE;
    text.and_then(base64url::decode).filter(full_size).ok_or(KeyError::NotAPublicKey)
}

fn p256(x: &[u8], y: &[u8]) -> Jwk {
    Jwk {
        kty: "EC".to_owned(),
        crv: Some("P-256".to_owned()),
        x: Some(base64url::encode(x)),
        y: Some(base64url::encode(y)),
        ..Jwk::default()
    }
}
