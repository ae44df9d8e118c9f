//! Connections that are kept open between requests: HTTP/1.1, one request at a time on each.
//!
//! A client that serves every protocol makes a key of each address and a task of each answer, to learn when
//! its connection is free again. Here it goes back where the answer ends, and that is all.

use std::error::Error;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Response, Uri};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::rt::{Read, Write};
use tokio::time::Instant;
use tower_service::Service;

use super::body::UpstreamBody;
use crate::upstream::Admitted;

/// How long an idle connection is kept: shorter than servers keep theirs.
const IDLE: Duration = Duration::from_secs(20);
/// How many idle connections are kept for each server.
const MOST_IDLE: usize = 256;
/// How much of an answer a connection reads ahead of the client; also the longest head.
const MOST_BUFFERED: usize = 64 * 1024;

type BoxError = Box<dyn Error + Send + Sync>;

/// Connections to servers, and how more of them are made.
#[derive(Debug, Clone)]
pub(super) struct Pool<C> {
    connector: C,
    kept: Arc<Kept>,
}

/// Why no answer came.
#[derive(Debug)]
pub(super) enum Broken {
    /// There was no connection, so nothing was sent.
    Unconnected(BoxError),
    /// It broke, before an answer or in the midst of its head.
    Off(hyper::Error),
}

/// A server that is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Server {
    scheme: Scheme,
    authority: Authority,
}

/// Idle connections, by server; there are few servers.
#[derive(Debug, Default)]
struct Kept(Mutex<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    idle: Vec<(Server, Vec<Idle>)>,
    /// Whether somebody will close those that were idle for too long.
    is_watched: bool,
}

#[derive(Debug)]
struct Idle {
    sender: SendRequest<UpstreamBody>,
    since: Instant,
}

/// The body of an answer; where it ends, its connection goes back, and whoever asked counts no longer.
#[derive(Debug)]
pub(crate) struct Answering {
    body: Incoming,
    back: Option<Back>,
    leave: Option<Admitted>,
}

#[derive(Debug)]
struct Back {
    to: Weak<Kept>,
    server: Server,
    sender: SendRequest<UpstreamBody>,
}

impl<C> Pool<C> {
    pub(super) fn new(connector: C) -> Self {
        Self { connector, kept: Arc::default() }
    }
}

impl<C> Pool<C>
where
    C: Service<Uri, Error: Into<BoxError>> + Clone,
    C::Response: Read + Write + Send + Unpin + 'static,
{
    /// Sends a request to the server that its URI names, and waits for the head of the answer.
    pub(super) async fn send(
        &self,
        request: Request<UpstreamBody>,
    ) -> Result<Response<Answering>, Broken> {
        let (server, mut request) = addressed(request)?;
        loop {
            let kept = self.kept.take(&server);
            let reused = kept.is_some();
            let mut sender = match kept {
                Some(sender) => sender,
                None => self.connect(&server).await?,
            };
            match sender.try_send_request(request).await {
                Ok(answer) => {
                    let back = Back { to: Arc::downgrade(&self.kept), server, sender };
                    return Ok(answer.map(|body| Answering {
                        body,
                        back: Some(back),
                        leave: None,
                    }));
                }
                // What a closed connection gives back unopened was not sent, not a byte of it.
                Err(mut error) => match error.take_message().filter(|_| reused) {
                    Some(unsent) => request = unsent,
                    None => return Err(Broken::Off(error.into_error())),
                },
            }
        }
    }

    async fn connect(&self, server: &Server) -> Result<SendRequest<UpstreamBody>, Broken> {
        let mut connector = self.connector.clone();
        let unconnected = |why: C::Error| Broken::Unconnected(why.into());
        poll_fn(|context| connector.poll_ready(context)).await.map_err(unconnected)?;
        let stream = connector.call(server.uri()).await.map_err(unconnected)?;
        let mut settings = http1::Builder::new();
        settings.max_buf_size(MOST_BUFFERED);
        let (mut sender, connection) = settings.handshake(stream).await.map_err(Broken::Off)?;
        // It says what went wrong to whoever waits for an answer.
        tokio::spawn(async move { drop(connection.await) });
        sender.ready().await.map_err(Broken::Off)?;
        Ok(sender)
    }
}

/// To whom a request goes, and the request as it is written there (RFC 9112 3.2.1).
fn addressed(
    mut request: Request<UpstreamBody>,
) -> Result<(Server, Request<UpstreamBody>), Broken> {
    let mut parts = std::mem::take(request.uri_mut()).into_parts();
    let (Some(scheme), Some(authority)) = (parts.scheme.take(), parts.authority.take()) else {
        return Err(Broken::Unconnected("the address names no server".into()));
    };
    let target = parts.path_and_query.unwrap_or_else(|| PathAndQuery::from_static("/"));
    *request.uri_mut() = Uri::from(target);
    Ok((Server { scheme, authority }, request))
}

impl Server {
    fn uri(&self) -> Uri {
        let (scheme, authority) = (self.scheme.clone(), self.authority.clone());
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(scheme);
        parts.authority = Some(authority);
        parts.path_and_query = Some(PathAndQuery::from_static("/"));
        // It was made of a URI that had all of these.
        Uri::from_parts(parts).unwrap_or_default()
    }
}

impl Kept {
    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection that was used last, of those that are still open.
    fn take(&self, server: &Server) -> Option<SendRequest<UpstreamBody>> {
        let mut shelf = self.lock();
        let (_, idle) = shelf.idle.iter_mut().find(|(known, _)| known == server)?;
        while let Some(Idle { sender, since }) = idle.pop() {
            // One whose answer was not read to its end is not ready, and never will be.
            if sender.is_ready() && since.elapsed() < IDLE {
                return Some(sender);
            }
        }
        None
    }

    fn put(self: Arc<Self>, server: Server, sender: SendRequest<UpstreamBody>) {
        let mut shelf = self.lock();
        let idle = Idle { sender, since: Instant::now() };
        match shelf.idle.iter_mut().find(|(known, _)| *known == server) {
            Some((_, all)) if all.len() < MOST_IDLE => all.push(idle),
            Some(_) => {}
            None => shelf.idle.push((server, vec![idle])),
        }
        if !shelf.is_watched
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            shelf.is_watched = true;
            runtime.spawn(watch(Arc::downgrade(&self)));
        }
    }

    /// Closes those that were idle for too long; whether any are left.
    fn close_old(&self) -> bool {
        let mut shelf = self.lock();
        for (_, idle) in &mut shelf.idle {
            idle.retain(|one| !one.sender.is_closed() && one.since.elapsed() < IDLE);
        }
        shelf.idle.retain(|(_, idle)| !idle.is_empty());
        shelf.is_watched = !shelf.idle.is_empty();
        shelf.is_watched
    }
}

/// Looks after what is idle, as long as anything is.
async fn watch(kept: Weak<Kept>) {
    loop {
        tokio::time::sleep(IDLE / 4).await;
        match kept.upgrade() {
            Some(kept) if kept.close_old() => {}
            _ => return,
        }
    }
}

impl Answering {
    /// The request counts until its answer was passed on.
    pub(super) fn keep(&mut self, leave: Admitted) {
        self.leave = Some(leave);
    }
}

impl Body for Answering {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        let Some(Back { to, server, sender }) = self.back.take() else { return };
        if let Some(to) = to.upgrade().filter(|_| !sender.is_closed()) {
            to.put(server, sender);
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
