//! Where a call may go whose address somebody else chose: to the world, and not to what lies behind
//! our own doors (OWASP ASVS 5, 1.3.6).
//!
//! Each address that a name has is judged, and the connection goes to one that was: a name that means
//! another address a moment later leads nowhere else.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::{io, vec};

use hyper_util::client::legacy::connect::dns::Name;
use ipnet::IpNet;
use tower_service::Service;
use url::{Host, Url};

use crate::config::{Section, parse};
use crate::peer::network;

/// The networks that may be called beside those of the world.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    allowed: Arc<[IpNet]>,
}

/// A call that would go where it may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it leads to {0}, which is not an address of the public internet and not allowed here")]
pub struct Forbidden(IpAddr);

impl Guard {
    /// Reads a key of the configuration: networks that may be called though they are not public.
    pub fn read(key: &'static str, section: &mut Section<'_>) -> Option<Self> {
        let networks = parse::list_of(parse::text_as(network));
        section.default(key, Vec::new(), networks).map(Self::allowing)
    }

    /// One that lets through to these networks too.
    pub fn allowing(networks: Vec<IpNet>) -> Self {
        Self { allowed: networks.into() }
    }

    /// Whether a URL may be called, as far as that can be said before its name is looked up.
    pub fn check(&self, url: &Url) -> Result<(), Forbidden> {
        match url.host() {
            Some(Host::Ipv4(address)) => self.judge(address.into()),
            Some(Host::Ipv6(address)) => self.judge(address.into()),
            Some(Host::Domain(_)) | None => Ok(()),
        }
    }

    fn judge(&self, address: IpAddr) -> Result<(), Forbidden> {
        let address = address.to_canonical();
        let allowed = self.allowed.iter().any(|network| network.contains(&address));
        if allowed || is_public(address) { Ok(()) } else { Err(Forbidden(address)) }
    }
}

/// Whether an address belongs to the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The rest is special: RFC 6890, and what came after it.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let of_protocols = (a, b, c) == (192, 0, 0);
    let relays = (a, b, c) == (192, 88, 99);
    let benchmarks = a == 198 && (b == 18 || b == 19);
    !(a == 0
        || a >= 224
        || shared
        || of_protocols
        || relays
        || benchmarks
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation())
}

/// Global unicast (RFC 4291 2.4) without what leads elsewhere: tunnels, documentation, protocols.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, ..] = address.segments();
    if (first, second) == (0x64, 0xff9b) && third == 0 {
        // RFC 6052: the address of another kind, translated on the way.
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    let global = first & 0xe000 == 0x2000;
    let of_protocols = first == 0x2001 && second < 0x0200;
    let documentation = (first, second) == (0x2001, 0x0db8) || first == 0x3fff && second < 0x1000;
    let tunnels = first == 0x2002;
    global && !(of_protocols || documentation || tunnels)
}

/// Looks names up, and gives only addresses that may be called.
impl Service<Name> for Guard {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let guard = self.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            guard.all(found.collect()).map(Vec::into_iter)
        })
    }
}

impl Guard {
    /// All of them, if each may be called: a name that has one address inside is not to be trusted.
    fn all(&self, found: Vec<SocketAddr>) -> io::Result<Vec<SocketAddr>> {
        let verdict = found.iter().try_for_each(|address| self.judge(address.ip()));
        let forbidden = |why| io::Error::new(io::ErrorKind::PermissionDenied, why);
        verdict.map(|()| found).map_err(forbidden)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn guard(allowed: &[&str]) -> Guard {
        Guard::allowing(allowed.iter().map(|text| text.parse().unwrap()).collect())
    }

    fn passes(guard: &Guard, address: &str) -> bool {
        guard.judge(address.parse().unwrap()).is_ok()
    }

    #[test]
    fn what_lies_behind_our_own_doors_is_not_called() {
        let guard = guard(&[]);
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.1.2.3",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::a00:1",
            "100::1",
            "2001::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:a00:1::",
            "3fff::1",
            "3fff:fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "5f00::1",
        ] {
            assert!(!passes(&guard, inside), "{inside}");
        }
    }

    #[test]
    fn the_world_is_called() {
        let guard = guard(&[]);
        for outside in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "128.0.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "193.0.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:200::1",
            "2001:4860::8888",
            "2a02:898::1",
            "3fff:1000::1",
            "64:ff9b::101:101",
            "::ffff:1.1.1.1",
        ] {
            assert!(passes(&guard, outside), "{outside}");
        }
    }

    #[test]
    fn a_network_that_is_allowed_is_called_and_no_other() {
        let guard = guard(&["10.1.0.0/16", "::1/128"]);
        assert!(passes(&guard, "10.1.2.3") && passes(&guard, "::1"));
        assert!(passes(&guard, "::ffff:10.1.2.3"), "the same address in another spelling");
        assert!(!passes(&guard, "10.2.0.1") && !passes(&guard, "127.0.0.1"));
        assert!(passes(&guard, "1.1.1.1"));
    }

    #[test]
    fn an_address_in_the_url_itself_is_judged_in_every_spelling() {
        let check = |text: &str| guard(&[]).check(&Url::parse(text).unwrap());
        for inside in [
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://017700000001/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://169.254.169.254/latest",
        ] {
            assert!(check(inside).is_err(), "{inside}");
        }
        for other in ["https://1.1.1.1/", "https://[2606:4700::1111]/", "https://x.example/"] {
            assert!(check(other).is_ok(), "{other}");
        }
    }

    #[test]
    fn of_a_name_each_address_must_be_one_that_may_be_called() {
        let at = |text: &str| SocketAddr::new(text.parse().unwrap(), 0);
        let guard = guard(&[]);
        assert!(guard.all(vec![at("1.1.1.1"), at("1.0.0.1")]).is_ok());
        let refused = guard.all(vec![at("1.1.1.1"), at("10.0.0.1")]).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        assert!(refused.to_string().contains("10.0.0.1"), "{refused}");
    }

    #[tokio::test]
    async fn a_name_of_this_machine_leads_nowhere() {
        let name = || "localhost".parse::<Name>().unwrap();
        let refused = guard(&[]).call(name()).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        assert!(guard(&["127.0.0.0/8", "::1/128"]).call(name()).await.is_ok());
    }
}
