//! Attacks on the gateway, and what proves that each is withstood: the table is in `README.md`.

mod battery;
mod crossing;
mod flood;
mod table;
mod twins;

use crate::Case;

/// Every suite of this folder.
pub(crate) const SUITES: &[&[Case]] =
    &[battery::HOUSE, crossing::HOUSE, flood::HOUSE, table::HOUSE, twins::CASES];
