//! What the gateway counts and measures (`zaakpoort_gateway_…`): its decisions, and its upstreams.
//!
//! Counts stay while configurations come and go. What is not counted but stands somewhere is read there
//! when somebody asks (`standing`).

use std::sync::Arc;
use std::time::Duration;

use edge::metrics::durations;
use http::StatusCode;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::forward::Failure;
use crate::upstream::Upstream;

mod standing;

pub(crate) use standing::Standing;

/// What stands where there is nothing to name.
const NONE: &str = "none";

/// Counted from the start of the process to its end; a clone is the same.
#[derive(Debug, Clone)]
pub(crate) struct Metrics {
    decisions: Family<DecisionLabels, Counter>,
    took: Family<UpstreamLabel, Histogram>,
    upstream_took: Family<UpstreamLabel, Histogram>,
    upstream_answers: Family<AnswerLabels, Counter>,
    upstream_failures: Family<FailureLabels, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DecisionLabels {
    upstream: Arc<str>,
    verdict: &'static str,
    rule: &'static str,
    credential: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct UpstreamLabel {
    upstream: Arc<str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    upstream: Arc<str>,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FailureLabels {
    upstream: Arc<str>,
    reason: &'static str,
}

/// A decision, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decided {
    /// Which way it fell.
    pub(crate) verdict: &'static str,
    /// By what; or what went wrong instead.
    pub(crate) rule: Option<&'static str>,
    /// What kind of credential was shown, if that much was found right.
    pub(crate) credential: Option<&'static str>,
}

/// What counts for the upstreams of one configuration.
#[derive(Debug)]
pub(crate) struct Counts {
    metrics: Metrics,
    nowhere: Arc<str>,
    /// By their numbers.
    upstreams: Box<[UpstreamCounts]>,
}

/// What counts for one upstream, found once and not for each request.
#[derive(Debug)]
pub(crate) struct UpstreamCounts {
    name: Arc<str>,
    took: Histogram,
    upstream_took: Histogram,
    /// By the first digit of the status.
    answers: [Counter; CLASSES.len()],
    failures: Family<FailureLabels, Counter>,
}

const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

impl Metrics {
    /// Begins to count.
    pub(crate) fn new(registry: &mut Registry) -> Self {
        let metrics = Self {
            decisions: Family::default(),
            took: Family::new_with_constructor(durations),
            upstream_took: Family::new_with_constructor(durations),
            upstream_answers: Family::default(),
            upstream_failures: Family::default(),
        };
        let help = "Requests that were judged: which way the verdict fell, by which rule (a refusal's \
                    code), and the kind of credential";
        registry.register("decisions", help, metrics.decisions.clone());
        let help = "From the head of a request to the head of its answer";
        registry.register("request_duration_seconds", help, metrics.took.clone());
        let help = "From asking an upstream to the head of its answer";
        registry.register("upstream_duration_seconds", help, metrics.upstream_took.clone());
        let help = "What upstreams answered, by the class of the status";
        registry.register("upstream_answers", help, metrics.upstream_answers.clone());
        let help =
            "Addresses of upstreams that gave no answer, and why; one request may meet several";
        registry.register("upstream_failures", help, metrics.upstream_failures.clone());
        metrics
    }

    /// What counts for these upstreams, which stand in the order of their numbers.
    pub(crate) fn of(&self, upstreams: &[Upstream]) -> Counts {
        let upstreams = upstreams.iter().map(|upstream| self.of_one(upstream)).collect();
        Counts { metrics: self.clone(), nowhere: Arc::from(NONE), upstreams }
    }

    fn of_one(&self, upstream: &Upstream) -> UpstreamCounts {
        let upstream: Arc<str> = Arc::from(upstream.name().as_str());
        let label = UpstreamLabel { upstream: Arc::clone(&upstream) };
        // What was never seen is told as none: only then is its first time seen.
        for reason in Failure::NAMES {
            let labels = FailureLabels { upstream: Arc::clone(&upstream), reason };
            drop(self.upstream_failures.get_or_create(&labels));
        }
        let answers = CLASSES.map(|status| {
            let labels = AnswerLabels { upstream: Arc::clone(&upstream), status };
            self.upstream_answers.get_or_create_owned(&labels)
        });
        UpstreamCounts {
            name: upstream,
            took: self.took.get_or_create_owned(&label),
            upstream_took: self.upstream_took.get_or_create_owned(&label),
            answers,
            failures: self.upstream_failures.clone(),
        }
    }
}

impl Counts {
    /// Counts a decision, and how long it took with all that came of it.
    pub(crate) fn decided(&self, it: Decided, upstream: Option<&Upstream>, took: Duration) {
        let upstream = upstream.map(|upstream| self.at(upstream));
        if let Some(upstream) = upstream {
            upstream.took.observe(took.as_secs_f64());
        }
        let labels = DecisionLabels {
            upstream: Arc::clone(upstream.map_or(&self.nowhere, |upstream| &upstream.name)),
            verdict: it.verdict,
            rule: it.rule.unwrap_or(NONE),
            credential: it.credential.unwrap_or(NONE),
        };
        self.metrics.decisions.get_or_create(&labels).inc();
    }

    /// What counts for an upstream of this configuration.
    pub(crate) fn at(&self, upstream: &Upstream) -> &UpstreamCounts {
        &self.upstreams[upstream.number()]
    }
}

impl UpstreamCounts {
    /// It answered.
    pub(crate) fn answered(&self, status: StatusCode, took: Duration) {
        self.upstream_took.observe(took.as_secs_f64());
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(counter) = self.answers.get(class) {
            counter.inc();
        }
    }

    /// One of its addresses did not.
    pub(crate) fn failed(&self, why: &Failure) {
        let labels = FailureLabels { upstream: Arc::clone(&self.name), reason: why.name() };
        self.failures.get_or_create(&labels).inc();
    }
}
