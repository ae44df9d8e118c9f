//! What other systems' documents describe, step by step as they describe it.

use crate::Case;

mod dao;

/// Every suite of this folder.
pub(crate) const SUITES: &[&[Case]] = &[dao::CASES];
