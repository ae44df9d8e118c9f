//! Step 1: (host, method, canonical path) to upstream and operation, to the issuer, or a refusal.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::{Method, header};
use edge::operations::{self, Listed, Methods, Pack, Packs};

use crate::config::GatewayConfig;
use crate::refusal::Refusal;
use crate::upstream::Upstream;

pub(crate) mod path;
mod way;

use path::CanonicalPath;
pub(crate) use way::{Called, Route, Target, Way};

/// More segments than any operation of the standard has.
const MAX_SEGMENTS: usize = 16;
pub(crate) use edge::paths::AUTORISATIES;

/// Every API that is served, by host and base path.
#[derive(Debug)]
pub(crate) struct Routes {
    hosts: HashMap<String, Vec<Mount>>,
    upstreams: Vec<Upstream>,
    packs: Packs,
}

#[derive(Debug)]
struct Mount {
    base: String,
    serves: Serves,
    upstream: usize,
}

/// What lies under a base path.
#[derive(Debug)]
enum Serves {
    /// An API of the standard.
    Component(autorisaties::Component),
    /// The operations that the upstream's configuration lists.
    Listed(Arc<Pack<Listed>>),
}

impl Routes {
    pub(crate) fn new(config: &GatewayConfig, upstreams: Vec<Upstream>, packs: Packs) -> Self {
        let mut hosts: HashMap<String, Vec<Mount>> = HashMap::new();
        for (at, upstream) in config.upstreams.iter().enumerate() {
            for host in upstream.public_url.host_spellings() {
                let mounts = upstream.apis.iter().map(|api| Mount {
                    base: api.path.as_str().to_owned(),
                    serves: Serves::Component(api.component),
                    upstream: at,
                });
                let listed = Some(&upstream.operations).filter(|listed| !listed.is_empty());
                let listed = listed.map(|listed| Mount {
                    base: String::new(),
                    serves: Serves::Listed(Arc::clone(listed)),
                    upstream: at,
                });
                hosts.entry(host).or_default().extend(mounts.chain(listed));
            }
        }
        // The longest base first, so that `/a/b` is found before `/a`.
        for mounts in hosts.values_mut() {
            mounts.sort_by_key(|mount| std::cmp::Reverse(mount.base.len()));
        }
        Self { hosts, upstreams, packs }
    }

    /// Every upstream, by its number.
    pub(crate) fn upstreams(&self) -> &[Upstream] {
        &self.upstreams
    }

    /// The way of a request.
    pub(crate) fn find<'a>(&'a self, request: &'a HttpRequest) -> Result<Way<'a>, Refusal> {
        let host = host_of(request)?;
        let path = CanonicalPath::parse(request.uri().path())?;
        let mounts = self.mounts(host)?;
        let query = request.uri().query();
        // Before any mount: no upstream has a say in who may do what. Which methods there are, the
        // issuer knows.
        if path.below(AUTORISATIES).is_some() {
            return Ok(Way::ToIssuer(Target { path, query }));
        }
        let method = Asked::of(request.method())?;
        let (upstream, called) = self.called(mounts, method, path)?;
        Ok(Way::ToUpstream(Route { upstream, called, path, query }))
    }

    /// The route that a GET of an absolute URL would take, if it lies under a public URL.
    pub(crate) fn find_url<'a>(&'a self, url: &'a str) -> Option<Route<'a>> {
        self.find_asked(url, operations::Method::Get)
    }

    /// The route that a POST to an absolute URL would take.
    pub(crate) fn find_search<'a>(&'a self, url: &'a str) -> Option<Route<'a>> {
        self.find_asked(url, operations::Method::Post)
    }

    fn find_asked<'a>(&'a self, url: &'a str, method: operations::Method) -> Option<Route<'a>> {
        let (origin, path) = split_url(url)?;
        let mounts = self.mounts(origin.host).ok()?;
        let path = CanonicalPath::parse(path).ok()?;
        let asked = Asked::Known(method);
        let (upstream, called) = self.called(mounts, asked, path).ok()?;
        let same_scheme = upstream.public_url().scheme() == origin.scheme;
        same_scheme.then_some(Route { upstream, called, path, query: None })
    }

