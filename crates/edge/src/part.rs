//! What a process gives to each of its servers.

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::stop::StopSignal;

/// What they share: of two servers in one process both have the same.
#[derive(Debug, Clone)]
pub struct Part {
    /// What time it is.
    pub clock: Clock,
    /// When to stop.
    pub stop: StopSignal,
    /// Where to say what is counted.
    pub metrics: Metrics,
}

impl Part {
    /// One of a process that begins now.
    pub fn begin(clock: Clock, stop: &StopSignal) -> Self {
        let metrics = Metrics::new(clock.now());
        Self { clock, stop: stop.clone(), metrics }
    }
}
