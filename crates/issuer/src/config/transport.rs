//! How what is sent to the issuer stays unread by others: TLS here, or at a proxy in front.

use std::net::SocketAddr;

use edge::config::{Section, parse};
use edge::peer::TrustedProxies;
use edge::public_url::PublicUrl;
use edge::tls::Identity;

/// The keys `tls`, `trusted_proxies` and `plain_http`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transport {
    /// What it shows over TLS; without it, plain HTTP is spoken.
    pub tls: Option<Identity>,
    /// Who is believed about whom a request comes from.
    pub proxies: TrustedProxies,
    /// From where secrets and tokens are taken over plain http.
    pub plain_http: PlainHttp,
}

/// From where secrets and tokens are taken over plain http.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlainHttp {
    /// From this machine alone.
    #[default]
    Loopback,
    /// From everywhere: what lies beneath is encrypted already, or nothing secret is at stake.
    Everywhere,
}

const URL_OF_TLS: &str = "issuer.tls is set, so clients reach it over https; write https://… here";
const PLAIN_URL: &str = "clients would send their secrets there over plain http, where others on \
    the way can read them; write https://… with issuer.tls, or with the proxy that ends TLS in \
    issuer.trusted_proxies, or set issuer.plain_http = \"everywhere\" if the network itself encrypts";
const PLAIN_LISTEN: &str = "from other machines this port would refuse every secret, as they come \
    over plain http; set issuer.tls, or name the proxy that ends TLS in issuer.trusted_proxies, or \
    set issuer.plain_http = \"everywhere\" if the network itself encrypts";

impl Transport {
    /// Reads the keys.
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let places = [("loopback", PlainHttp::Loopback), ("everywhere", PlainHttp::Everywhere)];
        let tls = Identity::read(section);
        let proxies = TrustedProxies::read(section);
        let plain_http =
            section.default("plain_http", PlainHttp::default(), parse::one_of(&places));
        Some(Self { tls: tls?, proxies: proxies?, plain_http: plain_http? })
    }

    /// Records what does not go with where it listens and with its name.
    pub(super) fn suits(
        &self,
        listen: SocketAddr,
        public_url: &PublicUrl,
        section: &mut Section<'_>,
    ) -> Option<()> {
        let closed = self.plain_http == PlainHttp::Loopback;
        let plain = self.tls.is_none() && self.proxies.is_empty();
        let (key, reason) = match () {
            () if self.tls.is_some() && public_url.scheme() == "http" => ("public_url", URL_OF_TLS),
            () if closed && public_url.is_exposed() => ("public_url", PLAIN_URL),
            () if closed && plain && !listen.ip().is_loopback() => ("listen", PLAIN_LISTEN),
            () => return Some(()),
        };
        section.fault(key, reason);
        None
    }
}
