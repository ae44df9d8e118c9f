//! Public keys as certificates and PEM files hold them (`SubjectPublicKeyInfo`, RFC 5280 4.1).

use aws_lc_rs::rsa;

use super::ClientKeyError;
use crate::{Jwk, base64url};

/// What stands in front of a point on P-256 with both coordinates (RFC 5480 2): algorithm, curve, and
/// the beginning of the bits.
const P256: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
/// What stands in front of a key on Ed25519 (RFC 8410 4).
const ED25519: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// Bytes of a coordinate on P-256.
const COORDINATE: usize = 32;

/// The members of the key; whether they make one is for others to say.
pub(super) fn jwk(der: &[u8]) -> Result<Jwk, ClientKeyError> {
    if let Some(point) = der.strip_prefix(&P256) {
        let (x, y) = point.split_at_checked(COORDINATE).ok_or(ClientKeyError::NotAPublicKey)?;
        return Ok(Jwk { y: Some(base64url::encode(y)), ..curve("EC", "P-256", x) });
    }
    if let Some(x) = der.strip_prefix(&ED25519) {
        return Ok(curve("OKP", "Ed25519", x));
    }
    let key = rsa::PublicKey::from_der(der).map_err(|_| ClientKeyError::AnotherKind)?;
    Ok(Jwk {
        kty: "RSA".to_owned(),
        n: Some(base64url::encode(key.modulus().big_endian_without_leading_zero())),
        e: Some(base64url::encode(key.exponent().big_endian_without_leading_zero())),
        ..Jwk::default()
    })
}

fn curve(kty: &str, crv: &str, x: &[u8]) -> Jwk {
    let x = Some(base64url::encode(x));
    Jwk { kty: kty.to_owned(), crv: Some(crv.to_owned()), x, ..Jwk::default() }
}
