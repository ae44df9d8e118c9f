//! The private key in a PEM text, for what signs with it by itself.

use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

/// Why a text gives no private key. It never says what stood in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrivateKeyError {
    /// It holds none, or one that is encrypted.
    #[error("there is no private key in it; a PEM file is wanted, with BEGIN PRIVATE KEY")]
    Nothing,
    /// It holds one in an older form.
    #[error(
        "the private key is not in PKCS#8; turn it into that: openssl pkcs8 -topk8 -nocrypt -in FILE"
    )]
    AnotherForm,
}

/// The first private key of a text (PKCS#8, DER).
pub fn private_key(pem: &SecretString) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    match PrivateKeyDer::from_pem_slice(pem.expose_secret().as_bytes()) {
        Ok(PrivateKeyDer::Pkcs8(der)) => Ok(Zeroizing::new(der.secret_pkcs8_der().to_vec())),
        Ok(_) => Err(PrivateKeyError::AnotherForm),
        Err(_) => Err(PrivateKeyError::Nothing),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_from_its_pem_and_another_form_is_told_apart_from_none() {
        let pem = rcgen::KeyPair::generate().unwrap().serialize_pem();
        assert!(private_key(&pem.as_str().into()).is_ok());
        let older = pem.replace("PRIVATE KEY", "EC PRIVATE KEY");
        assert_eq!(private_key(&older.into()), Err(PrivateKeyError::AnotherForm));
        assert_eq!(private_key(&"BEGIN".into()), Err(PrivateKeyError::Nothing));
    }
}
