//! Pairs that can be shown and pairs that cannot; servers that are believed and servers that are not.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tempfile::TempDir;

use super::*;
use crate::config::SecretSource;

mod connections;
mod identities;
mod renewals;

/// An authority of the test's own, and a folder for what it makes.
struct Authority {
    folder: TempDir,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut of_authority = CertificateParams::default();
        of_authority.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let issuer = CertifiedIssuer::self_signed(of_authority, key).unwrap();
        Self { folder: tempfile::tempdir().unwrap(), issuer }
    }

    fn trust(&self) -> Trust {
        Trust::Only(self.file("authority.pem", &self.issuer.pem(), 0o644))
    }

    /// A certificate for these names, changed as the test wants it, and its key.
    fn pair(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        self.identity(&certificate.pem(), &key.serialize_pem())
    }

    fn identity(&self, certificate: &str, key: &str) -> Identity {
        Identity::new(
            self.file("server.pem", certificate, 0o644),
            SecretSource::File(self.file("server.key", key, 0o600)),
        )
    }

    fn file(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    }
}

fn now() -> DateTime<Utc> {
    crate::clock::Clock::system().now()
}

/// Ended long ago.
fn expired(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2021, 2, 3);
}

/// Begins long after this test.
fn not_yet(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2999, 1, 1);
    params.not_after = date_time_ymd(2999, 2, 3);
}
