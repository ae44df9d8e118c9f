//! One request to an upstream: admitted, sent to one of its addresses, and to the next only where
//! nothing was sent.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use send_wrapper::SendWrapper;
use tokio::time::Instant;

use super::body::{Progress, UpstreamBody};
use super::client::{Failure, ToUpstream};
use super::pool::Answering;
use crate::app::App;
use crate::metrics::UpstreamCounts;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::route::path::PathFault;
use crate::upstream::{Admitted, Patience, Reach, TokenSource};

/// Sends a request, whose head can be made anew, and waits for the head of its answer. The answer
/// keeps its leave until it was passed on.
pub(super) async fn ask(
    outgoing: Request<UpstreamBody>,
    head: impl Fn() -> Result<Request<()>, Refusal>,
    progress: &Arc<Progress>,
    (route, app): (&Route<'_>, &App),
) -> Result<Response<Answering>, Refusal> {
    let (reach, to) = (route.upstream().reach(), app.clients.of(route.upstream()));
    let admitted = reach.admit(Instant::now())?;
    let credential = route.upstream().credential();
    let bearer = match credential.source() {
        Some(source) => Some(source.header().await.map_err(Refusal::UpstreamToken)?),
        None => None,
    };
    let (harmless, patience) = (is_harmless(&outgoing), reach.patience());
    let (admitted_to, counts) = (&admitted, app.counts.at(route.upstream()));
    let mut asking = Asking { head, to, progress, patience, bearer, admitted: admitted_to, counts };
    let mut answer = asking.round(outgoing, reach).await?;
    let refused = answer.status() == StatusCode::UNAUTHORIZED;
    if refused && credential.is_passthrough() {
        return Err(Refusal::NotTakenThere);
    }
    if let Some(source) = credential.source().filter(|_| refused)
        && asking.renew(source).await?
        && harmless
    {
        let again = (asking.head)()?.map(|()| UpstreamBody::Empty);
        answer = asking.round(again, reach).await?;
    }
    answer.body_mut().keep(admitted);
    Ok(answer)
}

/// What does not change from one address to the next.
struct Asking<'a, F> {
    head: F,
    to: &'a ToUpstream,
    progress: &'a Arc<Progress>,
    patience: Patience,
    /// The gateway's own token, where it has one.
    bearer: Option<HeaderValue>,
    admitted: &'a Admitted,
    counts: &'a UpstreamCounts,
}

impl<F: Fn() -> Result<Request<()>, Refusal>> Asking<'_, F> {
    /// Asks one address after the other, until there is a connection.
    async fn round(
        &self,
        mut outgoing: Request<UpstreamBody>,
        reach: &Reach,
    ) -> Result<Response<Answering>, Refusal> {
        self.sign(outgoing.headers_mut());
        let (harmless, copies) = (is_harmless(&outgoing), Copies::of(outgoing, reach));
        let mut last = Refusal::Path(PathFault::Character);
        for at in reach.order(self.to.turn(), Instant::now()) {
            let Some(request) = copies.to(at, reach) else { break };
            let began = Instant::now();
            let failure = match self.at_one(request, harmless).await? {
                Ok(answer) => {
                    self.admitted.answered(at);
                    self.counts.answered(answer.status(), began.elapsed());
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            self.counts.failed(&failure);
            match failure {
                // Nothing was sent, so anything may be sent elsewhere.
                Failure::Unreachable(_) => self.admitted.failed_at(at, &failure),
                Failure::Lost(_) | Failure::Garbled(_) | Failure::Silent(_) => {
                    self.admitted.failed_at(at, &failure);
                    self.admitted.failed();
                    return Err(failure.into());
                }
                // It is there, or it is the caller who did not go on.
                Failure::Ambiguous | Failure::BodyBroken | Failure::BodyTooSlow => {
                    return Err(failure.into());
                }
            }
            last = failure.into();
        }
        self.admitted.failed();
        Err(last)
    }

    /// Sees to another token; says whether there is one.
    async fn renew(&mut self, source: &Arc<TokenSource>) -> Result<bool, Refusal> {
        let Some(refused) = &self.bearer else { return Ok(false) };
        let fresh = source.instead_of(refused).await.map_err(Refusal::UpstreamToken)?;
        let is_fresh = fresh.is_some();
        self.bearer = fresh.or(self.bearer.take());
        Ok(is_fresh)
    }

    fn sign(&self, headers: &mut HeaderMap) {
        if let Some(bearer) = &self.bearer {
            headers.insert(AUTHORIZATION, bearer.clone());
        }
    }

    /// Asks one address.
    async fn at_one(
        &self,
        request: Request<UpstreamBody>,
        harmless: bool,
    ) -> Result<Result<Response<Answering>, Failure>, Refusal> {
        let (client, uri) = (&self.to.client, harmless.then(|| request.uri().clone()));
        match (client.send(request, self.progress, self.patience).await, uri) {
            // A kept connection that the server had just closed: what only reads, and has no body, is
            // asked once more (RFC 9110 9.2.2). Nothing else is ever sent twice.
            (Err(Failure::Lost(_)), Some(uri)) => {
                let mut again = (self.head)()?.map(|()| UpstreamBody::Empty);
                *again.uri_mut() = uri;
                self.sign(again.headers_mut());
                Ok(client.send(again, self.progress, self.patience).await)
            }
            (answered, _) => Ok(answered),
        }
    }
}

/// A request for as many addresses as there are, with one body for all of them.
enum Copies {
    /// For the only one.
    One(RefCell<Option<Request<UpstreamBody>>>),
    /// For each, and what was not taken of the body.
    Each(Request<()>, Rc<RefCell<UpstreamBody>>),
}

impl Copies {
    fn of(outgoing: Request<UpstreamBody>, reach: &Reach) -> Self {
        if reach.addresses().count() == 1 {
            return Self::One(RefCell::new(Some(outgoing)));
        }
        let (head, body) = outgoing.into_parts();
        Self::Each(Request::from_parts(head, ()), Rc::new(RefCell::new(body)))
    }

    fn to(&self, at: usize, reach: &Reach) -> Option<Request<UpstreamBody>> {
        match self {
            Self::One(request) => request.take(),
            Self::Each(head, body) => {
                let mut request = head.clone().map(|()| lent(body));
                *request.uri_mut() = reach.moved(head.uri(), at)?;
                Some(request)
            }
        }
    }
}

fn lent(body: &Rc<RefCell<UpstreamBody>>) -> UpstreamBody {
    match *body.borrow() {
        UpstreamBody::Empty => UpstreamBody::Empty,
        _ => UpstreamBody::Lent(SendWrapper::new(Rc::clone(body))),
    }
}

/// Whether sending it twice does nothing that sending it once does not.
fn is_harmless(request: &Request<UpstreamBody>) -> bool {
    request.method().is_safe() && matches!(request.body(), UpstreamBody::Empty)
}
