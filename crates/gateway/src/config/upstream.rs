//! One upstream: the server of one or more APIs, its public name and its real address.

use std::collections::HashSet;
use std::time::Duration;

use autorisaties::Component;
use edge::config::verification::{self, Keys};
use edge::config::{SecretSource, Section, Value, parse};
use edge::operations::Flavour;
use edge::public_url::PublicUrl;
use edge::tls::Verification;
use url::Url;

use crate::refusal::Errors;
use crate::route::AUTORISATIES;
use crate::route::path::CanonicalPath;

const KEYS: Keys = Keys { trust: "ca", name: "tls_name" };
/// How long an upstream may take to answer, by default.
const TIMEOUT: Duration = Duration::from_secs(30);
/// What to write where there is no upstream.
const NO_UPSTREAMS: &str = "a gateway needs something behind it: write [[gateway.upstream]] with \
    `name`, `public_url`, `address`, `credential` and `apis`";
/// What to write where an upstream has no APIs.
const NO_APIS: &str = "an upstream needs an API: write \
    apis = [{ component = \"zrc\", path = \"/zaken/api/v1\" }]";

/// One API server behind the gateway.
#[derive(Debug, Clone)]
pub struct UpstreamConfig {
    /// Its name: in logs, and in the secrets that are derived for it.
    pub name: UpstreamName,
    /// The origin of its objects' URLs, which the gateway takes over.
    pub public_url: PublicUrl,
    /// Where it is reached: an origin.
    pub address: Url,
    /// How it is known to be the one that is meant.
    pub verification: Verification,
    /// Which column of the route packs holds.
    pub flavour: Flavour,
    /// Which statuses its clients expect.
    pub errors: Errors,
    /// Who judges objects by type and level.
    pub objects: Objects,
    /// What the gateway authenticates with there.
    pub credential: CredentialConfig,
    /// The `aud` values of tokens for it; one suffices.
    pub audience: Vec<String>,
    /// How long it may be silent before the request is given up.
    pub timeout: Duration,
    /// Its APIs.
    pub apis: Vec<ApiConfig>,
}

/// Where an API is mounted.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// Which API.
    pub component: Component,
    /// The path that its operations lie under, such as `/zaken/api/v1`.
    pub path: BasePath,
}

/// Who judges objects by type and vertrouwelijkheidaanduiding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Objects {
    /// The gateway, whatever the upstream does.
    #[default]
    Enforce,
    /// The upstream; the gateway judges scopes alone.
    Upstream,
}

/// What the gateway authenticates with at an upstream.
#[derive(Debug, Clone)]
pub enum CredentialConfig {
    /// A fresh ZGW JWT in the caller's name, signed with a derived secret.
    Zgw {
        /// The key that secrets are derived from.
        key: SecretSource,
        /// Which generation of secrets.
        version: u32,
    },
    /// A fixed header.
    Token {
        /// Its name, such as `Authorization`.
        header: String,
        /// What stands before the token, such as `Token`; may be empty.
        scheme: String,
        /// The token.
        token: SecretSource,
    },
    /// Nothing.
    None,
}

/// The name of an upstream: 1 to 50 of `[a-z0-9-]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UpstreamName(String);

impl UpstreamName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let of_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=50).contains(&text.len()) && text.bytes().all(of_name) {
            return Ok(Self(text.to_owned()));
        }
        Err("1 to 50 lower-case letters, digits and hyphens")
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for UpstreamName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The path that an API's operations lie under; canonical, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePath(String);