    /// The scheme of the public name that a request is for, if that is one of ours.
    pub(crate) fn public_scheme(&self, request: &HttpRequest) -> Option<&'static str> {
        let host = request.headers().get(header::HOST)?.to_str().ok()?;
        let mount = self.mounts(host).ok()?.first()?;
        Some(self.upstreams[mount.upstream].public_url().scheme())
    }

    fn mounts(&self, host: &str) -> Result<&[Mount], Refusal> {
        let known = self.hosts.get(host);
        // RFC 9110 4.2.3: the host is case-insensitive.
        let known = known.or_else(|| self.hosts.get(&host.to_ascii_lowercase()));
        known.map(Vec::as_slice).ok_or(Refusal::UnknownHost)
    }

    /// The first API that knows the path says which methods it has.
    fn called<'a>(
        &'a self,
        mounts: &'a [Mount],
        asked: Asked,
        path: CanonicalPath<'_>,
    ) -> Result<(&'a Upstream, Called<'a>), Refusal> {
        for mount in mounts {
            let Some(rest) = path.below(&mount.base) else { continue };
            let mut room = [""; MAX_SEGMENTS];
            let segments = split(rest, &mut room).ok_or(Refusal::UnknownPath)?;
            let upstream = &self.upstreams[mount.upstream];
            match self.at(mount, upstream, asked, segments) {
                Ok(called) => return Ok((upstream, called)),
                Err(allow) if allow.is_empty() => {}
                Err(allow) => return Err(Refusal::MethodNotAllowed { allow }),
            }
        }
        Err(Refusal::UnknownPath)
    }

    /// What is called at a path of one API, or the methods that the path has.
    fn at<'a>(
        &'a self,
        mount: &'a Mount,
        upstream: &Upstream,
        asked: Asked,
        segments: &[&str],
    ) -> Result<Called<'a>, Methods> {
        match &mount.serves {
            Serves::Component(component) => {
                let pack = self.packs.pack(*component, upstream.flavour());
                let pack = pack.ok_or(Methods::default())?;
                asked.in_pack(pack, segments).map(Called::Zgw)
            }
            Serves::Listed(pack) => asked.in_pack(pack, segments).map(Called::Listed),
        }
    }
}

/// A method as route packs know it.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Known(operations::Method),
    /// A method of HTTP that no operation has.
    NotHere,
}

impl Asked {
    /// The operation at a path of a pack, or the methods that the path has.
    fn in_pack<'a, O>(self, pack: &'a Pack<O>, segments: &[&str]) -> Result<&'a O, Methods> {
        let found = match self {
            Self::Known(method) => pack.find(method, segments),
            Self::NotHere => None,
        };
        found.ok_or_else(|| pack.methods(segments))
    }

    /// RFC 9110 9.1: methods are case-sensitive, so `get` is not GET.
    fn of(method: &Method) -> Result<Self, Refusal> {
        if let Some(method) = operations::Method::of_request(method) {
            return Ok(Self::Known(method));
        }
        match *method {
            Method::OPTIONS | Method::TRACE => Ok(Self::NotHere),
            _ => Err(Refusal::UnknownMethod),
        }
    }
}

/// The host that was asked; actix refuses a second Host header, and HTTP/1.1 without one.
fn host_of(request: &HttpRequest) -> Result<&str, Refusal> {
    // Behind a head that says so in any of them, actix takes what follows for one body. Another
    // protocol is just not switched to (RFC 9110 7.8): Java offers h2c on every plain connection.
    let websocket = request.headers().get_all(header::UPGRADE).any(names_websocket);
    if websocket || request.method() == Method::CONNECT {
        return Err(Refusal::Upgrade);
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.ok_or(Refusal::UnknownHost)?;
    // RFC 9112 3.2.2: an absolute target overrides Host; two that differ have two readings.
    match request.uri().authority() {
        Some(target) if !target.as_str().eq_ignore_ascii_case(host) => Err(Refusal::ForeignTarget),
        _ => Ok(host),
    }
}

fn names_websocket(upgrade: &header::HeaderValue) -> bool {
    let mut protocols = upgrade.as_bytes().split(|byte| *byte == b',');
    protocols.any(|protocol| protocol.trim_ascii().eq_ignore_ascii_case(b"websocket"))
}

fn split<'p, 'r>(rest: &'p str, room: &'r mut [&'p str; MAX_SEGMENTS]) -> Option<&'r [&'p str]> {
    let mut count = 0;
    for segment in rest.split('/') {
        *room.get_mut(count)? = segment;
        count += 1;
    }
    Some(&room[..count])
}

struct Origin<'a> {
    scheme: &'a str,
    host: &'a str,
}

/// Cuts an absolute URL without user, query and fragment into origin and path.
fn split_url(url: &str) -> Option<(Origin<'_>, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let slash = rest.find('/')?;
    let (host, path) = rest.split_at(slash);
    Some((Origin { scheme, host }, path))
}

#[cfg(test)]
mod tests;
