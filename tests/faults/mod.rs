//! What goes wrong around it, and how it comes back by itself.

use crate::Case;

mod clocks;
mod database;
mod full_disk;
mod password;
mod restored;
mod server;

pub(crate) const SUITES: &[&[Case]] = &[
    clocks::CASES,
    clocks::SERVER,
    database::CASES,
    full_disk::HOUSE,
    password::SERVER,
    restored::CASES,
    server::SERVER,
];
