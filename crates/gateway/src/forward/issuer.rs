//! The way to the issuer: its Autorisaties API is asked in the caller's own name.
//!
//! Nothing is judged here, so it neither needs the gateway's state nor waits for it. Issuers of one
//! installation answer alike: when one cannot be reached or says nothing, the next comes first. What
//! may have reached one is asked of another only if it just reads.

use std::cell::RefCell;
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
use url::Url;

use super::body::{Progress, UpstreamBody};
use super::client::{Client, Failure};
use super::pool::Answering;
use super::relay::{self, Whose};
use super::standing::Standing;
use super::{head, stated_length};
use crate::first::First;
use crate::refusal::{Effect, IssuerFault, Refusal};
use crate::route::Target;
use crate::route::path::PathFault;
use crate::upstream::Patience;

const INSIDER: HeaderName = HeaderName::from_static(Insider::HEADER);
/// How long the issuer may be silent.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long while another can be asked instead: twice as long as the feed takes a silent issuer for
/// one that is there. One that is in order refuses within a second even without its database.
const BRIEFLY: Duration = Duration::from_secs(5);
/// How long a connection may take to stand: as long as the feed gives it to do that and to answer.
const CONNECTED: Duration = Duration::from_secs(3);
/// What to set when it is not believed.
const OF_ISSUER: Remedies =
    Remedies { trust: "gateway.issuer_ca", name: "gateway.issuer_tls_name" };

/// A worker's connections to the issuers of one installation.
#[derive(Debug)]
pub(crate) struct Issuer {
    /// Where they are reached, as for the feed, without a slash at the end; never none.
    addresses: Vec<String>,
    first: First,
    client: Client,
    /// By what it believes whom this gateway asks for, if it runs in the same process.
    insider: Option<HeaderValue>,
    patience: Duration,
    briefly: Duration,
}

/// What it takes to connect to them.
#[derive(Debug)]
pub(crate) struct ToIssuer {
    pub(crate) addresses: Vec<Url>,
    pub(crate) first: First,
    pub(crate) connector: Connector,
    pub(crate) insider: Option<Insider>,
}

impl Issuer {
    /// Connects to any of the addresses.
    pub(crate) fn new(ToIssuer { addresses, first, connector, insider }: &ToIssuer) -> Self {
        let addresses = addresses.iter().map(|one| one.as_str().trim_end_matches('/').to_owned());
        let connector = Standing::within(CONNECTED, connector.clone());
        Self {
            addresses: addresses.collect(),
            first: first.clone(),
            client: Client::new(connector, OF_ISSUER),
            insider: insider.as_ref().and_then(word),
            patience: PATIENCE,
            briefly: BRIEFLY,
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

    /// Asks one after the other, until one answers, or may have acted.
    async fn ask(&self, asked: &Asked<'_>) -> Result<Response<Answering>, Refusal> {
        let (first, count) = (self.first.get(), self.addresses.len());
        let mut others = (1..count).map(|step| (first + step) % count);
        let mut silent = None;
        let mut at = first;
        loop {
            let briefly = asked.is_harmless() && others.len() > 0;
            let patience = if briefly { self.briefly } else { self.patience };
            let failure = match self.ask_at(at, asked, patience).await? {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let may_go_on = match &failure {
                Failure::Unreachable(_) => true,
                Failure::Lost(_) => asked.is_harmless(),
                Failure::Silent(_) => briefly,
                // Here it is not the issuer that does not answer.
                Failure::Garbled(_)
                | Failure::Ambiguous
                | Failure::BodyBroken
                | Failure::BodyTooSlow => {
                    return Err(of_issuer(failure, asked.effect()));
                }
            };
            self.put_back(at, &failure);
            if briefly && matches!(failure, Failure::Silent(_)) {
                silent.get_or_insert(at);
            }
            // Where nobody else is there, one that was only slow is given all the time there is.
            let next = others.next().or_else(|| silent.take()).filter(|_| may_go_on);
            at = next.ok_or_else(|| of_issuer(failure, asked.effect()))?;
        }
    }

    /// Asks one of them.
    async fn ask_at(
        &self,
        at: usize,
        asked: &Asked<'_>,
        patience: Duration,
    ) -> Result<Result<Response<Answering>, Failure>, Refusal> {
        let progress = Arc::new(Progress::begin());
        let outgoing = || asked.outgoing(&self.addresses[at], &progress);
        Ok(match self.client.send(outgoing()?, &progress, Patience::of(patience)).await {
            // As at an upstream: what only reads, and has no body, is asked once more.
            Err(Failure::Lost(_)) if asked.is_harmless() => {
                self.client.send(outgoing()?, &progress, Patience::of(patience)).await
            }
            answered => answered,
        })
    }

    fn put_back(&self, at: usize, why: &Failure) {
        let next = (at + 1) % self.addresses.len();
        self.first.pass_on(at, next);
        if next != at {
            let issuer = &self.addresses[at];
            tracing::info!(%issuer, reason = %why, "no answer there; others are asked before it");
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
    /// Whether asking twice does nothing that asking once does not.
    fn is_harmless(&self) -> bool {
        self.request.method().is_safe() && self.body.payload.is_none()
    }

    /// What it may have done where there was no answer.
    fn effect(&self) -> Effect {
        if self.request.method().is_safe() { Effect::None } else { Effect::Unknown }
    }

    fn outgoing(
        &self,
        address: &str,
        progress: &Arc<Progress>,
    ) -> Result<Request<UpstreamBody>, Refusal> {
        Ok(self.head(address)?.map(|()| self.body.outgoing(progress)))
    }

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

/// What stands in the header, and in no log.
fn word(insider: &Insider) -> Option<HeaderValue> {
    let mut word = HeaderValue::from_str(insider.as_str()).ok()?;
    word.set_sensitive(true);
    Some(word)
}

fn of_issuer(failure: Failure, effect: Effect) -> Refusal {
    match failure {
        Failure::Unreachable(fault) => IssuerFault::Unreachable(fault).into(),
        Failure::Lost(source) => IssuerFault::BrokenOff { source, effect }.into(),
        Failure::Silent(after) => IssuerFault::TimedOut { after, effect }.into(),
        Failure::Garbled(_) | Failure::Ambiguous => IssuerFault::Ambiguous.into(),
        Failure::BodyBroken => Refusal::BodyBroken,
        Failure::BodyTooSlow => Refusal::BodyTooSlow,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
