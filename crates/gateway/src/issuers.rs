//! Calls of the gateway's own to the issuers of its installation, with its own credential. Of several
//! the next is asked when one does not answer, so a call is one that may arrive twice.

use std::time::Duration;

use bytes::Bytes;
use edge::client::{Answer, Bounds, CallError, Client};
use edge::tls::{Connector, Remedies};
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::Full;
use url::Url;

use crate::first::First;

/// What to set when the issuer is not believed.
const REMEDIES: Remedies = Remedies { trust: "gateway.issuer_ca", name: "gateway.issuer_tls_name" };
/// How long one issuer may take, and how much it may say.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(2), body: 64 * 1024 };

/// Where they are, and who asks.
#[derive(Debug)]
pub(crate) struct Issuers {
    /// Never none.
    addresses: Vec<String>,
    first: First,
    client: Client,
    authorization: HeaderValue,
}

/// What is sent to one of them.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) path: &'static str,
    pub(crate) media_type: &'static str,
    pub(crate) body: Bytes,
}

/// Why one did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallFault {
    #[error("the issuer does not answer: {0}")]
    Call(#[from] CallError),
    #[error("the issuer answered {0}")]
    Status(StatusCode),
    #[error("the issuer's answer cannot be understood")]
    NotUnderstood,
}

impl Issuers {
    pub(crate) fn new(
        addresses: &[Url],
        first: First,
        connector: Connector,
        authorization: HeaderValue,
    ) -> Self {
        let address = |one: &Url| one.as_str().trim_end_matches('/').to_owned();
        Self {
            addresses: addresses.iter().map(address).collect(),
            first,
            client: Client::new(connector, REMEDIES),
            authorization,
        }
    }

    /// What the first of them says that answers as `read` expects. `missed` hears of each other one.
    pub(crate) async fn call<T>(
        &self,
        call: &Call,
        read: impl Fn(&Answer) -> Result<T, CallFault>,
        missed: impl Fn(&str, &CallFault),
    ) -> Result<T, CallFault> {
        let (first, count) = (self.first.get(), self.addresses.len());
        let mut last = CallFault::NotUnderstood;
        for at in (0..count).map(|step| (first + step) % count) {
            let address = &self.addresses[at];
            let answer = self.client.call(self.request(address, call), BOUNDS).await;
            match answer.map_err(CallFault::from).and_then(|answer| read(&answer)) {
                Ok(said) => return Ok(said),
                Err(fault) => {
                    missed(address, &fault);
                    self.first.pass_on(at, (at + 1) % count);
                    last = fault;
                }
            }
        }
        Err(last)
    }

    fn request(&self, address: &str, call: &Call) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(call.body.clone()));
        *request.method_mut() = Method::POST;
        // An address and a path that were read before.
        *request.uri_mut() = format!("{address}{}", call.path).parse().unwrap_or_default();
        let headers = request.headers_mut();
        headers.insert(header::AUTHORIZATION, self.authorization.clone());
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(call.media_type));
        request
    }
}
