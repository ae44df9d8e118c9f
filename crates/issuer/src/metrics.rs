//! What the issuer counts (`zaakpoort_issuer_…`): tokens that were asked for, people who signed in, and what
//! waits to be delivered. What is not counted but stands somewhere is read there when somebody asks
//! (`standing`).

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::settings::GrantType;
use crate::store::backlogs::Backlog;

pub(crate) mod logins;
mod standing;

pub(crate) use standing::Standing;

/// What the counts of an issuer stand under.
pub(crate) const PART: &str = "issuer";
/// The result of a token request that went well.
pub(crate) const ISSUED: &str = "issued";
/// A grant that this issuer does not have, or none that could be read.
const OTHER: &str = "other";

/// Counted from the start of the process to its end.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    tokens: Family<TokenLabels, Counter>,
    logins: Family<LoginLabels, Counter>,
    waiting: Family<OutboxLabels, Gauge>,
    oldest: Family<OutboxLabels, Gauge>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TokenLabels {
    grant: &'static str,
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LoginLabels {
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutboxLabels {
    target: String,
}

impl Metrics {
    /// Begins to count.
    pub(crate) fn new(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        let help = "Requests at the token endpoint: `issued`, or the error that was answered (RFC 6749 5.2)";
        registry.register("tokens", help, metrics.tokens.clone());
        let help = "Passwords that people gave, at the login and at a change of password";
        registry.register("logins", help, metrics.logins.clone());
        let help = "Messages that wait to be delivered; the same at every issuer of one database";
        registry.register("outbox_messages", help, metrics.waiting.clone());
        let help = "When the oldest of them was written, since 1970; 0 while none waits";
        registry.register("outbox_oldest_timestamp_seconds", help, metrics.oldest.clone());
        // What was never seen is told as none: only then is its first time seen.
        for grant in GrantType::ALL.map(GrantType::as_str) {
            drop(metrics.tokens.get_or_create(&TokenLabels { grant, result: ISSUED }));
        }
        for result in logins::ALL {
            drop(metrics.logins.get_or_create(&LoginLabels { result }));
        }
        metrics
    }

    /// A request at the token endpoint was answered.
    pub(crate) fn token(&self, grant: Option<GrantType>, result: &'static str) {
        let grant = grant.map_or(OTHER, GrantType::as_str);
        self.tokens.get_or_create(&TokenLabels { grant, result }).inc();
    }

    /// Somebody gave a password.
    pub(crate) fn login(&self, result: &'static str) {
        self.logins.get_or_create(&LoginLabels { result }).inc();
    }

    /// What waits to be delivered, of all to whom something can.
    pub(crate) fn outbox(&self, backlogs: &[Backlog]) {
        for Backlog { target, waiting, oldest } in backlogs {
            let labels = OutboxLabels { target: target.clone() };
            self.waiting.get_or_create(&labels).set(*waiting);
            let oldest = oldest.map_or(0, |oldest| oldest.timestamp());
            self.oldest.get_or_create(&labels).set(oldest);
        }
    }
}
