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

/// From when to when something is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Life {
    pub(super) begin: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
}

impl Life {
    pub(super) const ALWAYS: Self =
        Self { begin: DateTime::UNIX_EPOCH, end: DateTime::<Utc>::MAX_UTC };

    /// When both are valid.
    pub(super) fn within(self, other: Self) -> Self {
        Self { begin: self.begin.max(other.begin), end: self.end.min(other.end) }
    }
}

/// Whether a certificate is valid now, whoever signed it.
pub(super) fn check(certificate: &CertificateDer<'_>, now: DateTime<Utc>) -> Result<(), NotNow> {
    check_at(certificate, u64::try_from(now.timestamp()).unwrap_or(0))
}

/// From when to when a certificate is valid: what is said of it before all times, and after them.
pub(super) fn life(certificate: &CertificateDer<'_>) -> Life {
    let mut life = Life::ALWAYS;
    if let Err(NotNow::NotYet(begin)) = check_at(certificate, 0) {
        life.begin = begin;
    }
    if let Err(NotNow::Expired(end)) = check_at(certificate, u64::MAX) {
        life.end = end;
    }
    life
}

fn check_at(certificate: &CertificateDer<'_>, seconds: u64) -> Result<(), NotNow> {
    let parsed = ParsedCertificate::try_from(certificate).map_err(|_| NotNow::Damaged)?;
    let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    // Among no authorities at all it cannot be found good; but its times are looked at first.
    let nobody = RootCertStore::empty();
    match verify_server_cert_signed_by_trust_anchor(&parsed, &nobody, &[], at, &[]) {
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
