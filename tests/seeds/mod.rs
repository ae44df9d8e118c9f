//! What other systems' documents describe, step by step as they describe it.

use crate::Case;

mod dao;
mod dastra;
mod kept;
mod open_vtb;

/// Every suite of this folder.
pub(crate) const SUITES: &[&[Case]] = &[dao::CASES, dastra::CASES, kept::CASES, open_vtb::CASES];
