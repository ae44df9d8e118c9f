//! The pair that a server or a client of ours shows: another takes its place when its files change, and no
//! connection is lost by it.

use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::identity::{Identity, IdentityError};
use super::validity::Life;
use crate::digest::Name;

/// A pair by its two places, and what was read there last that could be shown.
pub struct Shown {
    identity: Identity,
    /// The configuration key that named the pair.
    at: &'static str,
    pair: ArcSwap<Pair>,
}

/// What was read at one time.
pub(super) struct Pair {
    pub(super) key: Arc<CertifiedKey>,
    /// When all of the chain is valid.
    pub(super) life: Life,
    /// What stood in the files; nothing if they could not be read a second time.
    pub(super) files: Option<Name>,
}

/// What a look at the files found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// What is shown.
    TheSame,
    /// Another pair, which is shown from now on.
    Another,
}

impl Shown {
    pub(super) fn new(identity: Identity, at: &'static str, pair: Pair) -> Arc<Self> {
        Arc::new(Self { identity, at, pair: ArcSwap::from_pointee(pair) })
    }

    /// When what is shown is valid.
    pub(super) fn life(&self) -> Life {
        self.pair.load().life
    }

    /// Reads the files, and shows what stands there now if that can be shown.
    pub(super) fn look(&self, now: DateTime<Utc>) -> Result<Look, IdentityError> {
        let files = self.identity.files();
        if files.is_some() && files == self.pair.load().files {
            return Ok(Look::TheSame);
        }
        let pair = self.identity.pair(self.at, now)?;
        self.pair.store(Arc::new(pair));
        Ok(Look::Another)
    }

    fn key(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.pair.load().key)
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.key())
    }
}

impl ResolvesClientCert for Shown {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(self.key())
    }

    fn has_certs(&self) -> bool {
        true
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shown({})", self.at)
    }
}
