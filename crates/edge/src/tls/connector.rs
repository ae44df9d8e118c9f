//! How every client of ours connects: over TCP, and over TLS where the address says https.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hyper_rustls::{
    DefaultServerNameResolver, FixedServerNameResolver, HttpsConnector, ResolveServerName,
};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};

use super::identity::ClientTls;
use super::shown::Shown;
use super::trust::{Trust, TrustError};
use super::{VERSIONS, provider};
use crate::guard::Guard;
use crate::scheme::Scheme;

/// How long a TCP connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);
/// The one protocol that is spoken in TLS (RFC 7301).
const ALPN: &[u8] = b"http/1.1";

/// Connects to http and https addresses.
pub type Connector = HttpsConnector<HttpConnector>;

/// The same, to where a [`Guard`] lets through.
pub type GuardedConnector = HttpsConnector<HttpConnector<Guard>>;

/// How we call.
#[derive(Debug, Clone)]
pub struct Caller {
    /// How long a TCP connection may take to stand.
    pub within: Duration,
    /// What is shown to a server that asks who calls.
    pub shows: Option<ClientTls>,
}

impl Default for Caller {
    fn default() -> Self {
        Self { within: CONNECT, shows: None }
    }
}

/// How a server is known to be the one that is meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// By whom its certificate must be signed.
    pub trust: Trust,
    /// The name that it must be for, if not the host of the address.
    pub name: Option<TlsName>,
}

/// A DNS name or an IP address, as it stands in a certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct TlsName(ServerName<'static>);

impl TlsName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let name = ServerName::try_from(text.to_owned());
        name.map(Self).map_err(|_| "expected a host name such as openzaak.intern, or an IP address")
    }
}

impl fmt::Debug for TlsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_str())
    }
}

impl Verification {
    /// A connector for addresses of a scheme; where that is http, no authority is read.
    pub fn connector(&self, scheme: Scheme) -> Result<Connector, TrustError> {
        self.connector_of(Caller::default(), scheme)
    }

    /// The same, for a caller of its own manner.
    pub fn connector_of(&self, caller: Caller, scheme: Scheme) -> Result<Connector, TrustError> {
        self.over(HttpConnector::new(), caller, scheme)
    }

    /// A connector for addresses that somebody else chose.
    pub fn guarded(&self, guard: Guard, scheme: Scheme) -> Result<GuardedConnector, TrustError> {
        self.over(HttpConnector::new_with_resolver(guard), Caller::default(), scheme)
    }

    fn over<R>(
        &self,
        mut tcp: HttpConnector<R>,
        caller: Caller,
        scheme: Scheme,
    ) -> Result<HttpsConnector<HttpConnector<R>>, TrustError> {
        let roots = match scheme {
            Scheme::Https => self.trust.roots()?,
            Scheme::Http => Arc::new(RootCertStore::empty()),
        };
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(caller.within));
        let resolver: Arc<dyn ResolveServerName + Send + Sync> = match &self.name {
            Some(name) => Arc::new(FixedServerNameResolver::new(name.0.clone())),
            None => Arc::new(DefaultServerNameResolver::default()),
        };
        Ok(HttpsConnector::new(tcp, config(roots, caller.shows)?, false, resolver))
    }
}

fn config(roots: Arc<RootCertStore>, shows: Option<ClientTls>) -> Result<ClientConfig, TrustError> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(VERSIONS)?
        .with_root_certificates(roots);
    let mut config = match shows {
        Some(shown) => config.with_client_cert_resolver(Arc::<Shown>::clone(shown.shown())),
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = vec![ALPN.to_vec()];
    Ok(config)
}
