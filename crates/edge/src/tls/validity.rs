//! When a certificate is valid.

use chrono::{DateTime, Utc};
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error, RootCertStore};

/// Why a certificate is good for nothing at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotNow {
    /// It ended then.
    Expired(DateTime<Utc>),
    /// It begins then.
    NotYet(DateTime<Utc>),
    /// It cannot be read at all.
    Damaged,
}

/// Whether a certificate is valid now, whoever signed it.
pub(super) fn check(certificate: &CertificateDer<'_>, now: DateTime<Utc>) -> Result<(), NotNow> {
    let parsed = ParsedCertificate::try_from(certificate).map_err(|_| NotNow::Damaged)?;
    let now = u64::try_from(now.timestamp()).unwrap_or(0);
    let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(now));
    // Among no authorities at all it cannot be found good; but its times are looked at first.
    let nobody = RootCertStore::empty();
    match verify_server_cert_signed_by_trust_anchor(&parsed, &nobody, &[], now, &[]) {
        Err(Error::InvalidCertificate(error)) => not_now(&error).map_or(Ok(()), Err),
        _ => Ok(()),
    }
}

/// What an error says of time, if it says anything of it.
pub(super) fn not_now(error: &CertificateError) -> Option<NotNow> {
    match error {
        CertificateError::ExpiredContext { not_after, .. } => {
            Some(NotNow::Expired(moment(*not_after)))
        }
        CertificateError::NotValidYetContext { not_before, .. } => {
            Some(NotNow::NotYet(moment(*not_before)))
        }
        CertificateError::BadEncoding => Some(NotNow::Damaged),
        _ => None,
    }
}

/// As it stands in messages.
pub(super) fn date(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn moment(at: UnixTime) -> DateTime<Utc> {
    let seconds = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
