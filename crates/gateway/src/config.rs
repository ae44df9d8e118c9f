//! The gateway's configuration: `[gateway]`, `[[gateway.type_alias]]`, `[[gateway.upstream]]`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use autorisaties::{ClientId, TypeAliases};
use edge::config::{SecretSource, Section, Value, parse, type_aliases};
use edge::digest::Name;
use edge::peer::{Insider, TrustedProxies};
use edge::scheme::Scheme;
use edge::serving::Settings;
use edge::tls::{Identity, Verification};
use tokens::{Expectations, MAX_LEEWAY};
use url::Url;

use crate::refusal::is_description;

mod decisions;
mod fixed;
mod foreign;
mod issuer;
mod kept;
mod names;
mod openapi;
mod operations;
mod said;
mod upstream;

pub use decisions::{DecisionsConfig, DecisionsTo, OnFailure};
pub use foreign::{ForeignIssuerConfig, ForeignScope, KeysAt};
pub use kept::{KeptConfig, WhenStale};
pub use names::{BasePath, UpstreamName};
pub use said::{Answers, ForwardedHeader};
pub use upstream::{
    ApiConfig, Applicaties, CredentialConfig, HealthConfig, OAuth2Config, Objects,
    OrganisationHeaders, Profile, RateLimit, ReachConfig, UpstreamConfig, Verdicts,
};

/// Longest body that is judged, by default: 256 MiB.
const MAX_JUDGED_BODY: u64 = 256 * 1024 * 1024;
/// Longest answer that is judged, by default: 10 MiB.
const MAX_JUDGED_ANSWER: u64 = 10 * 1024 * 1024;
/// How long the gateway goes on without hearing from its issuer, by default.
const MAX_STALENESS: Duration = Duration::from_mins(5);

/// How old a ZGW JWT may be, by default and at most: as at the APIs themselves.
const ZGW_MAX_AGE: Duration = Duration::from_hours(1);

/// Below this, clocks that differ a little would decide.
const SHORTEST_AGE: Duration = Duration::from_mins(1);

/// What a gateway needs to know to run.
#[derive(Debug, Clone)]
pub struct GatewayConfig {
    /// Where it listens; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// What it shows over TLS; without it, plain HTTP is spoken.
    pub tls: Option<Identity>,
    /// Who is believed about whom a request comes from.
    pub trusted_proxies: TrustedProxies,
    /// How long it goes on answering at a stop.
    pub stop_delay: Duration,
    /// The issuer's public URL, byte for byte the `iss` of its tokens.
    pub issuer: String,
    /// Where the issuer is reached, for the feed and its Autorisaties API; at least one, and the
    /// next when one is away or silent.
    pub issuer_addresses: Vec<Url>,
    /// How it is known to be the issuer.
    pub issuer_verification: Verification,
    /// What the issuer believes it by, if that runs in this process; no file says so.
    pub insider: Option<Insider>,
    /// The gateway's own client id, at the issuer and for look-ups at upstreams.
    pub client_id: ClientId,
    /// The gateway's own secret, for the feed.
    pub credential: SecretSource,
    /// How long a verdict may rest on a state that the issuer has not confirmed.
    pub max_staleness: Duration,
    /// What happens past that.
    pub when_stale: WhenStale,
    /// Where the last state is kept, for a start without the issuer.
    pub state: KeptConfig,
    /// How far clocks may be apart, in seconds.
    pub leeway: i64,
    /// What keys of ZGW JWTs are sealed under on the feed; without it no such JWT is taken.
    pub feed_key: Option<SecretSource>,
    /// How old a ZGW JWT may be.
    pub zgw_max_age: Duration,
    /// What is said to browsers and caches beside answers.
    pub answers: Answers,
    /// Whether upstreams are told in `Forwarded` too how a request came here.
    pub forwarded_header: ForwardedHeader,
    /// Where decisions go on record.
    pub decisions: DecisionsConfig,
    /// The realm of challenges.
    pub realm: String,
    /// Longest body that is judged, in bytes.
    pub max_judged_body: u64,
    /// Longest answer that is judged, in bytes.
    pub max_judged_answer: u64,
    /// Type URLs that are one and the same.
    pub type_aliases: TypeAliases,
    /// Other issuers whose tokens upstreams may take.
    pub foreign_issuers: Vec<ForeignIssuerConfig>,
    /// The APIs behind the gateway.
    pub upstreams: Vec<UpstreamConfig>,
    /// Names all that the section says, for the record.
    pub digest: Name,
}

