//! `zaakpoort feed …`

use clap::Subcommand;

use super::AdminArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum FeedCommand {
    /// Show how far the issuer is, and which gateways listen to it. Of several issuers it asks one.
    #[command(after_help = "Example:\n  zaakpoort feed status")]
    Status {
        #[command(flatten)]
        admin: AdminArgs,
    },
}
