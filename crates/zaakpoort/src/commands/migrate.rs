//! `zaakpoort migrate`: brings the database's shape up to date, for a user who may change tables.

use std::path::Path;

use crate::failure::Failure;
use crate::said::say;
use crate::settings::{Needs, Settings};

pub(crate) async fn run(config: Option<&Path>) -> Result<(), Failure> {
    let settings = Settings::load(config, Needs::Issuer)?;
    settings.start_telemetry()?;
    let database = &settings.issuer()?.database;
    let applied = issuer::bring_up_to_date(database)
        .await
        .map_err(|error| Failure::Start(error.to_string()))?;
    let database = database.name();
    say(match applied.len() {
        0 => format!("{database} is up to date; nothing was done."),
        count => format!("{database} is up to date; {count} applied: {}.", applied.join(", ")),
    })
}