impl BasePath {
    /// Reads a path such as `/zaken/api/v1`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let path = CanonicalPath::parse(text).map_err(|fault| fault.to_string())?;
        if text.ends_with('/') {
            return Err("a path such as /zaken/api/v1, without a slash at the end".to_owned());
        }
        let above =
            |own: &str| CanonicalPath::parse(own).is_ok_and(|own| own.below(text).is_some());
        // The gateway answers these itself, whatever the host.
        if above(crate::health::LIVE) || above(crate::health::READY) {
            return Err(format!("{} is the gateway's own", path.as_str()));
        }
        if path.below(AUTORISATIES).is_some() || above(AUTORISATIES) {
            return Err(format!("{AUTORISATIES} is the AC, and the AC is the issuer's; remove it"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl UpstreamConfig {
    fn read(section: &mut Section<'_>) -> Option<Self> {
        let errors = [("rfc6750", Errors::Rfc6750), ("zgw", Errors::Zgw)];
        let objects = [("enforce", Objects::Enforce), ("upstream", Objects::Upstream)];
        let flavours = [("standard", Flavour::Standard), ("openzaak", Flavour::OpenZaak)];
        let name = section.required("name", parse::text_as(UpstreamName::parse));
        let public_url = section.required("public_url", parse::text_as(PublicUrl::parse));
        let address = section.required("address", origin);
        let verification = verification::read(section, KEYS);
        let flavour = section.default("flavour", Flavour::default(), parse::one_of(&flavours));
        let errors = section.default("errors", Errors::default(), parse::one_of(&errors));
        let objects = section.default("objects", Objects::default(), parse::one_of(&objects));
        let credential = section.section("credential", read_credential);
        let audience = section.optional("audience", parse::list_of(parse::string));
        let timeout = section.default("timeout", TIMEOUT, parse::duration);
        let apis = section.tables("apis", |api| {
            let component = api.required("component", component);
            let path = api.required("path", parse::text_as(BasePath::parse));
            Some(ApiConfig { component: component?, path: path? })
        });
        let apis = some_of(section, "apis", apis, NO_APIS);
        let (public_url, address) = (public_url?, address?);
        verification::only_over_https(section, std::slice::from_ref(&address), KEYS)?;
        let audience = audience?.unwrap_or_else(|| vec![public_url.as_str().to_owned()]);
        Some(Self {
            name: name?,
            public_url,
            address,
            verification: verification?,
            flavour: flavour?,
            errors: errors?,
            objects: objects?,
            credential: credential?,
            audience,
            timeout: timeout?,
            apis: apis?,
        })
    }
}

/// Of nothing, everything would be answered 421: the list was forgotten.
fn some_of<T>(
    section: &mut Section<'_>,
    key: &str,
    list: Option<Vec<T>>,
    advice: &str,
) -> Option<Vec<T>> {
    let list = list?;
    if list.is_empty() {
        section.fault(key, advice);
        return None;
    }
    Some(list)
}

#[derive(Clone, Copy)]
enum Kind {
    Zgw,
    Token,
    None,
}

fn read_credential(section: &mut Section<'_>) -> Option<CredentialConfig> {
    let kinds = [("zgw", Kind::Zgw), ("token", Kind::Token), ("none", Kind::None)];
    match section.required("kind", parse::one_of(&kinds))? {
        Kind::Zgw => {
            let key = section.secret("key");
            let version = section.default("version", 1, parse::integer);
            Some(CredentialConfig::Zgw { key: key?, version: version? })
        }
        Kind::Token => {
            let header = section.default("header", "Authorization".to_owned(), parse::string);
            let scheme = section.default("scheme", "Token".to_owned(), parse::string);
            let token = section.secret("token");
            Some(CredentialConfig::Token { header: header?, scheme: scheme?, token: token? })
        }
        Kind::None => Some(CredentialConfig::None),
    }
}

/// What an upstream may serve: who may do what is nowhere but at the issuer.
fn component(value: &Value) -> Result<Component, String> {
    match parse::text_as(Component::parse)(value)? {
        Component::Ac => Err("the AC is the issuer's; remove it".to_owned()),
        component => Ok(component),
    }
}

fn origin(value: &Value) -> Result<Url, String> {
    let url = parse::url(value)?;
    if url.path() == "/" {
        return Ok(url);
    }
    Err("give scheme, host and port alone, such as https://10.0.0.5:8000".to_owned())
}

/// All upstreams, and what must hold between them: two names, or two APIs at one place, would be a
/// coin toss.
pub(super) fn read_all(section: &mut Section<'_>) -> Option<Vec<UpstreamConfig>> {
    let upstreams = section.tables("upstream", UpstreamConfig::read);
    let upstreams = some_of(section, "upstream", upstreams, NO_UPSTREAMS)?;
    let mut names = HashSet::new();
    let mut places = HashSet::new();
    let mut faults = Vec::new();
    for upstream in &upstreams {
        if !names.insert(upstream.name.as_str()) {
            faults.push(format!("two upstreams are named `{}`", upstream.name));
        }
        for api in &upstream.apis {
            let place = format!("{}{}", upstream.public_url.host(), api.path.as_str());
            if !places.insert(place.clone()) {
                faults.push(format!("two APIs are mounted at {place}"));
            }
        }
    }
    let none = faults.is_empty();
    for fault in faults {
        section.fault("upstream", fault);
    }
    none.then_some(upstreams)
}
