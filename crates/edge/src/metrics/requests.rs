//! How often each endpoint was asked, what it answered, and how long that took.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::durations;

/// Counts the requests of a server; a clone is the same.
#[derive(Debug, Clone)]
pub struct Requests {
    answered: Family<Answered, Counter>,
    took: Family<Endpoint, Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    endpoint: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Endpoint {
    endpoint: String,
}

impl Requests {
    /// Begins to count.
    pub fn new(registry: &mut Registry) -> Self {
        let requests =
            Self { answered: Family::default(), took: Family::new_with_constructor(durations) };
        let (answered, took) = (requests.answered.clone(), requests.took.clone());
        registry.register("requests", "Requests that were answered", answered);
        let help = "From the head of a request to the head of its answer";
        registry.register("request_duration_seconds", help, took);
        requests
    }

    /// Counts one. What was asked for is told by its route, never by its path; what has none is `other`.
    pub fn count(&self, request: &HttpRequest, status: StatusCode, took: Duration) {
        let endpoint = request.match_pattern().unwrap_or_else(|| "other".to_owned());
        let (method, status) = (method(request.method()), status.as_u16());
        let endpoint = Endpoint { endpoint };
        self.took.get_or_create(&endpoint).observe(took.as_secs_f64());
        let Endpoint { endpoint } = endpoint;
        self.answered.get_or_create(&Answered { endpoint, method, status }).inc();
    }
}

/// Any text may be sent as a method.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
