//! Who is at the other end of a request: the TCP peer, or whom a trusted proxy names.
//!
//! A proxy that ends TLS in front says for whom it asks, in `Forwarded` (RFC 7239) or in
//! `X-Forwarded-For` and `X-Forwarded-Proto`. That is believed only of proxies that the
//! configuration names, hop by hop from the nearest one; what cannot be read, or has two readings,
//! counts as not said. A server of the same process is believed too ([`Insider`]). Which host is asked for is never taken from such a header.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use ipnet::IpNet;

use crate::config::{Section, parse};
use crate::scheme::Scheme;

mod forwarded;
mod insider;
mod x_forwarded;

pub use insider::Insider;

/// The proxies that are believed; a clone shares the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies {
    networks: Arc<[IpNet]>,
    insider: Option<Insider>,
}

/// The other end of a request, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    address: IpAddr,
    scheme: Scheme,
    private: bool,
}

/// What the headers of one kind say of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Told {
    address: Option<IpAddr>,
    scheme: Option<Scheme>,
}

/// What a header says cannot be read, or can be read in two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unclear;

impl TrustedProxies {
    /// Reads the key `trusted_proxies`: addresses and networks.
    pub fn read(section: &mut Section<'_>) -> Option<Self> {
        let networks = parse::list_of(parse::text_as(proxy_network));
        section.default("trusted_proxies", Vec::new(), networks).map(Self::of)
    }

    fn of(networks: Vec<IpNet>) -> Self {
        Self { networks: networks.into(), insider: None }
    }

    /// These, and another server of this process.
    #[must_use]
    pub fn and(self, insider: Insider) -> Self {
        Self { insider: Some(insider), ..self }
    }

    /// Whether no proxy is believed.
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty()
    }

    /// Whether what a request's headers say of the client counts.
    fn believe(&self, address: IpAddr, headers: &HeaderMap) -> bool {
        self.hold(address) || self.insider.as_ref().is_some_and(|one| one.speaks(headers))
    }

    fn hold(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }
}

impl Peer {
    /// The other end of a request that a server of ours received.
    pub fn of(request: &HttpRequest) -> Self {
        let secure = request.app_config().secure();
        let scheme = if secure { Scheme::Https } else { Scheme::Http };
        // A request that came over no socket comes from nowhere.
        let address = request.peer_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip());
        let itself = Self::itself(address.to_canonical(), scheme);
        match request.app_data::<TrustedProxies>() {
            Some(proxies) if proxies.believe(itself.address, request.headers()) => {
                itself.or_as_told(request.headers(), proxies)
            }
            _ => itself,
        }
    }

    fn itself(address: IpAddr, scheme: Scheme) -> Self {
        Self { address, scheme, private: scheme == Scheme::Https || address.is_loopback() }
    }

    /// Whom a trusted proxy names, or the proxy where that is unclear.
    fn or_as_told(self, headers: &HeaderMap, proxies: &TrustedProxies) -> Self {
        let (one, other) = (forwarded::told(headers, proxies), x_forwarded::told(headers, proxies));
        match one.and_then(|one| one.agreed(other?)) {
            Ok(told) if told == Told::default() => self,
            Ok(Told { address, scheme }) => {
                let scheme = scheme.unwrap_or(self.scheme);
                let near = address.is_some_and(|address| address.is_loopback());
                let private = scheme == Scheme::Https || near;
                Self { address: address.unwrap_or(self.address), scheme, private }
            }
            Err(Unclear) => {
                tracing::debug!(proxy = %self.address, "what the proxy says of the client is unclear");
                self
            }
        }
    }

    /// Where it is, for logs and audit.
    pub const fn address(self) -> IpAddr {
        self.address
    }

    /// How it asked.
    pub const fn scheme(self) -> Scheme {
        self.scheme
    }

    /// Whether nobody on the way could read what it sent: it came over TLS, or from this machine.
    pub const fn is_private(self) -> bool {
        self.private
    }
}

impl Told {
    /// What both say together; where both speak, they must say the same.
    fn agreed(self, other: Self) -> Result<Self, Unclear> {
        let address = same(self.address, other.address)?;
        Ok(Self { address, scheme: same(self.scheme, other.scheme)? })
    }
}

fn same<T: PartialEq>(one: Option<T>, other: Option<T>) -> Result<Option<T>, Unclear> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Err(Unclear),
        (one, other) => Ok(one.or(other)),
    }
}

/// Walks from the nearest hop away, past trusted ones, to the first that is not, or the last.
fn client<H>(
    hops: impl Iterator<Item = Result<H, Unclear>>,
    address: impl Fn(&H) -> Option<IpAddr>,
    proxies: &TrustedProxies,
) -> Result<Option<H>, Unclear> {
    let mut last = None;
    for hop in hops {
        let hop = hop?;
        let goes_on = address(&hop).is_some_and(|address| proxies.hold(address));
        last = Some(hop);
        if !goes_on {
            break;
        }
    }
    Ok(last)
}

/// `192.0.2.1`, `192.0.2.1:8080`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:8080`.
fn address(text: &str) -> Result<IpAddr, Unclear> {
    let bare = match text.strip_prefix('[') {
        Some(rest) => {
            let (bare, port) = rest.split_once(']').ok_or(Unclear)?;
            check_port(port)?;
            bare
        }
        None => match text.split_once(':') {
            Some((bare, port)) if !port.contains(':') => {
                check_port(&text[bare.len()..])?;
                bare
            }
            _ => text,
        },
    };
    bare.parse().map(|address: IpAddr| address.to_canonical()).map_err(|_| Unclear)
}

fn check_port(text: &str) -> Result<(), Unclear> {
    match text.strip_prefix(':') {
        None if text.is_empty() => Ok(()),
        Some(port) if port.parse::<u16>().is_ok() => Ok(()),
        _ => Err(Unclear),
    }
}

fn scheme(text: &str) -> Result<Scheme, Unclear> {
    match () {
        () if text.eq_ignore_ascii_case("https") => Ok(Scheme::Https),
        () if text.eq_ignore_ascii_case("http") => Ok(Scheme::Http),
        () => Err(Unclear),
    }
}

fn proxy_network(text: &str) -> Result<IpNet, String> {
    match network(text)? {
        network if network.prefix_len() == 0 => Err(format!(
            "`{text}` is everybody, and everybody could claim to be anybody; name the proxies"
        )),
        network => Ok(network),
    }
}

/// Reads an address or a network.
pub(crate) fn network(text: &str) -> Result<IpNet, String> {
    let read = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    read.map_err(|_| format!("`{text}` is not an address or a network such as 10.0.0.0/8"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
