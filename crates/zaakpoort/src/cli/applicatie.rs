//! `zaakpoort applicatie …`

use clap::Subcommand;

use super::{AdminArgs, ListArgs, YesArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum ApplicatieCommand {
    /// Register an applicatie; it may do nothing yet, unless it is given everything.
    #[command(
        after_help = "Example:\n  zaakpoort applicatie create --label \"Meldingen openbare ruimte\""
    )]
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
    /// List applicaties by label, with their client ids.
    #[command(after_help = "Example:\n  zaakpoort applicatie list --label meldingen")]
    List {
        /// A part of the label, in small or large letters.
        #[arg(long)]
        label: Option<String>,
        /// The one that this client id belongs to.
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
        #[command(flatten)]
        list: ListArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Show an applicatie and what it may do.
    #[command(
        after_help = "Example:\n  zaakpoort applicatie show 0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001"
    )]
    Show {
        /// The applicatie's id.
        applicatie: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Delete an applicatie: its clients end, their secrets are revoked, their tokens refused.
    ///
    /// It can be restored with its client ids, which are never given to another one, but without
    /// its secrets.
    #[command(
        after_help = "Example:\n  zaakpoort applicatie delete 0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001"
    )]
    Delete {
        /// The applicatie's id.
        applicatie: String,
        #[command(flatten)]
        yes: YesArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Bring a deleted applicatie back, with the clients that were deleted with it.
    #[command(
        after_help = "Example:\n  zaakpoort applicatie restore 0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001"
    )]
    Restore {
        /// The applicatie's id.
        applicatie: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
