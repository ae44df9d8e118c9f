//! How an upstream is reached: its addresses, how long anything may take there, and how they are looked at.

use std::time::Duration;

use edge::config::verification::{self, Keys};
use edge::config::{Section, Value, parse};
use edge::scheme::Scheme;
use edge::tls::{Identity, Verification};
use http::uri::PathAndQuery;
use url::Url;

const KEYS: Keys = Keys { trust: "ca", name: "tls_name" };
/// What is shown to an upstream.
const CERTIFICATE: &str = "client_certificate";
/// How long an upstream may take to answer, by default.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long a connection may take to stand, by default.
const CONNECTED: Duration = Duration::from_secs(5);
/// How many requests an upstream has at once, by default.
const IN_FLIGHT: usize = 1000;
/// As many as there are bits in the word that says which of them are in.
const MOST_ADDRESSES: usize = 64;
/// How often an address is looked at, by default.
const INTERVAL: Duration = Duration::from_secs(10);

/// Where an upstream is, and with how much patience it is met.
#[derive(Debug, Clone)]
pub struct ReachConfig {
    /// Where it is reached: origins of one scheme, at least one. Requests go to them in turn.
    pub addresses: Vec<Url>,
    /// How it is known to be the one that is meant.
    pub verification: Verification,
    /// What is shown to it when it asks who calls.
    pub client_certificate: Option<Identity>,
    /// How long a connection may take to stand: name, TCP and TLS.
    pub connect_timeout: Duration,
    /// How long the head of an answer may take.
    pub timeout: Duration,
    /// How long a body may stand still, on its way there or back.
    pub idle_timeout: Duration,
    /// How many requests it has at once; more are refused.
    pub max_in_flight: usize,
    /// How its addresses are looked at, if they are.
    pub health: Option<HealthConfig>,
}

/// How the addresses of an upstream are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthConfig {
    /// What is asked for there.
    pub path: PathAndQuery,
    /// How often.
    pub interval: Duration,
    /// After how many good answers in a row an address is asked again.
    pub healthy: u32,
    /// After how many bad ones in a row it is not.
    pub unhealthy: u32,
    /// The status of a good answer.
    pub status: u16,
}

impl ReachConfig {
    /// Reached at these addresses, at least one, and all else by default.
    pub fn at(addresses: Vec<Url>) -> Self {
        Self {
            addresses,
            verification: Verification::default(),
            client_certificate: None,
            connect_timeout: CONNECTED,
            timeout: TIMEOUT,
            idle_timeout: TIMEOUT,
            max_in_flight: IN_FLIGHT,
            health: None,
        }
    }

    /// The scheme of all its addresses.
    pub fn scheme(&self) -> Scheme {
        self.addresses.first().map_or(Scheme::Http, Scheme::of)
    }

    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let addresses = section.required("address", addresses);
        let verification = verification::read(section, KEYS);
        let client_certificate = section.optional_section(CERTIFICATE, Identity::of);
        let timeout = section.default("timeout", TIMEOUT, some_time);
        let connect_timeout = connect_timeout(section, timeout);
        let idle_timeout = section.optional("idle_timeout", some_time);
        let max_in_flight =
            section.default("max_in_flight", IN_FLIGHT, parse::integer_in(1..=1_000_000));
        let health = section.optional_section("health", HealthConfig::read);
        let addresses = addresses?;
        shown_over_https(section, &addresses)?;
        verification::only_over_https(section, &addresses, KEYS)?;
        Some(Self {
            addresses,
            verification: verification?,
            client_certificate: client_certificate?,
            connect_timeout: connect_timeout?,
            timeout: timeout?,
            idle_timeout: idle_timeout?.or(timeout)?,
            max_in_flight: max_in_flight?,
            health: health?,
        })
    }
}

impl HealthConfig {
    fn read(section: &mut Section<'_>) -> Option<Self> {
        let path = section.required("path", path);
        let interval = section.default("interval", INTERVAL, some_time);
        let healthy = section.default("healthy", 2, parse::integer_in(1..=100));
        let unhealthy = section.default("unhealthy", 3, parse::integer_in(1..=100));
        let status = section.default("status", 200, parse::integer_in(200..=599));
        Some(Self {
            path: path?,
            interval: interval?,
            healthy: healthy?,
            unhealthy: unhealthy?,
            status: status?,
        })
    }
}

/// It is over before the answer would be given up, or no other address could be tried: what may have
/// been sent is not sent again.
fn connect_timeout(section: &mut Section<'_>, timeout: Option<Duration>) -> Option<Duration> {
    let timeout = timeout.unwrap_or(TIMEOUT);
    let said = section.optional("connect_timeout", some_time)?;
    if said.is_some_and(|said| said >= timeout) {
        let reason = "is not shorter than `timeout`, which runs while the connection is made; \
                      write a shorter one, such as \"5s\"";
        section.fault("connect_timeout", reason);
        return None;
    }
    Some(said.unwrap_or_else(|| CONNECTED.min(timeout / 2)))
}

/// Over http nobody asks for a certificate.
fn shown_over_https(section: &mut Section<'_>, addresses: &[Url]) -> Option<()> {
    let plain = addresses.iter().any(|address| Scheme::of(address) == Scheme::Http);
    if plain && section.has(CERTIFICATE) {
        let reason = "is shown over https alone, but the address begins with http://; write https:// \
                      there, or leave this key out";
        section.fault(CERTIFICATE, reason);
        return None;
    }
    Some(())
}

/// One address, or a list of them.
fn addresses(value: &Value) -> Result<Vec<Url>, String> {
    if value.list().is_err() {
        return Ok(vec![origin(value)?]);
    }
    let addresses = parse::list_of(origin)(value)?;
    let schemes = || addresses.iter().map(Scheme::of);
    let twice = addresses.iter().enumerate().find(|(at, one)| addresses[..*at].contains(one));
    match twice {
        _ if addresses.is_empty() => Err("name at least one address".to_owned()),
        _ if addresses.len() > MOST_ADDRESSES => Err(format!(
            "has {} addresses, and {MOST_ADDRESSES} is the most; put a load balancer before them",
            addresses.len()
        )),
        _ if schemes().any(|scheme| Some(scheme) != schemes().next()) => {
            Err("has http:// and https:// in one list; write one of them everywhere".to_owned())
        }
        Some((_, one)) => Err(format!("names {one} twice; name each address once")),
        None => Ok(addresses),
    }
}

fn origin(value: &Value) -> Result<Url, String> {
    let url = parse::url(value)?;
    if url.path() == "/" {
        return Ok(url);
    }
    Err("give scheme, host and port alone, such as https://10.0.0.5:8000".to_owned())
}

fn path(value: &Value) -> Result<PathAndQuery, String> {
    let text = value.text()?;
    let path = PathAndQuery::try_from(text).ok().filter(|_| text.starts_with('/'));
    path.ok_or_else(|| "expected a path such as \"/_healthz/\"".to_owned())
}

pub(super) fn some_time(value: &Value) -> Result<Duration, String> {
    match parse::duration(value)? {
        Duration::ZERO => Err(
            "no time at all would let nothing through; leave the key out, or write a longer one"
                .to_owned(),
        ),
        time => Ok(time),
    }
}
