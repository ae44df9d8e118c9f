//! How a server that we call is known to be the one that is meant: two keys of a section.

use url::Url;

use super::{Section, parse};
use crate::scheme::Scheme;
use crate::tls::{TlsName, Trust, Verification};

const IDLE: &str = "says who is believed over https, but the address begins with http://; write \
                    https:// there, or leave this key out";

/// What the two keys are called.
#[derive(Debug, Clone, Copy)]
pub struct Keys {
    /// The file of the authority that is believed.
    pub trust: &'static str,
    /// The name in the server's certificate.
    pub name: &'static str,
}

/// Reads how a server is verified, by its two keys.
pub fn read(section: &mut Section<'_>, keys: Keys) -> Option<Verification> {
    let trust = section.optional(keys.trust, parse::path);
    let name = section.optional(keys.name, parse::text_as(TlsName::parse));
    let trust = trust?.map_or(Trust::System, Trust::Only);
    Some(Verification { trust, name: name? })
}

/// Over http nothing is verified, so a key that says how was written in error.
pub fn only_over_https(section: &mut Section<'_>, addresses: &[Url], keys: Keys) -> Option<()> {
    let idle = |key: &&str| !any_https(addresses) && section.has(key);
    let idle: Vec<&str> = [keys.trust, keys.name].into_iter().filter(idle).collect();
    for key in &idle {
        section.fault(key, IDLE);
    }
    idle.is_empty().then_some(())
}

fn any_https(addresses: &[Url]) -> bool {
    addresses.iter().any(|address| Scheme::of(address) == Scheme::Https)
}
