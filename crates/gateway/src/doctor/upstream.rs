//! An upstream, as a request of the gateway's own meets it: whether it lets the gateway in, and whether its objects bear
//! the name that the gateway has taken over. A wrong Host is the mistake that is made most, and is told by nothing else:
//! lists are answered, and each object of them is refused.

use std::sync::Arc;

use autorisaties::{Component, TypeUrl};
use bytes::Bytes;
use edge::client::{Answer, Client};
use edge::clock::Clock;
use edge::finding::{self, Finding};
use edge::scheme::Scheme;
use edge::tls::{Caller as Connects, Remedies};
use http::{HeaderName, HeaderValue, Request, StatusCode, header};
use http_body_util::Full;
use serde_json::Value;
use tokens::UnixTime;

use crate::config::{ApiConfig, CredentialConfig, GatewayConfig, UpstreamConfig};
use crate::upstream::{Credential, FORWARDED_PROTO};
use crate::user::Caller;

const REMEDIES: Remedies = Remedies { trust: "ca", name: "tls_name" };
const CRS: &str = "EPSG:4326";

/// What is looked at, and by whom.
struct Visit<'a> {
    about: String,
    upstream: &'a UpstreamConfig,
    gateway: &'a GatewayConfig,
    client: Client,
    credential: Option<(HeaderName, HeaderValue)>,
}

/// Looks at one upstream, at each of its addresses.
pub(super) async fn examine(
    upstream: &UpstreamConfig,
    gateway: &GatewayConfig,
    clock: &Clock,
    found: &mut Vec<Finding>,
) {
    let about = format!("upstream {}", upstream.name);
    match visit(&about, upstream, gateway, clock).await {
        Err(finding) => found.extend(finding),
        Ok(visit) => {
            for address in &upstream.reach.addresses {
                for api in upstream.apis.iter().filter(|api| collection(api.component).is_some()) {
                    found.push(visit.api(address.as_str().trim_end_matches('/'), api).await);
                }
            }
        }
    }
}

/// With what is needed to ask; else what is to be said instead, if that is not said already.
async fn visit<'a>(
    about: &str,
    upstream: &'a UpstreamConfig,
    gateway: &'a GatewayConfig,
    clock: &Clock,
) -> Result<Visit<'a>, Option<Finding>> {
    if matches!(upstream.credential, CredentialConfig::Passthrough) {
        return Err(Some(Finding::open(
            about,
            "it takes the caller's own token: nothing can be asked without one",
        )));
    }
    let amiss = |fault: String| Some(Finding::amiss(about, fault, ""));
    // That a secret cannot be read is told already.
    let credential = Credential::read(&upstream.credential).map_err(|_| None)?;
    let certificate = upstream.reach.client_certificate.as_ref();
    let shows = certificate.map(|own| own.load_for_client("client_certificate", clock.now()));
    let shows = shows.transpose().map_err(|error| amiss(error.to_string()))?;
    let https = upstream.reach.addresses.first().is_some_and(|address| address.scheme() == "https");
    let scheme = if https { Scheme::Https } else { Scheme::Http };
    let connects = Connects { within: upstream.reach.connect_timeout, shows };
    let connector = upstream.reach.verification.connector_of(connects, scheme);
    let client = Client::new(connector.map_err(|error| amiss(format!("ca: {error}")))?, REMEDIES);
    let now = UnixTime::new(clock.now().timestamp());
    let own = match credential.source() {
        Some(source) => {
            let header = Arc::clone(source).header().await;
            Some((header::AUTHORIZATION, header.map_err(|error| amiss(error.to_string()))?))
        }
        None => credential
            .header(&upstream.name, Caller::alone(&gateway.client_id), None, now)
            .map_err(|error| amiss(error.to_string()))?,
    };
    Ok(Visit { about: about.to_owned(), upstream, gateway, client, credential: own })
}

/// Where an API lists what it has most of.
const fn collection(component: Component) -> Option<&'static str> {
    match component {
        Component::Zrc => Some("zaken"),
        Component::Ztc => Some("zaaktypen"),
        Component::Drc => Some("enkelvoudiginformatieobjecten"),
        Component::Brc => Some("besluiten"),
        _ => None,
    }
}