impl GatewayConfig {
    /// Reads the section; `None` when a fault was recorded.
    pub fn read(section: &mut Section<'_>) -> Option<Self> {
        let here = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8100);
        let listen = section.default("listen", here, parse::socket_address);
        let tls = Identity::read(section);
        let trusted_proxies = TrustedProxies::read(section);
        let stop_delay = Settings::stop_delay(section);
        let issuer = issuer::read(section);
        let client_id = section.required("client_id", parse::text_as(ClientId::parse));
        let credential = section.secret("credential");
        let max_staleness = section.default("max_staleness", MAX_STALENESS, parse::duration);
        let when_stale = section.default("when_stale", WhenStale::Refuse, kept::when_stale);
        let state = KeptConfig::read(section);
        let leeway = section.default("leeway", Expectations::DEFAULT_LEEWAY, leeway);
        let feed_key = section.optional_secret("feed_key");
        let zgw_max_age = section.default("zgw_max_age", ZGW_MAX_AGE, zgw_max_age);
        let answers = Answers::read(section);
        let forwarded_header = ForwardedHeader::read(section);
        let decisions = section.section("decisions", DecisionsConfig::read);
        let realm = section.default("realm", "zaakpoort".to_owned(), realm);
        let max_judged_body = section.default("max_judged_body", MAX_JUDGED_BODY, parse::byte_size);
        let max_judged_answer =
            section.default("max_judged_answer", MAX_JUDGED_ANSWER, parse::byte_size);
        let type_aliases = type_aliases::read(section);
        let foreign_issuers = foreign::read_all(section);
        let upstreams = upstream::read_all(section);

        let (issuer, foreign_issuers, upstreams) = (issuer?, foreign_issuers?, upstreams?);
        are_known(section, &issuer.name, &foreign_issuers, &upstreams)?;
        Some(Self {
            listen: listen?,
            tls: tls?,
            trusted_proxies: trusted_proxies?,
            stop_delay: stop_delay?,
            issuer: issuer.name,
            issuer_addresses: issuer.addresses,
            issuer_verification: issuer.verification,
            insider: None,
            client_id: client_id?,
            credential: credential?,
            max_staleness: max_staleness?,
            when_stale: when_stale?,
            state: state?,
            leeway: leeway?,
            feed_key: feed_key?,
            zgw_max_age: zgw_max_age?,
            answers: answers?,
            forwarded_header: forwarded_header?,
            decisions: decisions?,
            realm: realm?,
            max_judged_body: max_judged_body?,
            max_judged_answer: max_judged_answer?,
            type_aliases: type_aliases?,
            foreign_issuers,
            upstreams,
            digest: section.digest(),
        })
    }
}

impl GatewayConfig {
    /// Over https if any of its addresses is.
    pub(crate) fn issuer_scheme(&self) -> Scheme {
        let mut schemes = self.issuer_addresses.iter().map(Scheme::of);
        schemes.find(|scheme| *scheme == Scheme::Https).unwrap_or(Scheme::Http)
    }
}

/// An upstream takes tokens of issuers that are configured; what is ours is no other's.
fn are_known(
    section: &mut Section<'_>,
    ours: &str,
    issuers: &[ForeignIssuerConfig],
    upstreams: &[UpstreamConfig],
) -> Option<()> {
    let named = upstreams.iter().flat_map(|upstream| &upstream.foreign_issuers);
    let unknown = named.filter(|name| !issuers.iter().any(|issuer| issuer.name == **name));
    let unknown: Vec<String> = unknown
        .map(|name| format!("no [[gateway.foreign_issuer]] has the name `{name}`"))
        .collect();
    let own = issuers.iter().filter(|issuer| issuer.issuer == ours);
    let own = own.map(|issuer| format!("`{}` is our own issuer; leave it out", issuer.name));
    let faults: Vec<String> = own.chain(unknown).collect();
    faults.iter().for_each(|fault| section.fault("foreign_issuer", fault.as_str()));
    faults.is_empty().then_some(())
}

fn leeway(value: &Value) -> Result<i64, String> {
    let leeway = parse::duration(value)?.as_secs();
    let leeway = i64::try_from(leeway).ok().filter(|leeway| *leeway <= MAX_LEEWAY);
    leeway.ok_or_else(|| format!("at most {MAX_LEEWAY}s: more would undo the expiry of tokens"))
}

fn zgw_max_age(value: &Value) -> Result<Duration, String> {
    let age = parse::duration(value)?;
    if (SHORTEST_AGE..=ZGW_MAX_AGE).contains(&age) {
        return Ok(age);
    }
    Err("expected a time from 1m to 1h: a client makes one for each call, or uses one for a while"
        .to_owned())
}

fn realm(value: &Value) -> Result<String, String> {
    let realm = parse::string(value)?;
    if realm.is_empty() || !is_description(&realm) {
        return Err("letters, digits and other ASCII without quotes and backslashes".to_owned());
    }
    Ok(realm)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
