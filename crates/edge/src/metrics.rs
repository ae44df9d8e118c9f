//! What a process counts and measures, for Prometheus: `OpenMetrics` text at `/metrics`, on a listener of its own.
//!
//! The listener is off unless the configuration names its address: who can reach it may know how much
//! is asked and refused here. Of whom, nothing says: no client, user, token or path is ever a label.

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::http::Method;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use prometheus_client::encoding::text;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use crate::config::{Section, parse};
use crate::serving::{self, BindError, Listening, Settings};
use crate::stop::StopSignal;
use crate::telemetry::Spans;

mod gauges;
mod process;
mod requests;

pub use gauges::{Gauges, Read, read_when_asked};
pub use requests::Requests;

/// Where the text is.
pub(crate) const PATH: &str = "/metrics";
/// The key that names the listener's address.
const LISTEN: &str = "metrics.listen";
/// What the text is (`OpenMetrics` 1.0).
const OPEN_METRICS: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

/// In seconds: from what a machine does in memory to what a client gives up.
const DURATIONS: [f64; 15] =
    [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// A histogram of times, in seconds.
pub fn durations() -> prometheus_client::metrics::histogram::Histogram {
    prometheus_client::metrics::histogram::Histogram::new(DURATIONS)
}

/// Everything that is measured in this process; a clone is the same.
#[derive(Clone)]
pub struct Metrics(Arc<Mutex<Registry>>);

impl Metrics {
    /// What the process itself uses, for a start; `now` is when it began.
    pub fn new(now: DateTime<Utc>) -> Self {
        let mut registry = Registry::default();
        process::register(&mut registry, now);
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("zaakpoort_build", "The version that runs", version);
        Self(Arc::new(Mutex::new(registry)))
    }

    /// Adds what a part measures, as `zaakpoort_{part}_…`.
    pub fn register<T>(&self, part: &str, add: impl FnOnce(&mut Registry) -> T) -> T {
        add(self.lock().sub_registry_with_prefix(format!("zaakpoort_{part}")))
    }

    /// Reads the key `listen` of the section `[metrics]`.
    pub fn read(section: &mut Section<'_>) -> Option<Option<SocketAddr>> {
        section.optional("listen", parse::socket_address)
    }

    /// Listens until the process ends: how it stops is worth seeing too.
    pub fn serve(&self, listen: SocketAddr) -> Result<Listening, BindError> {
        let usual = Settings::at(listen, LISTEN);
        let settings = Settings { workers: NonZeroUsize::MIN, spans: Spans::WithItsLine, ..usual };
        let metrics = self.clone();
        serving::serve(&settings, &StopSignal::new(), move |service| {
            let metrics = metrics.clone();
            let answer = move |request: HttpRequest| {
                let answer = metrics.answer(&request);
                async { answer }
            };
            service.default_service(web::to(answer));
        })
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        if request.path() != PATH {
            let said = "what is measured here is at /metrics\n";
            return HttpResponse::NotFound().content_type("text/plain").body(said);
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return HttpResponse::MethodNotAllowed().insert_header((ALLOW, "GET, HEAD")).finish();
        }
        match self.text() {
            Ok(text) => HttpResponse::Ok().insert_header((CONTENT_TYPE, OPEN_METRICS)).body(text),
            Err(error) => {
                tracing::error!(%error, "what is measured could not be told");
                HttpResponse::InternalServerError().finish()
            }
        }
    }

    fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        text::encode(&mut text, &self.lock())?;
        Ok(text)
    }

    fn lock(&self) -> MutexGuard<'_, Registry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics(…)")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
