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
use tracing::field::{self, Empty};
use tracing::{Span, Subscriber};
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{fmt, registry, reload};

use crate::peer::Peer;
use crate::secret_text;

mod collector;
mod filtering;
mod sampled;
mod sink;
mod spans;
mod traces;

pub use filtering::{Filter, refilter};
use sink::Sink;
pub use spans::Spans;
pub use traces::{Place, TracesConfig, place, tell};

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
    /// Spans cannot be sent.
    #[error("traces.endpoint: {0}")]
    Traces(String),
    /// It does not run.
    #[error("logging has not started")]
    NotStarted,
}

/// Starts logging to stderr for the whole process, and sending spans where somebody gathers them.
pub fn init(
    format: Format,
    filter: &Filter,
    traces: Option<&TracesConfig>,
) -> Result<(), TelemetryError> {
    let sink = Sink::to(io::stderr())?;
    let (filter, handle) = reload::Layer::new(filter.directives()?);
    let started = match traces {
        // The filter stands before everything: what it keeps out costs next to nothing.
        None => registry().with(filter).with(lines(format, &sink)).try_init(),
        Some(traces) => {
            let spans = traces.start()?.with_filter(filter_fn(traces::is_sent));
            registry().with(lines(format, &sink).with_filter(filter)).with(spans).try_init()
        }
    };
    started.map_err(|_| TelemetryError::Started)?;
    filtering::keep(handle)?;
    SINK.set(sink).map_err(|_| TelemetryError::Started)
}

fn lines<S>(format: Format, sink: &Sink) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let lines = fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        // It would say so on stderr, which panics when that cannot be written to.
        .log_internal_errors(false)
        .with_writer(sink.clone());
    match format {
        Format::Text => lines.boxed(),
        Format::Json => lines.json().flatten_event(true).boxed(),
    }
}

/// Ends the process's log: what waits is written, and then these last words, as far as somebody
/// takes them within a second.
pub fn end(last_words: Option<&str>) {
    traces::end(PATIENCE);
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
            Ok(answer) => answer.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
        tracing::info!(target: "access", parent: &span, "answered");
        traces::answered(&span, status, outcome.as_ref().ok().map(ServiceResponse::request));
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
    let (id, client) = (id.map(field::display), Peer::of(request).address());
    let (method, path) = (method_of(request), secret_text::masked(request.path()));
    let (method, path) = (&*method, &*path);
    if traces::are_sent() {
        let span = tracing::info_span!(
            "request",
            id, %client, %method, path, status = Empty, otel.kind = "server",
        );
        traces::begun(&span, request);
        return span;
    }
    tracing::info_span!("request", id, %client, %method, path, status = Empty)
}

#[cfg(test)]
mod tests;
