//! Clients that prove themselves by what they sign (RFC 7523), with a library that is not ours.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use tokens::SigningKey;

use crate::fault::Fault;
use crate::requests::{TOKEN, form};

const TYPE: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
/// In seconds; an assertion may not live longer than ten minutes.
const LIFETIME: i64 = 300;

/// A client with a key of its own.
pub(crate) struct Asserter {
    client_id: String,
    issuer: String,
    key: EncodingKey,
}

impl Asserter {
    /// One at an issuer, and the public key to register.
    pub(crate) fn new(client_id: String, issuer: String) -> Result<(Self, Value), Fault> {
        let made = SigningKey::generate(tokens::Algorithm::Es256);
        let made = made.map_err(|error| Fault::Token(error.to_string()))?;
        let key = EncodingKey::from_ec_der(&made.to_pkcs8());
        let jwk = made.verification_key().to_jwk();
        let jwk = json!({ "kty": jwk.kty, "crv": jwk.crv, "x": jwk.x, "y": jwk.y });
        Ok((Self { client_id, issuer, key }, jwk))
    }

    /// A token request with an assertion that no other has.
    fn request(&self) -> Result<Vec<u8>, Fault> {
        let jti = edge::chance::uuid_v4().map_err(|error| Fault::Token(error.to_string()))?;
        let now = edge::clock::Clock::system().now().timestamp();
        let claims = json!({
            "iss": self.client_id, "sub": self.client_id, "aud": self.issuer,
            "jti": jti.to_string(), "iat": now, "exp": now + LIFETIME,
        });
        let assertion = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &self.key);
        let assertion = assertion.map_err(|error| Fault::Token(error.to_string()))?;
        let body = format!(
            "grant_type=client_credentials&client_assertion_type={TYPE}&client_assertion={assertion}"
        );
        Ok(form(TOKEN, "", &body))
    }
}

/// So many requests, of these clients in turn.
pub(crate) fn requests(of: &[Asserter], count: usize) -> Result<Vec<Vec<u8>>, Fault> {
    of.iter().cycle().take(count).map(Asserter::request).collect()
}
