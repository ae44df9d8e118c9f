//! The way to a collector of traces: a client as all of ours are, for the thread that sends.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use http_body_util::Full;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use tokio::runtime::{Builder, Runtime};

use super::TelemetryError;
use crate::client::{Bounds, Client};

/// How long it may take for one batch, and how much of its answer is read.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(10), body: 64 * 1024 };

/// Sends batches, one after the other. The thread that does waits here, so it has a runtime of its own: that
/// of the process may be over while the last batch is sent.
pub(super) struct Collector {
    http: Client,
    runtime: Runtime,
}

impl Collector {
    pub(super) fn new(http: Client) -> Result<Self, TelemetryError> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { http, runtime })
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.runtime.block_on(self.http.call(request.map(Full::new), BOUNDS))?;
        Ok(answer.response)
    }
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Collector(…)")
    }
}
