//! `zaakpoort key …`

use clap::Subcommand;

use super::{AdminArgs, YesArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// List the signing keys, with the phases of their lives and when those end.
    #[command(after_help = "Example:\n  zaakpoort key list")]
    List {
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Replace the key that signs tokens, without one that fails: the new key is published now and
    /// signs once every verifier can know it; the old one verifies until its last token is over.
    #[command(after_help = "Example:\n  zaakpoort key rotate")]
    Rotate {
        /// For a key that others may have: the new one signs now, the old ones count no more, and
        /// every token that was issued until now is refused.
        #[arg(long)]
        at_once: bool,
        #[command(flatten)]
        yes: YesArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
