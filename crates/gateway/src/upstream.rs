//! An upstream as requests meet it: everything that does not change from one to the next, made once.

use std::sync::Arc;

use autorisaties::ClientId;
use edge::operations::Flavour;
use edge::public_url::PublicUrl;
use http::HeaderName;
use http::uri::PathAndQuery;
use tokens::{Expectations, Meant};
use tokio::time::Instant;

use crate::config::{
    Applicaties, ForwardedHeader, GatewayConfig, Objects, OrganisationHeaders, Profile,
    UpstreamConfig, UpstreamName, Verdicts,
};
use crate::refusal::{Errors, Refusal};

mod addresses;
mod breaker;
mod checks;
mod credential;
mod oauth2;
mod profile;
mod rate;
mod reach;
mod shared;
mod signed;

pub(crate) use checks::Checks;
pub(crate) use credential::Credential;
pub use credential::{CredentialError, UpstreamKey, UpstreamKeyError, upstream_secret};
pub(crate) use oauth2::{TokenFault, TokenSource};
pub(crate) use profile::NoAccessToken;
pub(crate) use reach::{Admitted, Patience, Reach};
pub use shared::{SharedKey, seal_shared_key};
pub(crate) use signed::Signed;

use rate::Rate;

/// How the client asked, for whoever makes URLs of it.
pub(crate) const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// One API server behind the gateway.
#[derive(Debug)]
pub(crate) struct Upstream {
    number: usize,
    name: UpstreamName,
    public_url: PublicUrl,
    host: http::HeaderValue,
    scheme: http::HeaderValue,
    reach: Arc<Reach>,
    flavour: Flavour,
    profile: Profile,
    errors: Errors,
    objects: Objects,
    verdicts: Verdicts,
    applicaties: Applicaties,
    credential: Credential,
    expectations: Expectations,
    foreign_issuers: Vec<String>,
    organisation_headers: OrganisationHeaders,
    rate: Option<Rate>,
    forwarded_header: ForwardedHeader,
}

/// Why an upstream cannot be served.
#[derive(Debug, thiserror::Error)]
#[error("upstream `{name}`: {source}")]
pub struct UpstreamError {
    name: UpstreamName,
    source: CredentialError,
}

impl Upstream {
    /// Reads the upstream's secrets; `number` is its place among the upstreams.
    pub(crate) fn new(
        number: usize,
        config: &UpstreamConfig,
        gateway: &GatewayConfig,
    ) -> Result<Self, UpstreamError> {
        let failed = |source| UpstreamError { name: config.name.clone(), source };
        let header = |text: &str| http::HeaderValue::try_from(text).map_err(CredentialError::from);
        Ok(Self {
            number,
            name: config.name.clone(),
            public_url: config.public_url.clone(),
            host: header(config.public_url.host()).map_err(failed)?,
            scheme: header(config.public_url.scheme()).map_err(failed)?,
            reach: Arc::new(Reach::new(&config.name, &config.reach).map_err(failed)?),
            flavour: config.flavour,
            profile: config.profile,
            errors: config.errors,
            objects: config.objects,
            verdicts: config.verdicts,
            applicaties: config.applicaties,
            credential: Credential::read(&config.credential).map_err(failed)?,
            expectations: Expectations {
                issuer: gateway.issuer.clone(),
                audience: Meant::For(config.audience.clone()),
                leeway: gateway.leeway,
            },
            foreign_issuers: config.foreign_issuers.clone(),
            organisation_headers: config.organisation_headers,
            rate: config.rate_limit.map(Rate::new),
            forwarded_header: gateway.forwarded_header,
        })
    }

    /// Its place among the upstreams: tells them apart in keys of caches.
    pub(crate) const fn number(&self) -> usize {
        self.number
    }

    pub(crate) const fn name(&self) -> &UpstreamName {
        &self.name
    }

    pub(crate) const fn public_url(&self) -> &PublicUrl {
        &self.public_url
    }

    /// `Host`, made from the public URL.
    pub(crate) const fn host(&self) -> &http::HeaderValue {
        &self.host
    }

    /// `X-Forwarded-Proto`, made from the public URL.
    pub(crate) const fn scheme(&self) -> &http::HeaderValue {
        &self.scheme
    }

    pub(crate) const fn flavour(&self) -> Flavour {
        self.flavour
    }

    pub(crate) const fn errors(&self) -> Errors {
        self.errors
    }

    pub(crate) const fn objects(&self) -> Objects {
        self.objects
    }

    /// Whether what is refused is refused.
    pub(crate) const fn verdicts(&self) -> Verdicts {
        self.verdicts
    }

    pub(crate) const fn credential(&self) -> &Credential {
        &self.credential
    }

    /// Whether it is to refuse nothing that is let through here, as every client may do everything there.
    pub(crate) fn leaves_it_to_the_gateway(&self) -> bool {
        let signs = matches!(self.credential, Credential::Zgw { .. });
        signs && self.objects == Objects::Enforce && self.applicaties == Applicaties::All
    }

    /// What a token for this upstream must say.
    pub(crate) const fn expectations(&self) -> &Expectations {
        &self.expectations
    }

    /// Whether it takes tokens of another issuer, by the name of that.
    pub(crate) fn takes_tokens_of(&self, issuer: &str) -> bool {
        self.foreign_issuers.iter().any(|name| name == issuer)
    }

    /// Whether it is told whose client calls.
    pub(crate) const fn organisation_headers(&self) -> OrganisationHeaders {
        self.organisation_headers
    }

    /// Whether it is told in `Forwarded` too how a request came here.
    pub(crate) const fn forwarded_header(&self) -> ForwardedHeader {
        self.forwarded_header
    }

    /// Counts a request of a client, unless it asks too often.
    pub(crate) fn count(&self, client: &ClientId, now: Instant) -> Result<(), Refusal> {
        let Some(rate) = &self.rate else { return Ok(()) };
        rate.count(client, now).map_err(|after| Refusal::Throttled { after })
    }

    /// The way there, the same for all workers.
    pub(crate) const fn reach(&self) -> &Arc<Reach> {
        &self.reach
    }

    /// How long it may be silent.
    pub(crate) fn patience(&self) -> Patience {
        self.reach.patience()
    }

    /// A path and query at the first of its addresses.
    pub(crate) fn uri(&self, target: PathAndQuery) -> Result<http::Uri, http::Error> {
        self.reach.uri(0, target)
    }
}
