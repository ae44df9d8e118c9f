//! What a server of ours shows, and a client where it is asked: its certificate, with those that signed it, and its key.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys, ServerConfig};
use secrecy::{ExposeSecret as _, SecretString};

use super::pem::{self, PemError};
use super::shown::{Pair, Shown};
use super::validity::{self, Life, NotNow, date};
use super::{VERSIONS, provider};
use crate::config::{SecretError, SecretSource, Section, parse};
use crate::digest::{Digest, Name};

/// Where certificate and key lie, as `{ certificate = "…", key = { file = "…" } }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    certificate: PathBuf,
    key: SecretSource,
}

/// A certificate and its key, ready to be shown.
#[derive(Clone)]
pub struct ServerTls {
    config: ServerConfig,
    shown: Arc<Shown>,
}

/// The same, to be shown by a client.
#[derive(Debug, Clone)]
pub struct ClientTls(Arc<Shown>);

/// Why a certificate cannot be shown, in one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file has no certificate.
    #[error("{at}.certificate: {source}")]
    Certificate {
        /// The configuration key of the pair, such as `issuer.tls`.
        at: &'static str,
        /// What is wrong with the file.
        source: PemError,
    },
    /// The time of a certificate of the chain is over.
    #[error(
        "{at}.certificate: certificate {number} in {} expired on {}; put its renewal there", .path.display(), date(*.end)
    )]
    Expired {
        /// The configuration key of the pair.
        at: &'static str,
        /// The file.
        path: PathBuf,
        /// Which certificate of it, from 1.
        number: usize,
        /// When it ended.
        end: DateTime<Utc>,
    },
    /// The time of a certificate of the chain is yet to come.
    #[error(
        "{at}.certificate: certificate {number} in {} is not valid before {}; is this machine's clock right?", .path.display(), date(*.begin)
    )]
    NotYet {
        /// The configuration key of the pair.
        at: &'static str,
        /// The file.
        path: PathBuf,
        /// Which certificate of it, from 1.
        number: usize,
        /// When it begins.
        begin: DateTime<Utc>,
    },
    /// The key cannot be read.
    #[error("{at}.key: {source}")]
    Secret {
        /// The configuration key of the pair.
        at: &'static str,
        /// What is wrong with it.
        source: SecretError,
    },
    /// What lies there is no key.
    #[error(
        "{at}.key: {0} holds no private key that can be used; a PEM file is wanted, with BEGIN PRIVATE KEY and \
         without a passphrase (`openssl pkey -in … -out …` takes one off)", place(.key)
    )]
    NoKey {
        /// The configuration key of the pair.
        at: &'static str,
        /// Where it lies.
        key: SecretSource,
    },
    /// Certificate and key are not a pair.
    #[error(
        "{at}: the key in {0} does not belong to the first certificate in {1}; name the pair that was made \
         together, with its own certificate first in the file", place(.key), .path.display()
    )]
    Mismatch {
        /// The configuration key of the pair.
        at: &'static str,
        /// The certificates.
        path: PathBuf,
        /// Where the key lies.
        key: SecretSource,
    },
}

impl Identity {
    /// A pair by its two places.
    pub const fn new(certificate: PathBuf, key: SecretSource) -> Self {
        Self { certificate, key }
    }

    /// Reads the section, which may be absent.
    pub fn read(section: &mut Section<'_>) -> Option<Option<Self>> {
        section.optional_section("tls", Self::of)
    }

    /// Reads both keys of a section of another name.
    pub fn of(section: &mut Section<'_>) -> Option<Self> {
        let certificate = section.required("certificate", parse::path);
        let key = section.secret("key");
        Some(Self::new(certificate?, key?))
    }

    /// Reads both files, for a server; `at` is the configuration key that named them.
    pub fn load(&self, at: &'static str, now: DateTime<Utc>) -> Result<ServerTls, IdentityError> {
        let shown = self.shown(at, now)?;
        let config = config(&shown).map_err(|error| self.unpaired(at, &error))?;
        Ok(ServerTls { config, shown })
    }

