//! Which requests are sampled: a share of all, as `10%`, but for probes.

use opentelemetry::trace::{Link, SpanKind, TraceId};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{Sampler, SamplingDecision, SamplingResult, ShouldSample};

/// Where probes ask.
const PROBES: &str = "/health/";

/// Samples a share of all requests.
#[derive(Debug, Clone)]
pub(super) struct Sampled(Sampler);

impl Sampled {
    pub(super) fn of(share: Share) -> Self {
        Self(Sampler::TraceIdRatioBased(share.ratio()))
    }
}

impl ShouldSample for Sampled {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace: TraceId,
        name: &str,
        kind: &SpanKind,
        facts: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let mut result = self.0.should_sample(parent, trace, name, kind, facts, links);
        if facts.iter().any(is_of_a_probe) {
            result.decision = SamplingDecision::Drop;
        }
        result
    }
}

fn is_of_a_probe(fact: &KeyValue) -> bool {
    fact.key.as_str() == "url.path" && fact.value.as_str().starts_with(PROBES)
}

/// In millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share(u32);

impl Share {
    pub(super) const ALL: Self = Self(MILLION);

    /// Reads a number of per cents, with at most four digits behind the point.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let read = || {
            let (whole, part) =
                text.strip_suffix('%')?.split_once('.').unwrap_or((text.strip_suffix('%')?, "0"));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            if !digits(whole) || !digits(part) || part.len() > 4 {
                return None;
            }
            let part = format!("{part:0<4}").parse::<u32>().ok()?;
            let all = whole.parse::<u32>().ok()?.checked_mul(PER_CENT)?.checked_add(part)?;
            (all <= MILLION).then_some(Self(all))
        };
        read().ok_or_else(|| format!("`{text}` is not a share such as 100%, 10% or 0.1%"))
    }

    /// Between 0 and 1.
    pub(super) fn ratio(self) -> f64 {
        f64::from(self.0) / f64::from(MILLION)
    }
}

const MILLION: u32 = 1_000_000;
const PER_CENT: u32 = MILLION / 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_number_of_per_cents() {
        for (text, millionths) in [
            ("100%", 1_000_000),
            ("0%", 0),
            ("10%", 100_000),
            ("0.1%", 1_000),
            ("2.5%", 25_000),
            ("0.0001%", 1),
        ] {
            assert_eq!(Share::parse(text), Ok(Share(millionths)), "{text}");
        }
        for text in [
            "",
            "%",
            ".%",
            "10",
            "101%",
            "100.1%",
            "-1%",
            "1,5%",
            "0.00001%",
            "1e1%",
            " 1%",
            "99999999999%",
        ] {
            assert!(Share::parse(text).is_err(), "{text}");
        }
    }
}
