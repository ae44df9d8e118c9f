//! `/feed/v1`

use crate::Case;

mod changes;
mod ending;
mod opening;
mod snapshot;
mod uses;

pub(crate) const SUITES: &[&[Case]] =
    &[changes::CASES, ending::CASES, opening::CASES, snapshot::CASES, uses::CASES];
