//! One upstream: the server of one or more APIs, its public name and its real address.

use std::collections::HashSet;
use std::sync::Arc;

use autorisaties::Component;
use edge::config::{Section, Value, parse};
use edge::operations::{Flavour, Listed, Pack};
use edge::public_url::PublicUrl;

use super::names::{BasePath, UpstreamName};
use super::operations;
use crate::refusal::Errors;

mod credential;
mod limits;
mod profile;
mod reach;

pub use credential::{CredentialConfig, OAuth2Config};
pub use limits::{Applicaties, RateLimit};
pub use profile::Profile;
pub use reach::{HealthConfig, ReachConfig};

/// What to write where there is no upstream.
const NO_UPSTREAMS: &str = "a gateway needs something behind it: write [[gateway.upstream]] with \
    `name`, `public_url`, `address`, `credential` and `apis`";
/// What to write where an upstream has no APIs.
const NO_APIS: &str = "an upstream needs an API: write \
    apis = [{ component = \"zrc\", path = \"/zaken/api/v1\" }], list its operations: \
    operations = [{ method = \"GET\", path = \"/v1/dossiers/{id}\", scope = \"dossiers.lezen\" }], or name its \
    OpenAPI file: openapi = { file = \"openapi.yaml\" }";

/// What to write where the upstream would never know who calls.
const NO_CALLER: &str = "with `mirror` the upstream knows each client by its own client id, which it is \
    shown only with credential = { kind = \"zgw\", … }; write that, or \"all\" or \"manual\" here";

/// What to write where objects are judged, and the gateway has nothing to look them up with.
const NO_LOOK_UPS: &str = "with kind = \"passthrough\" the gateway has no credential of its own, and where \
    it judges objects it looks things up; write objects = \"upstream\", or another kind";

/// One API server behind the gateway.
#[derive(Debug, Clone)]
pub struct UpstreamConfig {
    /// Its name: in logs, and in the secrets that are derived for it.
    pub name: UpstreamName,
    /// The origin of its objects' URLs, which the gateway takes over.
    pub public_url: PublicUrl,
    /// Where it is, and with how much patience it is met.
    pub reach: ReachConfig,
    /// Which column of the route packs holds.
    pub flavour: Flavour,
    /// Which credentials it takes.
    pub profile: Profile,
    /// Which statuses its clients expect.
    pub errors: Errors,
    /// Who judges objects by type and level.
    pub objects: Objects,
    /// Whether what is refused is refused.
    pub verdicts: Verdicts,
    /// What the gateway authenticates with there.
    pub credential: CredentialConfig,
    /// The `aud` values of tokens for it; one suffices.
    pub audience: Vec<String>,
    /// Whose tokens it takes beside those of our issuer.
    pub foreign_issuers: Vec<String>,
    /// Its APIs of the standard.
    pub apis: Vec<ApiConfig>,
    /// Its operations that are of no such API.
    pub operations: Arc<Pack<Listed>>,
    /// Whether it is told whose client calls.
    pub organisation_headers: OrganisationHeaders,
    /// How often each client may ask it, if that is limited.
    pub rate_limit: Option<RateLimit>,
    /// Who keeps the applicaties of its own.
    pub applicaties: Applicaties,
}

/// Whether an upstream is told whose client calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrganisationHeaders {
    /// It is not.
    #[default]
    Withheld,
    /// In `X-Vo-Orgcode` and its like, as far as the token says it.
    Sent,
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

/// What a verdict is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verdicts {
    /// It counts.
    #[default]
    Enforce,
    /// It goes on record, and the request goes through.
    Shadow,
}

