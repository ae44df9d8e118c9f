//! Certificates from PEM files.

use std::io;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// Why a file gives no certificates.
#[derive(Debug, thiserror::Error)]
pub enum PemError {
    /// It is not there or may not be read.
    #[error("{} cannot be read: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is something else.
    #[error("{} has no certificate in it; a PEM file is wanted, with BEGIN CERTIFICATE", .0.display())]
    NoCertificate(PathBuf),
    /// It has the lines, but not what belongs between them.
    #[error("{} is damaged: what stands after BEGIN CERTIFICATE is no certificate; copy it anew", .0.display())]
    Damaged(PathBuf),
}

/// Every certificate of a file, in its order; at least one.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, PemError> {
    let unreadable = |source| PemError::Unreadable { path: path.to_owned(), source };
    let text = std::fs::read(path).map_err(unreadable)?;
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match read {
        Ok(certificates) if certificates.is_empty() => {
            Err(PemError::NoCertificate(path.to_owned()))
        }
        Ok(certificates) => Ok(certificates),
        Err(_) => Err(PemError::Damaged(path.to_owned())),
    }
}
