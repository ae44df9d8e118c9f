//! Issuers and gateways as processes of their own, several of each.

use crate::Case;

mod assertions;
mod issuers;
mod races;

pub(crate) const SUITES: &[&[Case]] = &[assertions::CASES, issuers::CASES, races::CASES];
