//! Issuers and gateways as processes of their own, several of each.

use crate::Case;

mod issuers;
mod races;

pub(crate) const SUITES: &[&[Case]] = &[issuers::CASES, races::CASES];
