//! TLS on both sides: what a server of ours shows, and whom a client of ours believes.
//!
//! One provider of cryptography (aws-lc-rs) is handed to every configuration, so that nothing
//! hangs on a default of the process. TLS 1.2 and 1.3, with HTTP/1.1 in it.

use std::sync::Arc;

use rustls::SupportedProtocolVersion;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::version::{TLS12, TLS13};

mod certificates;
mod connector;
mod fault;
mod identity;
mod pem;
mod private_key;
mod public_key;
mod shown;
mod trust;
mod validity;

pub use certificates::{CertificateEnd, Certificates};
pub use connector::{Caller, Connector, GuardedConnector, TlsName, Verification};
pub use fault::{ConnectFault, Remedies};
pub use identity::{ClientTls, Identity, IdentityError, ServerTls};
pub use private_key::{PrivateKeyError, private_key};
pub use public_key::{PublicKeyError, public_key};
pub use shown::Shown;
pub use trust::{Trust, TrustError};

const VERSIONS: &[&SupportedProtocolVersion] = &[&TLS13, &TLS12];

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
