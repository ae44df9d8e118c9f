//! The way to the issuer: its Autorisaties API is asked in the caller's own name.
//!
//! Nothing is judged here, so it neither needs the gateway's state nor waits for it. Issuers of one
//! installation answer alike: when one cannot be reached, the next is asked, and stays the first.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use edge::peer::Insider;
use edge::tls::{Connector, Remedies};
use futures_util::Stream;
use http::{HeaderName, HeaderValue, Request, Response, Uri};
use hyper::body::Incoming;
use url::Url;

use super::body::{Progress, UpstreamBody};
use super::client::{Client, Failure};
use super::relay::{self, Whose};
use super::{head, is_harmless, stated_length};
use crate::refusal::{IssuerFault, Refusal};
use crate::route::Target;
use crate::route::path::PathFault;

const INSIDER: HeaderName = HeaderName::from_static(Insider::HEADER);
/// How long the issuer may be silent.
const PATIENCE: Duration = Duration::from_secs(30);
/// What to set when it is not believed.
const OF_ISSUER: Remedies =
    Remedies { trust: "gateway.issuer_ca", name: "gateway.issuer_tls_name" };

/// A worker's connections to the issuers of one installation.
#[derive(Debug)]
pub(crate) struct Issuer {
    /// Where they are reached, as for the feed, without a slash at the end; never none.
    addresses: Vec<String>,
    /// Which of them is asked first: the last that was there.
    first: Cell<usize>,
    client: Client,
    /// By what it believes whom this gateway asks for, if it runs in the same process.
    insider: Option<HeaderValue>,
    patience: Duration,
}

impl Issuer {
    /// Connects to any of the addresses.
    pub(crate) fn new(addresses: &[Url], connector: Connector, insider: Option<&Insider>) -> Self {
        let addresses = addresses.iter().map(|one| one.as_str().trim_end_matches('/').to_owned());
        Self {
            addresses: addresses.collect(),
            first: Cell::new(0),
            client: Client::new(connector, OF_ISSUER),
            insider: insider.and_then(|one| HeaderValue::from_str(one.as_str()).ok()),
            patience: PATIENCE,
        }
    }

    /// The issuer's answer to a request, which goes there as it came, but for what is not the
    /// client's to say.
    pub(crate) async fn answer(
        &self,
        target: Target<'_>,
        request: &HttpRequest,
        payload: Payload,
    ) -> Result<HttpResponse, Refusal> {
        let insider = self.insider.as_ref();
        let asked = Asked { target, request, insider, body: Body::new(payload, request) };
        let answered = self.ask(&asked).await?;
        relay::streamed(answered, Whose::Issuers, request.method(), self.patience)
    }

    /// Asks one after the other, until a connection stands.
    async fn ask(&self, asked: &Asked<'_>) -> Result<Response<Incoming>, Refusal> {
        let (first, count) = (self.first.get(), self.addresses.len());
        let mut tried = 0;
        loop {
            let at = (first + tried) % count;
            let address = &self.addresses[at];
            tried += 1;
            match self.ask_at(address, asked).await {
                Err(Refusal::Issuer(IssuerFault::Unreachable(fault))) if tried < count => {
                    tracing::info!(issuer = %address, reason = %fault, "away; the next is asked");
                }
                answered => {
                    self.first.set(at);
                    return answered;
                }
            }
        }
    }

    async fn ask_at(
        &self,
        address: &str,
        asked: &Asked<'_>,
    ) -> Result<Response<Incoming>, Refusal> {
        let progress = Arc::new(Progress::begin());
        let outgoing = asked.head(address)?.map(|()| asked.body.outgoing(&progress));
        let harmless = is_harmless(&outgoing);
        match self.client.send(outgoing, &progress, self.patience).await {
            // As at an upstream: what only reads, and has no body, is asked once more.
            Err(Failure::Lost(_)) if harmless => {
                let again = asked.head(address)?.map(|()| UpstreamBody::Empty);
                self.client.send(again, &progress, self.patience).await.map_err(of_issuer)
            }
            answered => answered.map_err(of_issuer),
        }
    }
}

/// A request, as often as it takes to find an issuer that is there.
struct Asked<'a> {
    target: Target<'a>,
    request: &'a HttpRequest,
    insider: Option<&'a HeaderValue>,
    body: Body,
}

impl Asked<'_> {
    fn head(&self, address: &str) -> Result<Request<()>, Refusal> {
        let uri = self.uri(address).ok_or(Refusal::Path(PathFault::Character))?;
        let host = uri.authority().and_then(|own| HeaderValue::from_str(own.as_str()).ok());
        let host = host.ok_or(Refusal::Path(PathFault::Character))?;
        let mut head = head::of_issuer(self.request, uri, host)?;
        if let Some(word) = self.insider {
            head.headers_mut().insert(INSIDER, word.clone());
        }
        Ok(head)
    }

    /// Path and query, byte for byte as they came.
    fn uri(&self, address: &str) -> Option<Uri> {
        let path = self.target.path();
        let query = self.target.query().map(|query| format!("?{query}")).unwrap_or_default();
        Uri::try_from(format!("{address}{path}{query}")).ok()
    }
}

/// What the client sends. An attempt that finds nobody leaves it untouched, for the next one.
struct Body {
    payload: Option<Rc<RefCell<Payload>>>,
    length: Option<u64>,
}

impl Body {
    fn new(payload: Payload, request: &HttpRequest) -> Self {
        let payload = match payload {
            Payload::None => None,
            payload => Some(Rc::new(RefCell::new(payload))),
        };
        Self { payload, length: stated_length(request) }
    }

    fn outgoing(&self, progress: &Arc<Progress>) -> UpstreamBody {
        let Some(payload) = &self.payload else { return UpstreamBody::Empty };
        let payload: Payload = Payload::Stream { payload: Box::pin(Shared(Rc::clone(payload))) };
        UpstreamBody::streamed(payload, self.length, Arc::clone(progress))
    }
}

/// The body as one attempt sees it.
struct Shared(Rc<RefCell<Payload>>);

impl Stream for Shared {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}

fn of_issuer(failure: Failure) -> Refusal {
    match failure {
        Failure::Unreachable(fault) => IssuerFault::Unreachable(fault).into(),
        Failure::Lost(error) => IssuerFault::BrokenOff(error).into(),
        Failure::Silent(after) => IssuerFault::TimedOut(after).into(),
        Failure::Ambiguous => IssuerFault::Ambiguous.into(),
        Failure::BodyBroken => Refusal::BodyBroken,
        Failure::BodyTooSlow => Refusal::BodyTooSlow,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
