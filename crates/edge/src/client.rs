//! Calls of ours whose answer is read into memory: within a time, and no more of it than asked for.

use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::Connect;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::tls::{ConnectFault, Connector, Remedies};

/// How long an idle connection is kept: calls that follow each other share one, and none is found
/// closed by a server that waits as briefly as most do.
const IDLE: Duration = Duration::from_secs(1);

/// Calls servers that one connector believes. It follows no redirect, and asks no proxy.
#[derive(Debug, Clone)]
pub struct Client<C = Connector> {
    http: legacy::Client<C, Full<Bytes>>,
    /// What to set when a server is not believed.
    remedies: Remedies,
}

/// How much a call may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// From the first byte sent to the last one read.
    pub time: Duration,
    /// How many bytes of the answer's body are read.
    pub body: usize,
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    /// What it said, with its body or the beginning of that.
    pub response: Response<Bytes>,
    /// Whether the body came to its end within the bounds.
    pub is_whole: bool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// There was no connection, so nothing was sent.
    #[error("it cannot be reached: {0}")]
    Unreachable(ConnectFault),
    /// The connection ended before an answer came.
    #[error("it closed the connection without an answer")]
    Broken(#[source] legacy::Error),
    /// It said nothing for so long.
    #[error("it did not answer within {0:?}")]
    Silent(Duration),
}

impl<C: Connect + Clone + Send + Sync + 'static> Client<C> {
    /// A client that connects in this way.
    pub fn new(connector: C, remedies: Remedies) -> Self {
        let http = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        Self { http, remedies }
    }

    /// Sends a request, and reads the answer.
    pub async fn call(
        &self,
        request: Request<Full<Bytes>>,
        bounds: Bounds,
    ) -> Result<Answer, CallError> {
        let until = Instant::now() + bounds.time;
        let answer = tokio::select! {
            // A process that stood still for longer sends nothing when it goes on.
            biased;
            () = sleep_until(until) => return Err(CallError::Silent(bounds.time)),
            answer = self.http.request(request) => answer.map_err(|error| self.failed(error))?,
        };
        let (head, body) = answer.into_parts();
        let (body, is_whole) = beginning(body, bounds.body, until).await;
        Ok(Answer { response: Response::from_parts(head, body), is_whole })
    }

    fn failed(&self, error: legacy::Error) -> CallError {
        if error.is_connect() {
            CallError::Unreachable(ConnectFault::of(&error, self.remedies))
        } else {
            CallError::Broken(error)
        }
    }
}

/// What comes of a body in time and fits, and whether that is all of it.
async fn beginning(body: Incoming, most: usize, until: Instant) -> (Bytes, bool) {
    let (mut body, mut read) = (pin!(body), BytesMut::new());
    loop {
        match timeout_at(until, body.frame()).await {
            Ok(None) => return (read.freeze(), true),
            Ok(Some(Ok(frame))) => {
                let Ok(chunk) = frame.into_data() else { continue };
                let room = most - read.len();
                read.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    return (read.freeze(), false);
                }
            }
            Ok(Some(Err(_))) | Err(_) => return (read.freeze(), false),
        }
    }
}
