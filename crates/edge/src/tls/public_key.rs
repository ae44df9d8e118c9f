//! The public key in a PEM text: on its own, or in a certificate.

use rustls::pki_types::pem::{PemObject as _, SectionKind};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer};
use rustls::server::ParsedCertificate;

/// Why a text gives no public key. It never says what stood in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    /// It holds a private key.
    #[error(
        "a private key was sent; it must not be used any more, since others may have seen it: make \
         a new pair, and send the public half alone (openssl pkey -in FILE -pubout)"
    )]
    Private,
    /// It holds neither kind of thing.
    #[error("the PEM text has neither BEGIN PUBLIC KEY nor BEGIN CERTIFICATE in it")]
    Nothing,
    /// It has the lines, but not what belongs between them.
    #[error("the PEM text is damaged: what stands between its lines is no key and no certificate")]
    Damaged,
}

/// The first public key of a text, as `SubjectPublicKeyInfo` (RFC 5280 4.1, DER); of a chain of
/// certificates that of its owner. Whether a certificate is valid is not looked at: it is the key that
/// is registered, by who knows whose it is.
pub fn public_key(pem: &str) -> Result<Vec<u8>, PublicKeyError> {
    if pem.contains("PRIVATE KEY") || PrivateKeyDer::from_pem_slice(pem.as_bytes()).is_ok() {
        return Err(PublicKeyError::Private);
    }
    let mut sections = <(SectionKind, Vec<u8>)>::pem_slice_iter(pem.as_bytes());
    let wanted = sections.find_map(|section| match section {
        Ok((kind @ (SectionKind::Certificate | SectionKind::PublicKey), der)) => {
            Some(Ok((kind, der)))
        }
        Ok(_) => None,
        Err(_) => Some(Err(PublicKeyError::Damaged)),
    });
    match wanted.ok_or(PublicKeyError::Nothing)?? {
        (SectionKind::Certificate, der) => of_certificate(&CertificateDer::from(der)),
        (_, der) => Ok(SubjectPublicKeyInfoDer::from(der).to_vec()),
    }
}

fn of_certificate(certificate: &CertificateDer<'_>) -> Result<Vec<u8>, PublicKeyError> {
    let parsed = ParsedCertificate::try_from(certificate).map_err(|_| PublicKeyError::Damaged)?;
    Ok(parsed.subject_public_key_info().to_vec())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PublicKeyData as _, generate_simple_self_signed};

    use super::*;

    #[test]
    fn a_public_key_is_read_on_its_own_and_out_of_a_certificate() {
        let made = generate_simple_self_signed(["x.nl".to_owned()]).unwrap();
        let key = made.signing_key.subject_public_key_info();
        assert_eq!(public_key(&made.signing_key.public_key_pem()), Ok(key.clone()));
        assert_eq!(public_key(&made.cert.pem()), Ok(key.clone()));
        let other = generate_simple_self_signed(["y.nl".to_owned()]).unwrap();
        let chain = format!("wie: x\n{}{}", made.cert.pem(), other.cert.pem());
        assert_eq!(public_key(&chain), Ok(key), "the first of a chain is its owner's");
    }

    #[test]
    fn a_private_key_is_refused_wherever_it_stands() {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let private = pair.serialize_pem();
        for text in [private.clone(), format!("{}{private}", pair.public_key_pem())] {
            assert_eq!(public_key(&text), Err(PublicKeyError::Private));
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        for text in ["", "x", "-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----\n"]
        {
            assert_eq!(public_key(text), Err(PublicKeyError::Nothing), "{text}");
        }
        let damaged = "-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----\n";
        assert_eq!(public_key(damaged), Err(PublicKeyError::Damaged));
        let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(public_key(empty), Err(PublicKeyError::Damaged));
    }
}
