//! `zaakpoort applicatie …`

use clap::Subcommand;

use super::AdminArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum ApplicatieCommand {
    /// Register an applicatie; it may do nothing yet, unless it is given everything.
    Create {
        /// What people call it.
        #[arg(long)]
        label: String,
        /// It may do everything. This is almost always more than it needs.
        #[arg(long)]
        heeft_alle_autorisaties: bool,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
