//! `zaakpoort mirror …`

use clap::Subcommand;

use super::AdminArgs;

const HELP: &str = "\
An upstream such as Open Zaak goes on asking its own Autorisaties API. With applicaties = \"mirror\"
at the gateway and [[issuer.mirror]] at the issuer, each applicatie is written there as it changes.
What is new gateways let through once it lies there; what is withdrawn they refuse at once, and it
leaves a second later. What is not taken is tried again after 1 s, 2 s, 4 s and so on, at most every
15 minutes, for as long as it takes.

The first time:
  zaakpoort mirror sync openzaak --dry-run
  zaakpoort mirror sync openzaak";

#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub(crate) enum MirrorCommand {
    /// Show how far each upstream is; or, of one, what is still to be written there, and why.
    #[command(after_help = "Examples:
  zaakpoort mirror status
  zaakpoort mirror status openzaak --failing")]
    Status {
        /// The upstream, as issuer.mirror names it; without it all of them.
        name: Option<String>,
        /// Only those that were tried in vain.
        #[arg(long, requires = "name")]
        failing: bool,
        /// How many at most; without it all.
        #[arg(long, requires = "name", value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        limit: Option<u32>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Compare all that lies there with what is to lie there, and have it written as it is here.
    ///
    /// What was changed there by hand is undone. Applicaties there that are none of ours are shown,
    /// and left alone.
    #[command(after_help = "Example:\n  zaakpoort mirror sync openzaak --dry-run")]
    Sync {
        /// The upstream, as issuer.mirror names it.
        name: String,
        /// Only show where they differ.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Try now, without waiting for the next attempt: once its cause is gone.
    #[command(after_help = "Example:\n  zaakpoort mirror retry openzaak")]
    Retry {
        /// The upstream, as issuer.mirror names it.
        name: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
