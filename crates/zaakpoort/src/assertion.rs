//! The assertion that a client signs instead of sending a secret (RFC 7523).

use std::path::Path;

use edge::chance;
use edge::clock::Clock;
use edge::config::SecretSource;
use edge::tls::private_key;
use secrecy::SecretString;
use tokens::assertion::{Said, sign};
use tokens::{Algorithm, SigningKey};

use crate::failure::Failure;

/// In the order in which a key is tried: one of RSA signs with either of two.
const TRIED: [Algorithm; 4] =
    [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256, Algorithm::Ps256];

/// The private half of a client's key, read from its file.
pub(crate) fn key(file: &Path, algorithm: Option<Algorithm>) -> Result<SigningKey, Failure> {
    let shown = file.display();
    let pem = SecretSource::File(file.to_owned()).read();
    let pem = pem.map_err(|error| Failure::Input(error.to_string()))?;
    let der = private_key(&pem).map_err(|why| Failure::Input(format!("{shown}: {why}")))?;
    let mut tried = TRIED.into_iter().filter(|one| algorithm.is_none_or(|named| named == *one));
    let found = tried.find_map(|one| SigningKey::from_pkcs8(one, &der).ok());
    found.ok_or_else(|| {
        Failure::Input(format!(
            "{shown} holds no key that signs with {}",
            algorithm.map_or("ES256, EdDSA, RS256 or PS256", Algorithm::as_str)
        ))
    })
}

/// One assertion of a client to an issuer, good for a minute and one request.
pub(crate) fn made(
    client_id: &str,
    issuer: &str,
    key: &SigningKey,
) -> Result<SecretString, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::Input(error.to_string());
    let jti = chance::uuid_v4().map_err(|error| failed(&error))?.to_string();
    let said = Said { client_id, issuer, jti: &jti };
    let signed = sign(&said, key, Clock::system().unix());
    signed.map(SecretString::from).map_err(|error| failed(&error))
}
