//! Certificates of a throw-away authority.

use std::path::Path;

use chrono::Datelike as _;
use edge::clock::Clock;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};

use super::write_secret;

/// An authority that one case trusts, and nobody else.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// When a certificate is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Valid {
    Now,
    /// Until 2021-02-03.
    Once,
    /// For a year that ends in ten days.
    TenDaysMore,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its own certificate, as PEM.
    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for these names and its key, as PEM.
    pub(crate) fn pair(&self, names: &[&str], valid: Valid) -> (String, String) {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        if valid == Valid::Once {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2021, 2, 3);
        }
        if valid == Valid::TenDaysMore {
            let end = Clock::system().now() + chrono::TimeDelta::days(10);
            let month = u8::try_from(end.month()).unwrap();
            let day = u8::try_from(end.day()).unwrap().min(28);
            params.not_before = date_time_ymd(end.year() - 1, month, day);
            params.not_after = date_time_ymd(end.year(), month, day);
        }
        let key = KeyPair::generate().unwrap();
        (params.signed_by(&key, &self.0).unwrap().pem(), key.serialize_pem())
    }

    /// Writes a pair as `NAME.pem` and `NAME.key` into a folder.
    pub(crate) fn write_pair(&self, folder: &Path, name: &str, names: &[&str]) {
        let (certificate, key) = self.pair(names, Valid::Now);
        write_secret(&folder.join(format!("{name}.pem")), &certificate);
        write_secret(&folder.join(format!("{name}.key")), &key);
    }
}
