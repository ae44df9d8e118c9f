//! Secrets and tokens are taken only where nobody on the way could read them (RFC 6749 3.2, RFC 6750 5.3).

use std::net::IpAddr;

use actix_web::HttpRequest;
use edge::peer::Peer;

use crate::config::PlainHttp;

/// A request came in a way that others could read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "it came from {0} over plain http, where others can read it; speak TLS here (issuer.tls), or \
     name the proxy that does in issuer.trusted_proxies"
)]
pub(crate) struct InPlain(IpAddr);

/// Whether a request may carry a secret. It has been sent already; but it is not used, and
/// whoever sent it hears so.
pub(crate) fn private(request: &HttpRequest, plain_http: PlainHttp) -> Result<(), InPlain> {
    let peer = Peer::of(request);
    if peer.is_private() || plain_http == PlainHttp::Everywhere {
        return Ok(());
    }
    Err(InPlain(peer.address()))
}