    /// Reads both files, for a client that shows them where a server asks.
    pub fn load_for_client(
        &self,
        at: &'static str,
        now: DateTime<Utc>,
    ) -> Result<ClientTls, IdentityError> {
        self.shown(at, now).map(ClientTls)
    }

    fn shown(&self, at: &'static str, now: DateTime<Utc>) -> Result<Arc<Shown>, IdentityError> {
        Ok(Shown::new(self.clone(), at, self.pair(at, now)?))
    }

    /// Reads what can be shown now.
    pub(super) fn pair(&self, at: &'static str, now: DateTime<Utc>) -> Result<Pair, IdentityError> {
        // Before the rest: what is written meanwhile is found different by the next look.
        let files = self.files();
        let (chain, life) = self.chain(at, now)?;
        let key = self.key.read().map_err(|source| IdentityError::Secret { at, source })?;
        let no_key = || IdentityError::NoKey { at, key: self.key.clone() };
        let key = private_key(&key).ok_or_else(no_key)?;
        let key = CertifiedKey::from_der(chain, key, &provider());
        let key = key.map_err(|error| self.unpaired(at, &error))?;
        Ok(Pair { key: Arc::new(key), life, files })
    }

    /// A name for what stands in both files.
    pub(super) fn files(&self) -> Option<Name> {
        let mut digest = Digest::begin();
        digest.add(&std::fs::read(&self.certificate).ok()?);
        digest.add(self.key.read().ok()?.expose_secret().as_bytes());
        Some(digest.name())
    }

    fn chain(
        &self,
        at: &'static str,
        now: DateTime<Utc>,
    ) -> Result<(Vec<CertificateDer<'static>>, Life), IdentityError> {
        let chain = pem::certificates(&self.certificate)
            .map_err(|source| IdentityError::Certificate { at, source })?;
        let mut life = Life::ALWAYS;
        for (number, certificate) in (1..).zip(&chain) {
            let refused = |why| self.not_now(at, number, why);
            validity::check(certificate, now).map_err(refused)?;
            life = life.within(validity::life(certificate));
        }
        Ok((chain, life))
    }

    fn unpaired(&self, at: &'static str, error: &Error) -> IdentityError {
        let (path, key) = (self.certificate.clone(), self.key.clone());
        match error {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                IdentityError::Mismatch { at, path, key }
            }
            _ => IdentityError::NoKey { at, key },
        }
    }

    fn not_now(&self, at: &'static str, number: usize, why: NotNow) -> IdentityError {
        let path = self.certificate.clone();
        match why {
            NotNow::Expired(end) => IdentityError::Expired { at, path, number, end },
            NotNow::NotYet(begin) => IdentityError::NotYet { at, path, number, begin },
            NotNow::Damaged => IdentityError::Certificate { at, source: PemError::Damaged(path) },
        }
    }
}

impl ServerTls {
    /// What it shows, for [`Certificates`](super::Certificates).
    pub const fn shown(&self) -> &Arc<Shown> {
        &self.shown
    }

    pub(crate) fn into_config(self) -> ServerConfig {
        self.config
    }
}

impl fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerTls(…)")
    }
}

impl ClientTls {
    /// What it shows, for [`Certificates`](super::Certificates).
    pub const fn shown(&self) -> &Arc<Shown> {
        &self.0
    }
}

fn private_key(pem: &SecretString) -> Option<PrivateKeyDer<'static>> {
    PrivateKeyDer::from_pem_slice(pem.expose_secret().as_bytes()).ok()
}

fn config(shown: &Arc<Shown>) -> Result<ServerConfig, Error> {
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(VERSIONS)?
        .with_no_client_auth();
    Ok(config.with_cert_resolver(Arc::<Shown>::clone(shown)))
}

fn place(source: &SecretSource) -> String {
    match source {
        SecretSource::File(path) => path.display().to_string(),
        SecretSource::Env(name) => format!("the variable {name}"),
    }
}
