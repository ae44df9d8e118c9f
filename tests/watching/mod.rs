//! What whoever watches a running installation sees.

mod metrics;

pub(crate) const SUITES: &[&[crate::Case]] = &[metrics::CASES];
