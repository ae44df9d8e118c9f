//! Tokens as an attacker would write them: any header over any claims, under any key.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokens::{Algorithm, SigningKey};

/// A key of ES256 that signs whatever it is given.
pub(crate) struct Forge {
    pub(crate) key: SigningKey,
    pair: EcdsaKeyPair,
}

impl Forge {
    pub(crate) fn new() -> Self {
        let key = SigningKey::generate(Algorithm::Es256).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &key.to_pkcs8()).unwrap();
        Self { key, pair }
    }

    /// The header of an honest token under this key.
    pub(crate) fn header(&self) -> String {
        format!(r#"{{"typ":"at+jwt","alg":"ES256","kid":"{}"}}"#, self.key.kid())
    }

    /// A token with a right signature, whatever it says.
    pub(crate) fn sign(&self, header: &str, claims: &str) -> String {
        let message = message(header, claims);
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        compact(&message, signature.as_ref())
    }

    /// The public half as JSON.
    pub(crate) fn jwk(&self) -> serde_json::Value {
        serde_json::to_value(self.key.verification_key().to_jwk()).unwrap()
    }
}

/// A token with a message authentication code for its signature.
pub(crate) fn sign_hs256(header: &str, claims: &str, secret: &[u8]) -> String {
    let message = message(header, claims);
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, message.as_bytes());
    compact(&message, tag.as_ref())
}

/// Puts a token together.
pub(crate) fn compact(message: &str, signature: &[u8]) -> String {
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// What a signature is made over.
pub(crate) fn message(header: &str, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

/// The claims of a token, unverified.
pub(crate) fn claims_of(token: &str) -> serde_json::Value {
    let claims = token.split('.').nth(1).unwrap_or_default();
    let claims = URL_SAFE_NO_PAD.decode(claims).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

/// The header of a token, unverified.
pub(crate) fn header_of(token: &str) -> serde_json::Value {
    let header = token.split('.').next().unwrap_or_default();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}
