//! Other issuers whose tokens may be taken: `[[gateway.foreign_issuer]]`.

use std::time::Duration;

use edge::config::verification::{self, Keys};
use edge::config::{Section, Value, parse};
use edge::scheme::is_exposed;
use edge::tls::Verification;
use tokens::Algorithm;
use tokens::foreign::Types;
use url::Url;

const KEYS: Keys = Keys { trust: "ca", name: "tls_name" };
/// How long keys count that cannot be fetched anew, by default.
const MAX_KEY_AGE: Duration = Duration::from_hours(24);
/// Twice the shortest time from one fetch to the next: below it keys that can be fetched would be gone in between.
const SHORTEST_KEY_AGE: Duration = Duration::from_secs(20);
/// What an issuer may sign with, unless fewer are named.
const ALGORITHMS: [(&str, Algorithm); 4] = [
    ("RS256", Algorithm::Rs256),
    ("PS256", Algorithm::Ps256),
    ("ES256", Algorithm::Es256),
    ("EdDSA", Algorithm::EdDsa),
];
/// Claims that may name a client.
const CLIENT_CLAIMS: [(&str, &str); 4] =
    [("client_id", "client_id"), ("azp", "azp"), ("sub", "sub"), ("appid", "appid")];

/// An issuer that is not ours.
#[derive(Debug, Clone)]
pub struct ForeignIssuerConfig {
    /// By which upstreams list it.
    pub name: String,
    /// The `iss` of its tokens, byte for byte.
    pub issuer: String,
    /// Where its keys are found.
    pub keys: KeysAt,
    /// How the server is known that has them.
    pub verification: Verification,
    /// The `aud` of its tokens for us; one suffices.
    pub audience: Vec<String>,
    /// The claim that names its clients.
    pub client_claim: String,
    /// What it may sign with.
    pub algorithms: Vec<Algorithm>,
    /// Which types are access tokens.
    pub types: Types,
    /// What a `scope` in its tokens means here.
    pub scope: ForeignScope,
    /// How long keys count that cannot be fetched anew.
    pub max_key_age: Duration,
}

/// Where the keys of an issuer are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeysAt {
    /// In its metadata, which say where.
    Discovery(Url),
    /// Here.
    Jwks(Url),
}

/// What a `scope` in a token of another issuer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForeignScope {
    /// Nothing: it names scopes of others. What the client's applicatie holds is all there is.
    #[default]
    Ignored,
    /// A limit, as in our own tokens; without one nothing is allowed.
    Limits,
}

impl KeysAt {
    /// What is fetched first.
    pub(crate) fn url(&self) -> &Url {
        match self {
            Self::Discovery(url) | Self::Jwks(url) => url,
        }
    }
}

impl ForeignIssuerConfig {
    fn read(section: &mut Section<'_>) -> Option<Self> {
        let types = [("at+jwt", Types::AtJwt), ("jwt", Types::Jwt)];
        let scopes = [("ignored", ForeignScope::Ignored), ("limits", ForeignScope::Limits)];
        let name = section.required("name", parse::string);
        let issuer = section.required("issuer", parse::string);
        let discovery = section.optional("discovery", Discovery::parse);
        let jwks = section.optional("jwks_url", private);
        let verification = verification::read(section, KEYS);
        let audience = section.required("audience", some_texts);
        let claim = section.default("client_claim", "client_id", parse::one_of(&CLIENT_CLAIMS));
        let algorithms = section.optional("algorithms", parse::list_of(parse::one_of(&ALGORITHMS)));
        let types = section.default("typ", Types::default(), parse::one_of(&types));
        let scope = section.default("scope", ForeignScope::default(), parse::one_of(&scopes));
        let max_key_age = section.default("max_key_age", MAX_KEY_AGE, max_key_age);
        let issuer = issuer?;
        let keys = keys_at(section, &issuer, discovery?, jwks?)?;
        verification::only_over_https(section, std::slice::from_ref(keys.url()), KEYS)?;
        Some(Self {
            name: name?,
            issuer,
            keys,
            verification: verification?,
            audience: audience?,
            client_claim: claim?.to_owned(),
            algorithms: algorithms?
                .unwrap_or_else(|| ALGORITHMS.map(|(_, algorithm)| algorithm).to_vec()),
            types: types?,
            scope: scope?,
            max_key_age: max_key_age?,
        })
    }
}

fn max_key_age(value: &Value) -> Result<Duration, String> {
    let age = parse::duration(value)?;
    if age >= SHORTEST_KEY_AGE {
        return Ok(age);
    }
    Err("at least 20s: keys are fetched every ten seconds at most".to_owned())
}

/// `true`, or where the metadata are.
enum Discovery {
    Usual,
    At(Url),
    Off,
}

impl Discovery {
    fn parse(value: &Value) -> Result<Self, String> {
        match parse::boolean(value) {
            Ok(true) => Ok(Self::Usual),
            Ok(false) => Ok(Self::Off),
            Err(_) => private(value).map(Self::At),
        }
    }
}

fn keys_at(
    section: &mut Section<'_>,
    issuer: &str,
    discovery: Option<Discovery>,
    jwks: Option<Url>,
) -> Option<KeysAt> {
    let usual = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let found = match (discovery, jwks) {
        (None | Some(Discovery::Off), Some(url)) => Ok(KeysAt::Jwks(url)),
        (Some(Discovery::At(url)), None) => Ok(KeysAt::Discovery(url)),
        (Some(Discovery::Usual), None) => Url::parse(&usual)
            .map_err(|error| error.to_string())
            .and_then(not_exposed)
            .map(KeysAt::Discovery),
        (None | Some(Discovery::Off), None) => Err(NO_KEYS.to_owned()),
        (Some(_), Some(_)) => Err("name `discovery` or `jwks_url`, and not both".to_owned()),
    };
    match found {
        Ok(keys) => Some(keys),
        Err(reason) => {
            section.fault("discovery", reason);
            None
        }
    }
}

const NO_KEYS: &str = "where are its keys? write discovery = true, or jwks_url = \"https://…\"";

/// Who writes the keys on their way decides whose tokens count.
fn private(value: &Value) -> Result<Url, String> {
    parse::url(value).and_then(not_exposed)
}

fn not_exposed(url: Url) -> Result<Url, String> {
    if is_exposed(&url) {
        return Err(
            "keys are fetched over https alone, off this machine: write https://…".to_owned()
        );
    }
    Ok(url)
}

fn some_texts(value: &Value) -> Result<Vec<String>, String> {
    match parse::list_of(parse::string)(value)? {
        none if none.is_empty() => Err("name at least one".to_owned()),
        texts => Ok(texts),
    }
}

/// All of them. Two of one name or of one `iss` would be a coin toss, and ours is none of them.
pub(super) fn read_all(section: &mut Section<'_>) -> Option<Vec<ForeignIssuerConfig>> {
    let issuers = section.tables("foreign_issuer", ForeignIssuerConfig::read)?;
    let mut right = true;
    for (at, one) in issuers.iter().enumerate() {
        let before = &issuers[..at];
        if before.iter().any(|other| other.name == one.name || other.issuer == one.issuer) {
            let fault = format!("two have the name `{}` or its `issuer`", one.name);
            section.fault("foreign_issuer", fault);
            right = false;
        }
    }
    right.then_some(issuers)
}
