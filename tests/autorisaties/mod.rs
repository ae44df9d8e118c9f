//! `/autorisaties/api/v1`

use crate::Case;

mod line;
mod openapi;

pub(crate) const SUITES: &[&[Case]] =
    &[line::CASES, openapi::answers::CASES, openapi::facts::CASES, openapi::served::CASES];
