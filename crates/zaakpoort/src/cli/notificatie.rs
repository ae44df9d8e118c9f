//! `zaakpoort notificatie …`

use clap::{Args, Subcommand};

use super::{AdminArgs, YesArgs};

const HELP: &str = "\
Each change of what the Autorisaties API shows is told to the Notificaties API of the configuration
([autorisaties.notificaties]), on the kanaal `autorisaties`. What is not taken is tried again after
1 s, 2 s, 4 s and so on, at most every 15 minutes, for as long as it takes; of one applicatie each
notification waits until those before it are taken.

If it answers 400 and names the kanaal, that is not registered there. Register it once, with a token
for its scope notificaties.publiceren:
  curl -X POST https://notificaties.example/api/v1/kanaal \\
    -H \"Authorization: Bearer $TOKEN\" -H \"Content-Type: application/json\" \\
    -d '{\"naam\": \"autorisaties\", \"filters\": [],
         \"documentatieLink\": \"https://github.com/VNG-Realisatie/autorisaties-api\"}'
If it answers 401 or 403, it does not know our client id and secret there, or that client lacks the
scope notificaties.publiceren. Then: zaakpoort notificatie retry --all";

#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub(crate) enum NotificatieCommand {
    /// List the notifications that are not delivered yet, oldest first, and why.
    #[command(after_help = "Example:\n  zaakpoort notificatie list --failing")]
    List {
        /// Only those that were tried in vain.
        #[arg(long)]
        failing: bool,
        /// Only those about this applicatie.
        #[arg(long, value_name = "ID")]
        applicatie: Option<String>,
        /// How many at most; without it all.
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        limit: Option<u32>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Try now, without waiting for the next attempt: once its cause is gone.
    #[command(after_help = "Example:\n  zaakpoort notificatie retry --all")]
    Retry {
        #[command(flatten)]
        which: WhichArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Give a notification up: it is never delivered, and those behind it follow.
    ///
    /// Who keeps a copy of that applicatie hears nothing of this change. It is for a notification
    /// that is refused for what it says.
    #[command(after_help = "Example:\n  zaakpoort notificatie drop 1795262400123456")]
    Drop {
        /// The notification's number.
        number: u64,
        #[command(flatten)]
        yes: YesArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct WhichArgs {
    /// The notification's number; those of the same applicatie before it are tried first.
    pub(crate) number: Option<u64>,
    /// All of them.
    #[arg(long)]
    pub(crate) all: bool,
}
