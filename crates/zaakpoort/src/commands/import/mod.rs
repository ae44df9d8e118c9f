//! `zaakpoort import …`: takes over what another system has.

use std::path::Path;

use crate::cli::ImportCommand;
use crate::failure::Failure;

mod autorisaties;
mod credentials;
mod secrets;
#[cfg(feature = "gateway")]
mod shared;
mod source;

pub(crate) async fn run(config: Option<&Path>, command: ImportCommand) -> Result<(), Failure> {
    match command {
        ImportCommand::Autorisaties(args) => autorisaties::run(config, args).await,
        ImportCommand::Secrets(args) => secrets::run(config, args).await,
    }
}
