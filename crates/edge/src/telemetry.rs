//! Logs: facts on stderr, with the request they belong to, and nothing that is secret.
//!
//! A request's span carries the client's address, method, path without query, status and request
//! id. Headers, queries and bodies are never logged: they hold credentials and personal data.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write as _};
use std::sync::OnceLock;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage, HttpRequest};
use tracing::Span;
use tracing::field::{self, Empty};
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{fmt, reload};

use crate::peer::Peer;
use crate::secret_text;

mod filtering;
mod sink;
mod spans;

pub use filtering::{Filter, refilter};
use sink::Sink;
pub use spans::Spans;

/// How long whoever reads the log may take for the last lines.
const PATIENCE: Duration = Duration::from_secs(1);

/// The sink of this process, once logging has started.
static SINK: OnceLock<Sink> = OnceLock::new();

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// One line of text each, for people.
    #[default]
    Text,
    /// One JSON object each, for collectors.
    Json,
}

/// Why logging could not start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is not of the form `info,gateway=debug`.
    #[error("`{filter}` is not a log filter such as `info` or `info,gateway=debug`: {reason}")]
    Filter {
        /// As it was given.
        filter: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no thread for it.
    #[error("the log cannot be started: {0}")]
    Thread(#[from] io::Error),
    /// Logging runs already in this process.
    #[error("logging was started twice")]
    Started,
    /// It does not run.
    #[error("logging has not started")]
    NotStarted,
}

/// Starts logging to stderr for the whole process.
pub fn init(format: Format, filter: &Filter) -> Result<(), TelemetryError> {
    let sink = Sink::to(io::stderr())?;
    let lines = fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        // It would say so on stderr, which panics when that cannot be written to.
        .log_internal_errors(false)
        .with_writer(sink.clone());
    let lines = match format {
        Format::Text => lines.boxed(),
        Format::Json => lines.json().flatten_event(true).boxed(),
    };
    let (filter, handle) = reload::Layer::new(filter.directives()?);
    let started = tracing_subscriber::registry().with(filter).with(lines).try_init();
    started.map_err(|_| TelemetryError::Started)?;
    filtering::keep(handle)?;
    SINK.set(sink).map_err(|_| TelemetryError::Started)
}

/// Ends the process's log: what waits is written, and then these last words, as far as somebody
/// takes them within a second.
pub fn end(last_words: Option<&str>) {
    let last_words = last_words.map(|words| format!("{words}\n")).unwrap_or_default();
    if let Some(sink) = SINK.get() {
        sink.push(last_words.as_bytes());
        sink.flush(PATIENCE);
    } else {
        // Nothing is left to do about a stderr that is gone.
        let _ = io::stderr().write_all(last_words.as_bytes());
    }
}

/// Whether the filter lets the line of a request through.
pub fn logs_requests() -> bool {
    tracing::enabled!(target: "access", tracing::Level::INFO)
}

/// Lets something say what it logs in the span of its request, also where requests have none
/// because nothing is logged of those that go well.
pub fn about<T>(request: &HttpRequest, say: impl FnOnce() -> T) -> T {
    if logs_requests() { say() } else { span_of(request, None).in_scope(say) }
}

/// Builds the span of a request, and its line when it was answered (target `access`).
#[derive(Debug)]
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().copied();
        span_of(request.request(), id)
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
        tracing::info!(target: "access", parent: &span, "answered");
    }
}

/// The method of a request, as far as it may be told: any text may be sent as one.
pub fn method_of(request: &HttpRequest) -> Cow<'_, str> {
    const LONGEST: usize = 32;
    let method = request.method().as_str();
    // A method is ASCII (RFC 9110 5.6.2), so it may be cut anywhere.
    secret_text::masked(method.get(..LONGEST).unwrap_or(method))
}

fn span_of(request: &HttpRequest, id: Option<RequestId>) -> Span {
    tracing::info_span!(
        "request",
        id = id.map(field::display),
        client = %Peer::of(request).address(),
        method = %method_of(request),
        path = &*secret_text::masked(request.path()),
        status = Empty,
    )
}

#[cfg(test)]
mod tests;
