//! RSA keys: made, taken apart and put together (RFC 7518 6.3). One key serves one algorithm: its
//! name follows from its members, and a set has one key of a name.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256, RsaKeyPair, RsaParameters, RsaPublicKeyComponents,
};
use zeroize::Zeroizing;

use super::{PrivateKey, Published};
use crate::{Jwk, KeyError, base64url};

/// Bytes of a modulus: 2048 bits at least (RFC 7518 3.3), and no more than a verifier takes gladly.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=512;
/// The smallest exponent (FIPS 186-5 A.1.1), big-endian.
const EXPONENT: [u8; 3] = [1, 0, 1];
/// The longest, in bytes; verifying takes longer with each bit.
const LONGEST_EXPONENT: usize = 4;

pub(super) fn generate() -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::NotGenerated)?;
    let document = pair.as_der().map_err(|_| KeyError::NotGenerated)?;
    Ok(Zeroizing::new(document.as_ref().to_vec()))
}

pub(super) fn read_private_pkcs1(pkcs8: &[u8]) -> Result<Published<PrivateKey>, KeyError> {
    let (pair, jwk) = read_private(pkcs8)?;
    Ok((PrivateKey::Rsa(pair, &RSA_PKCS1_SHA256), jwk))
}

pub(super) fn read_private_pss(pkcs8: &[u8]) -> Result<Published<PrivateKey>, KeyError> {
    let (pair, jwk) = read_private(pkcs8)?;
    Ok((PrivateKey::Rsa(pair, &RSA_PSS_SHA256), jwk))
}

pub(super) fn read_pkcs1(jwk: &Jwk) -> Result<Published<ParsedPublicKey>, KeyError> {
    read(jwk, &RSA_PKCS1_2048_8192_SHA256)
}

pub(super) fn read_pss(jwk: &Jwk) -> Result<Published<ParsedPublicKey>, KeyError> {
    read(jwk, &RSA_PSS_2048_8192_SHA256)
}

fn read_private(pkcs8: &[u8]) -> Result<(RsaKeyPair, Jwk), KeyError> {
    let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::NotAPrivateKey)?;
    let public = pair.public_key();
    let (n, e) = (public.modulus(), public.exponent());
    let jwk = rsa(n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
    Ok((pair, jwk))
}

fn read(
    jwk: &Jwk,
    parameters: &'static RsaParameters,
) -> Result<Published<ParsedPublicKey>, KeyError> {
    if jwk.kty != "RSA" || jwk.crv.is_some() {
        return Err(KeyError::AnotherKind);
    }
    let (n, e) = (number(jwk.n.as_deref())?, number(jwk.e.as_deref())?);
    if !MODULUS.contains(&n.len()) || !is_good_exponent(&e) {
        return Err(KeyError::NotAPublicKey);
    }
    let components = RsaPublicKeyComponents { n: &n, e: &e };
    let public = components.to_parsed_public_key(parameters);
    Ok((public.map_err(|_| KeyError::NotAPublicKey)?, rsa(&n, &e)))
}

/// RFC 7518 2 (Base64urlUInt): no more octets than the number has, so that it has one name.
fn number(text: Option<&str>) -> Result<Vec<u8>, KeyError> {
    let is_shortest = |bytes: &Vec<u8>| bytes.first().is_some_and(|first| *first != 0);
    text.and_then(base64url::decode).filter(is_shortest).ok_or(KeyError::NotAPublicKey)
}

fn is_good_exponent(e: &[u8]) -> bool {
    let is_odd = e.last().is_some_and(|last| last & 1 == 1);
    let is_large = e.len() > EXPONENT.len() || e.len() == EXPONENT.len() && e >= &EXPONENT[..];
    is_odd && is_large && e.len() <= LONGEST_EXPONENT
}

fn rsa(n: &[u8], e: &[u8]) -> Jwk {
    Jwk {
        kty: "RSA".to_owned(),
        n: Some(base64url::encode(n)),
        e: Some(base64url::encode(e)),
        ..Jwk::default()
    }
}
