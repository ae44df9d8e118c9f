//! What whoever watches a running installation sees.

mod dashboards;
mod metrics;
mod traces;

pub(crate) const SUITES: &[&[crate::Case]] =
    &[dashboards::CASES, dashboards::HOUSE, metrics::CASES, traces::CASES];
