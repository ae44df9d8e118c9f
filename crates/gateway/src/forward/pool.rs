//! Connections that are kept open between requests: HTTP/1.1, one request at a time on each.
//!
//! A client that serves every protocol makes a key of each address and a task of each answer, to learn when
//! its connection is free again. Here it goes back where the answer ends.

use std::error::Error;
use std::future::poll_fn;
use std::sync::Arc;

use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Response, Uri, Version};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::rt::{Read, Write};
use tokio::sync::oneshot;
use tower_service::Service;

use super::body::UpstreamBody;

mod answering;
mod kept;

pub(crate) use answering::Answering;
use answering::Back;
use kept::Kept;

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
    /// There was one, and not a byte was sent on it.
    Unsent(hyper::Error),
    /// It broke, before an answer or in the midst of its head.
    Off(hyper::Error),
}

/// A server that is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Server {
    scheme: Scheme,
    authority: Authority,
}

impl<C> Pool<C> {
    pub(super) fn new(connector: C) -> Self {
        Self { connector, kept: Arc::default() }
    }
}

impl<C> Pool<C>
where
    C: Service<Uri, Error: Into<BoxError> + Send, Future: Send + 'static> + Clone + Send + 'static,
    C::Response: Read + Write + Send + Unpin + 'static,
{
    /// Sends a request to the server that its URI names, and waits for the head of the answer.
    pub(super) async fn send(
        &self,
        request: Request<UpstreamBody>,
    ) -> Result<Response<Answering>, Broken> {
        let (server, mut request) = addressed(request)?;
        loop {
            let (mut sender, is_fresh) = match self.kept.take(&server) {
                Some(sender) => (sender, false),
                None => self.freed_or_fresh(&server).await?,
            };
            match sender.try_send_request(request).await {
                Ok(answer) => {
                    let back = Back { to: Arc::downgrade(&self.kept), server, sender };
                    // What answered in 1.0 would be asked in 1.0, and hear no body without a length.
                    let back = (answer.version() == Version::HTTP_11).then_some(back);
                    return Ok(answer.map(|body| Answering::new(body, back)));
                }
                // What a closed connection gives back unopened was not sent, not a byte of it.
                Err(mut error) => match error.take_message() {
                    Some(unsent) if !is_fresh => request = unsent,
                    Some(_) => return Err(Broken::Unsent(error.into_error())),
                    None => return Err(Broken::Off(error.into_error())),
                },
            }
        }
    }

    /// A connection that becomes free, or one that is made meanwhile: whichever comes first. The other is
    /// kept for the next, if it comes at all. Says whether it is fresh.
    async fn freed_or_fresh(
        &self,
        server: &Server,
    ) -> Result<(SendRequest<UpstreamBody>, bool), Broken> {
        let mut connecting = Box::pin(connect(self.connector.clone(), server.clone()));
        let freed = tokio::select! {
            biased;
            made = &mut connecting => return made.map(|made| (made, true)),
            freed = self.kept.freed(server) => freed,
        };
        let (kept, server) = (Arc::downgrade(&self.kept), server.clone());
        tokio::spawn(async move {
            if let (Ok(made), Some(kept)) = (connecting.await, kept.upgrade()) {
                kept.put(server, made);
            }
        });
        Ok((freed, false))
    }
}

/// Makes a connection.
async fn connect<C>(mut connector: C, server: Server) -> Result<SendRequest<UpstreamBody>, Broken>
where
    C: Service<Uri, Error: Into<BoxError>>,
    C::Response: Read + Write + Send + Unpin + 'static,
{
    let unconnected = |why: C::Error| Broken::Unconnected(why.into());
    poll_fn(|context| connector.poll_ready(context)).await.map_err(unconnected)?;
    let stream = connector.call(server.uri()).await.map_err(unconnected)?;
    let mut settings = http1::Builder::new();
    settings.max_buf_size(MOST_BUFFERED);
    let (mut sender, connection) = settings.handshake(stream).await.map_err(Broken::Unsent)?;
    let (ended, why) = oneshot::channel();
    // Whoever waits for an answer hears from it what went wrong; who does not yet, from the channel.
    tokio::spawn(async move { drop(ended.send(connection.await)) });
    match sender.ready().await {
        Ok(()) => Ok(sender),
        Err(closed) => Err(Broken::Unsent(why.await.ok().and_then(Result::err).unwrap_or(closed))),
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
