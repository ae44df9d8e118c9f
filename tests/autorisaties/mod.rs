//! `/autorisaties/api/v1`

use crate::Case;

mod line;
mod notificaties;
mod openapi;

pub(crate) const SUITES: &[&[Case]] = &[
    line::CASES,
    notificaties::ADMINISTERING,
    notificaties::FAILING,
    notificaties::PROCESSES,
    notificaties::TELLING,
    openapi::answers::CASES,
    openapi::facts::CASES,
    openapi::served::CASES,
];