impl UpstreamConfig {
    fn read(section: &mut Section<'_>) -> Option<Self> {
        let errors = [("rfc6750", Errors::Rfc6750), ("zgw", Errors::Zgw)];
        let objects = [("enforce", Objects::Enforce), ("upstream", Objects::Upstream)];
        let verdicts = [("enforce", Verdicts::Enforce), ("shadow", Verdicts::Shadow)];
        let flavours = [("standard", Flavour::Standard), ("openzaak", Flavour::OpenZaak)];
        let name = section.required("name", parse::text_as(UpstreamName::parse));
        let public_url = section.required("public_url", parse::text_as(PublicUrl::parse));
        let reach = ReachConfig::read(section);
        let flavour = section.default("flavour", Flavour::default(), parse::one_of(&flavours));
        let profile = Profile::read(section);
        let errors = section.default("errors", Errors::default(), parse::one_of(&errors));
        let objects = section.default("objects", Objects::default(), parse::one_of(&objects));
        let verdicts = section.default("verdicts", Verdicts::default(), parse::one_of(&verdicts));
        let credential = section.section("credential", credential::read);
        let audience = section.optional("audience", parse::list_of(parse::string));
        let foreign = section.optional("foreign_issuers", parse::list_of(parse::string));
        let apis = section.tables("apis", |api| {
            let component = api.required("component", component);
            let path = api.required("path", parse::text_as(BasePath::parse));
            Some(ApiConfig { component: component?, path: path? })
        });
        let operations = operations::read(section, public_url.as_ref());
        let others = operations.as_ref().is_none_or(|listed| !listed.is_empty());
        let apis = if others { apis } else { some_of(section, "apis", apis, NO_APIS) };
        let told = section.default("organisation_headers", false, parse::boolean);
        let rate_limit = section.optional_section("rate_limit", RateLimit::read);
        let kept = [
            ("all", Applicaties::All),
            ("manual", Applicaties::Manual),
            ("mirror", Applicaties::Mirror),
        ];
        let applicaties =
            section.default("applicaties", Applicaties::default(), parse::one_of(&kept));
        let public_url = public_url?;
        let (profile, errors) = (profile?, errors?);
        let (objects, credential, apis) = (objects?, credential?, apis?);
        profile.allows(&public_url, errors, section)?;
        if objects == Objects::Enforce && !apis.is_empty() && !credential.looks_up() {
            section.fault("credential", NO_LOOK_UPS);
            return None;
        }
        let names_the_caller = matches!(credential, CredentialConfig::Zgw { .. });
        if applicaties == Some(Applicaties::Mirror) && !names_the_caller {
            section.fault("applicaties", NO_CALLER);
            return None;
        }
        let audience = audience?.unwrap_or_else(|| vec![public_url.as_str().to_owned()]);
        Some(Self {
            name: name?,
            public_url,
            reach: reach?,
            flavour: flavour?,
            profile,
            errors,
            objects,
            verdicts: verdicts?,
            credential,
            audience,
            foreign_issuers: foreign?.unwrap_or_default(),
            apis,
            operations: operations?,
            organisation_headers: told.map(OrganisationHeaders::from)?,
            rate_limit: rate_limit?,
            applicaties: applicaties?,
        })
    }
}

impl From<bool> for OrganisationHeaders {
    fn from(sent: bool) -> Self {
        if sent { Self::Sent } else { Self::Withheld }
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

/// What an upstream may serve: who may do what is nowhere but at the issuer.
fn component(value: &Value) -> Result<Component, String> {
    match parse::text_as(Component::parse)(value)? {
        Component::Ac => Err("the AC is the issuer's; remove it".to_owned()),
        component => Ok(component),
    }
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
        let listed = upstream.operations.operations();
        let paths: HashSet<&str> = listed.map(Listed::template).collect();
        for path in paths {
            let place = format!("{}{path}", upstream.public_url.host());
            if !places.insert(place.clone()) {
                faults.push(format!("two upstreams serve {place}"));
            }
        }
    }
    faults.extend(unreadable_types(&upstreams));
    let none = faults.is_empty();
    for fault in faults {
        section.fault("upstream", fault);
    }
    none.then_some(upstreams)
}

/// Levels of types are looked up where the types lie, which may be at another upstream than the objects.
fn unreadable_types(upstreams: &[UpstreamConfig]) -> Option<String> {
    let mut enforcing = upstreams.iter().filter(|one| one.objects == Objects::Enforce);
    let enforcing = enforcing.find(|one| !one.apis.is_empty())?;
    let has_types =
        |one: &&UpstreamConfig| one.apis.iter().any(|api| api.component == Component::Ztc);
    let types = upstreams.iter().filter(has_types).find(|one| !one.credential.looks_up())?;
    Some(format!(
        "`{}` judges objects by types that may lie at `{}`, where kind = \"passthrough\" leaves the \
         gateway no credential to look them up with; give `{}` another kind",
        enforcing.name, types.name, types.name
    ))
}
