//! Whom a client of ours believes: the authorities that the system knows, or one's own alone.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustls::RootCertStore;

use super::pem::{self, PemError};

/// By whom a server's certificate must be signed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Trust {
    /// By an authority that this system trusts.
    #[default]
    System,
    /// By one whose certificate stands in this file, and by no other.
    Only(PathBuf),
}

/// Why nobody could be believed, in one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The file has no certificate.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// It has one that cannot be read.
    #[error("{} holds a certificate that cannot be read as that of an authority", .0.display())]
    Damaged(PathBuf),
    /// This system has no list of authorities.
    #[error(
        "this system trusts no authority, so https would reach nobody; install the package \
         ca-certificates, or name the file of your own authority"
    )]
    Nobody,
    /// The library refuses what this build offers it.
    #[error("TLS cannot be spoken: {0}")]
    Library(#[from] rustls::Error),
}

impl Trust {
    pub(super) fn roots(&self) -> Result<Arc<RootCertStore>, TrustError> {
        match self {
            Self::System => of_the_system(),
            Self::Only(path) => of_a_file(path),
        }
    }
}

/// Read once, and only where https without an authority of one's own is spoken.
fn of_the_system() -> Result<Arc<RootCertStore>, TrustError> {
    static KNOWN: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        // One that cannot be read is believed by nobody, and keeps nobody from the others.
        roots.add_parsable_certificates(found.certs);
        Arc::new(roots)
    });
    if known.is_empty() { Err(TrustError::Nobody) } else { Ok(Arc::clone(known)) }
}

fn of_a_file(path: &Path) -> Result<Arc<RootCertStore>, TrustError> {
    let mut roots = RootCertStore::empty();
    for certificate in pem::certificates(path)? {
        roots.add(certificate).map_err(|_| TrustError::Damaged(path.to_owned()))?;
    }
    Ok(Arc::new(roots))
}
