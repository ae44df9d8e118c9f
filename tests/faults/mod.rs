//! What goes wrong around it, and how it comes back by itself.

use crate::Case;

mod database;
mod kills;
mod password;
mod server;

pub(crate) const SUITES: &[&[Case]] =
    &[database::CASES, kills::CASES, password::SERVER, server::SERVER];
