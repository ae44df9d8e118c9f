//! Traces: the span of each request, sent to a collector (OTLP over HTTP) where the configuration names one.
//!
//! A span says what a line of the log says, under the names of OpenTelemetry, and which events were logged
//! in it. It is gathered and sent by a thread of its own; what a collector does not take in time is dropped.

use std::sync::OnceLock;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use opentelemetry::trace::{
    SpanContext, SpanId, Status, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    TracerProvider as _,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};
use tracing::{Level, Metadata, Span};
use tracing_opentelemetry::{OpenTelemetryLayer, OpenTelemetrySpanExt as _};

use super::TelemetryError;
use super::collector::Collector;
use super::sampled::{Sampled, Share};
use crate::client::Client;
use crate::config::verification::{self, Keys};
use crate::config::{Section, parse};
use crate::peer::Peer;
use crate::scheme::Scheme;
use crate::secret_text;
use crate::tls::{Remedies, TrustError, Verification};
use crate::traceparent::TraceParent;

/// By which a collector is believed over https.
const KEYS: Keys = Keys { trust: "ca", name: "tls_name" };
/// What to set when it is not.
const REMEDIES: Remedies = Remedies { trust: "traces.ca", name: "traces.tls_name" };
/// As which a process is known there, if nothing else is said.
const SERVICE: &str = "zaakpoort";

/// The spans of this process, once they are sent.
static SENT: OnceLock<SdkTracerProvider> = OnceLock::new();

/// Where spans are sent, and how many of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TracesConfig {
    endpoint: url::Url,
    service: String,
    sample: Share,
    verification: Verification,
}

impl TracesConfig {
    /// Reads the section `[traces]`, which may say nothing.
    pub fn read(section: &mut Section<'_>) -> Option<Option<Self>> {
        let endpoint = section.optional("endpoint", parse::url);
        let service = section.default("service_name", SERVICE.to_owned(), parse::string);
        let sample = section.default("sample", Share::ALL, parse::text_as(Share::parse));
        let verification = verification::read(section, KEYS);
        let Some(endpoint) = endpoint? else { return Some(None) };
        verification::only_over_https(section, std::slice::from_ref(&endpoint), KEYS)?;
        let verification = verification?;
        Some(Some(Self { endpoint, service: service?, sample: sample?, verification }))
    }

    /// Where they are sent.
    pub(crate) const fn endpoint(&self) -> &url::Url {
        &self.endpoint
    }

    /// What speaks with the collector.
    pub(crate) fn client(&self) -> Result<Client, TrustError> {
        let connector = self.verification.connector(Scheme::of(&self.endpoint))?;
        Ok(Client::new(connector, REMEDIES))
    }

    /// What makes spans that are sent there.
    pub(super) fn start<S>(&self) -> Result<OpenTelemetryLayer<S, SdkTracer>, TelemetryError>
    where
        S: tracing::Subscriber + for<'span> tracing_subscriber::registry::LookupSpan<'span>,
    {
        let failed = |why: &dyn std::fmt::Display| TelemetryError::Traces(why.to_string());
        let collector = Collector::new(self.client().map_err(|why| failed(&why))?)?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(collector)
            .with_endpoint(self.endpoint.as_str())
            .build();
        let resource = Resource::builder()
            .with_service_name(self.service.clone())
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        // What a client has sampled is sampled here too, so that its trace is whole.
        let sampler = Sampler::ParentBased(Box::new(Sampled::of(self.sample)));
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter.map_err(|why| failed(&why))?)
            .with_sampler(sampler)
            .with_resource(resource.build())
            .build();
        let tracer = provider.tracer(SERVICE);
        SENT.set(provider).map_err(|_| TelemetryError::Started)?;
        let layer = tracing_opentelemetry::layer().with_tracer(tracer);
        Ok(layer
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false))
    }
}

/// Whether spans are sent.
pub(super) fn are_sent() -> bool {
    SENT.get().is_some()
}

/// Sends what was gathered.
pub(super) fn end(patience: Duration) {
    if let Some(provider) = SENT.get() {
        // What a collector does not take now, nobody will.
        let _ = provider.shutdown_with_timeout(patience);
    }
}

/// Where in a trace something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The trace.
    pub trace: [u8; 16],
    /// The span.
    pub span: [u8; 8],
    /// Whether it is sent on.
    pub is_sampled: bool,
}

/// The place of the span that this happens in, if spans are sent.
pub fn place() -> Option<Place> {
    if !are_sent() {
        return None;
    }
    let context = Span::current().context();
    let (span, is_valid) = (context.span(), context.has_active_span());
    let it = span.span_context();
    (is_valid && it.is_valid()).then(|| Place {
        trace: it.trace_id().to_bytes(),
        span: it.span_id().to_bytes(),
        is_sampled: it.is_sampled(),
    })
}

/// What of all that is traced in this process belongs to the span of a request: the span itself, and what is
/// logged in it of ours.
pub(super) fn is_sent(it: &Metadata<'_>) -> bool {
    const OURS: [&str; 4] = ["edge", "issuer", "gateway", "zaakpoort"];
    let crate_name = it.target().split("::").next().unwrap_or_default();
    *it.level() <= Level::INFO && OURS.contains(&crate_name)
}

/// A request begins: says of its span what OpenTelemetry's conventions for HTTP servers want.
pub(super) fn begun(span: &Span, request: &HttpRequest) {
    continue_with(span, request.headers());
    span.set_attribute("http.request.method", super::method_of(request).into_owned());
    span.set_attribute("url.path", secret_text::masked(request.path()).into_owned());
    span.set_attribute("url.scheme", Peer::of(request).scheme().as_str());
    span.set_attribute("client.address", Peer::of(request).address().to_string());
}

/// It was answered. A fault of ours is an error of the span; one of the client's is none.
pub(super) fn answered(span: &Span, status: StatusCode, request: Option<&HttpRequest>) {
    if !are_sent() {
        return;
    }
    span.set_attribute("http.response.status_code", i64::from(status.as_u16()));
    if let Some((request, route)) = request.and_then(|it| Some((it, it.match_pattern()?))) {
        rename(span, format!("{} {route}", super::method_of(request)));
        span.set_attribute("http.route", route);
    }
    if status.is_server_error() {
        span.set_status(Status::error(status.as_str().to_owned()));
    }
}

/// What a span is called is known only when its request was understood.
fn rename(span: &Span, name: String) {
    span.context().span().update_name(name);
}

/// Puts a span behind the one that a request names.
fn continue_with(span: &Span, headers: &HeaderMap) {
    let Some(TraceParent { trace, parent, flags }) = TraceParent::of(headers) else { return };
    let (trace, parent) = (TraceId::from_bytes(trace), SpanId::from_bytes(parent));
    let flags = TraceFlags::new(flags) & TraceFlags::SAMPLED;
    let theirs = SpanContext::new(trace, parent, flags, true, TraceState::default());
    // A span that is not sent has no place for it.
    let _ = span.set_parent(Context::new().with_remote_span_context(theirs));
}

/// Says more of the request that this happens in, where its span is sent: what it is called, and facts.
pub fn tell(name: &str, facts: &[(&'static str, &str)]) {
    if are_sent() {
        let span = Span::current();
        rename(&span, name.to_owned());
        facts.iter().for_each(|(name, value)| span.set_attribute(*name, (*value).to_owned()));
    }
}
