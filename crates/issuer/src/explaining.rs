//! What gateways say of a verdict: one is asked with the request itself, by leave that is signed for it.

use bytes::Bytes;
use edge::client::{Answer, Bounds, CallError, Client};
use edge::scheme::Scheme;
use edge::tls::{Remedies, TrustError};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::Full;
use std::time::Duration;
use url::Url;

use crate::config::GatewaysConfig;

/// What to set when one is not believed.
const REMEDIES: Remedies =
    Remedies { trust: "issuer.gateways_ca", name: "issuer.gateways_tls_name" };
/// How long one may take, which looks things up for it, and how much it may say.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(15), body: 256 * 1024 };

/// The gateways that are asked.
#[derive(Debug)]
pub(crate) struct Gateways {
    addresses: Vec<Url>,
    client: Client,
}

/// A request whose verdict is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) method: Method,
    /// The name that it is for.
    pub(crate) host: HeaderValue,
    /// Path and query, byte for byte.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What was answered, and by whom.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) gateway: String,
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
}

/// Why nobody said anything.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unexplained {
    /// Nobody is named.
    #[error(
        "no gateway is named to this issuer: set issuer.gateways to where one listens, such as \
         [\"https://poort.intern:8100\"], and start the issuer again"
    )]
    NoGateways,
    /// The last of them did not answer.
    #[error("{gateway}: {why}")]
    Silent {
        /// Where it is.
        gateway: String,
        /// What happened.
        why: CallError,
    },
    /// What is asked is no request.
    #[error("that is no request: {0}")]
    Request(#[from] http::Error),
}

impl Gateways {
    /// Those that the configuration names.
    pub(crate) fn new(config: &GatewaysConfig) -> Result<Self, TrustError> {
        let any_https = config.addresses.iter().any(|one| Scheme::of(one) == Scheme::Https);
        let scheme = if any_https { Scheme::Https } else { Scheme::Http };
        let connector = config.verification.connector(scheme)?;
        Ok(Self { addresses: config.addresses.clone(), client: Client::new(connector, REMEDIES) })
    }

    /// Asks one after the other until somebody is there. Nothing is done by it, so it may be asked twice.
    pub(crate) async fn ask(
        &self,
        question: &Question,
        leave: &HeaderValue,
    ) -> Result<Told, Unexplained> {
        let mut last = Unexplained::NoGateways;
        for address in &self.addresses {
            let gateway = address.as_str().trim_end_matches('/').to_owned();
            match self.client.call(question.at(&gateway, leave)?, BOUNDS).await {
                Ok(Answer { response, .. }) => {
                    let (status, body) = (response.status(), response.into_body());
                    return Ok(Told { gateway, status, body });
                }
                Err(why) => last = Unexplained::Silent { gateway, why },
            }
        }
        Err(last)
    }
}

impl Question {
    fn at(&self, gateway: &str, leave: &HeaderValue) -> Result<Request<Full<Bytes>>, http::Error> {
        let request =
            Request::builder().method(self.method.clone()).uri(format!("{gateway}{}", self.target));
        let mut request = request.body(Full::new(self.body.clone()))?;
        *request.headers_mut() = self.headers.clone();
        request.headers_mut().insert(header::HOST, self.host.clone());
        request.headers_mut().insert(header::AUTHORIZATION, leave.clone());
        Ok(request)
    }
}