impl Visit<'_> {
    /// Lists, and fetches the first.
    async fn api(&self, address: &str, api: &ApiConfig) -> Finding {
        let base = api.path.as_str();
        let about = format!("{}: {base}", self.about);
        let path = format!("{base}/{}", collection(api.component).unwrap_or_default());
        let list = match self.get(address, &path).await {
            Ok(answer) if answer.response.status() == StatusCode::OK => json(&answer),
            Ok(answer) => return self.refused(&about, address, answer.response.status()),
            Err(fault) => {
                return Finding::amiss(&about, fault, "is `address` right, and does it run?");
            }
        };
        let first = list.get("results").unwrap_or(&list).get(0).cloned().unwrap_or_default();
        let Some(url) = first["url"].as_str() else {
            return Finding::open(
                &about,
                "it answers, and has nothing yet whose URL could be compared",
            );
        };
        let name = self.upstream.public_url.as_str();
        let own = url.strip_prefix(name.trim_end_matches('/'));
        let Some(own) = own.filter(|path| path.starts_with(base)) else {
            return Finding::amiss(
                &about,
                format!("its objects call themselves {url}, and not {name}{base}/…"),
                "it must make URLs of the Host that it is sent: of Open Zaak see ALLOWED_HOSTS and the domain of its \
                 site; or set public_url to the name that they have",
            );
        };
        if let Some(fault) = self.foreign_type(&first) {
            let advice = "say under which of our names they stand: [[gateway.type_alias]]";
            return Finding::amiss(&about, fault, advice);
        }
        match self.get(address, own).await.map(|answer| answer.response.status()) {
            Ok(StatusCode::OK) => {
                Finding::well(&about, format!("lets us in, and its objects are {name}{base}/…"))
            }
            Ok(status) => Finding::amiss(
                &about,
                format!("it lists {url}, and says {status} when asked for it"),
                "its own autorisaties name types by another Host: see applicaties of this upstream",
            ),
            Err(fault) => Finding::amiss(&about, fault, "is `address` right, and does it run?"),
        }
    }

    /// A type that no autorisatie here can name.
    fn foreign_type(&self, object: &Value) -> Option<String> {
        let named = ["zaaktype", "informatieobjecttype", "besluittype"];
        let url = named.iter().find_map(|member| object[member].as_str())?;
        let canonical = self.gateway.type_aliases.canonical(&TypeUrl::parse(url).ok()?);
        let is_ours = |one: &UpstreamConfig| {
            canonical.as_str().starts_with(one.public_url.as_str().trim_end_matches('/'))
        };
        let ours = self.gateway.upstreams.iter().any(is_ours);
        (!ours).then(|| {
            format!("its objects are of types such as {url}, which lies under no public_url")
        })
    }

    fn refused(&self, about: &str, address: &str, status: StatusCode) -> Finding {
        let client = self.gateway.client_id.as_str();
        let (fault, advice) = match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => (
                format!("it does not let the gateway in as `{client}` ({status})"),
                format!(
                    "let it know what `zaakpoort gateway upstream-secret {client} --upstream {}` prints, with \
                     heeftAlleAutorisaties",
                    self.upstream.name
                ),
            ),
            StatusCode::NOT_FOUND => (
                format!("there is no such API at {address}"),
                "is its path in `apis` right?".to_owned(),
            ),
            StatusCode::BAD_REQUEST => (
                format!(
                    "it does not take a request for {} ({status})",
                    self.upstream.public_url.host()
                ),
                "let it know its public name: of Open Zaak that is ALLOWED_HOSTS".to_owned(),
            ),
            status => (format!("it says {status}"), "its own log says why".to_owned()),
        };
        Finding::amiss(about, fault, advice)
    }

    /// As the gateway itself would ask: under the public name.
    async fn get(&self, address: &str, path: &str) -> Result<Answer, String> {
        let mut request = Request::get(format!("{address}{path}"))
            .header(header::HOST, self.upstream.public_url.host())
            .header(FORWARDED_PROTO, self.upstream.public_url.scheme())
            .header(header::ACCEPT, "application/json")
            .header("Accept-Crs", CRS);
        if let Some((name, value)) = &self.credential {
            request = request.header(name, value);
        }
        let request = request.body(Full::<Bytes>::default()).map_err(|error| error.to_string())?;
        finding::ask(&self.client, request).await
    }
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(answer.response.body()).unwrap_or_default()
}
