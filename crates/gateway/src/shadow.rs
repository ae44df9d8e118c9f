//! An upstream in shadow (`verdicts = "shadow"`): every request is judged, what would have been refused
//! goes on record, and is let through.
//!
//! Only verdicts on what a client may do are in shadow. Who asks must be known as everywhere, a path must
//! lead somewhere, a body that is judged must have one reading, and what could not be judged has no verdict.

use tracing::{info, warn};

use crate::config::{GatewayConfig, Verdicts};
use crate::record;
use crate::refusal::Refusal;
use crate::upstream::Upstream;

/// What was permitted; nothing where a refusal counts for nothing.
pub(crate) fn enforced<T>(
    judged: Result<T, Refusal>,
    upstream: &Upstream,
) -> Result<Option<T>, Refusal> {
    match judged {
        Err(refusal) if upstream.verdicts() == Verdicts::Shadow && refusal.is_verdict() => {
            let (upstream, rule) = (upstream.name().as_str(), refusal.code());
            info!(upstream, rule, reason = %refusal, "let through in shadow");
            record::would_refuse(rule);
            Ok(None)
        }
        judged => judged.map(Some),
    }
}

/// A verdict on what is let through in any case.
pub(crate) fn seen(judged: Result<(), Refusal>, upstream: &Upstream) {
    // What is no verdict, the upstream will say.
    let _ = enforced(judged, upstream);
}

/// Nobody should have it unawares.
pub(crate) fn warn_of(config: &GatewayConfig) {
    let shadows = |upstream: &&crate::config::UpstreamConfig| upstream.verdicts == Verdicts::Shadow;
    for upstream in config.upstreams.iter().filter(shadows) {
        warn!(
            upstream = %upstream.name,
            "NOTHING IS REFUSED to whoever has a valid credential for this upstream: its verdicts go on \
             record alone (verdicts = \"shadow\"); write \"enforce\" when the record shows what you want"
        );
    }
}
