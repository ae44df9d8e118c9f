//! `/autorisaties/api/v1`

use crate::Case;

mod line;

pub(crate) const SUITES: &[&[Case]] = &[line::CASES];
