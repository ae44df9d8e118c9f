//! `zaakpoort key …`

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use tokens::Algorithm;

use super::{AdminArgs, YesArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// List the signing keys, with the phases of their lives and when those end.
    #[command(after_help = "Example:\n  zaakpoort key list")]
    List {
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Replace the keys that sign tokens, without one that fails: a new key is published now and
    /// signs once every verifier can know it; the old one verifies until its last token is over.
    #[command(
        after_help = "Examples:\n  zaakpoort key rotate\n  zaakpoort key rotate --algorithm ES256 --at-once"
    )]
    Rotate {
        /// Only the key of this algorithm; without it, that of each.
        #[arg(long, value_name = "ALGORITHM", value_parser = algorithms())]
        algorithm: Option<String>,
        /// For a key that others may have: the new one signs now, the old ones count no more, and
        /// every token that they signed is refused.
        #[arg(long)]
        at_once: bool,
        #[command(flatten)]
        yes: YesArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

fn algorithms() -> PossibleValuesParser {
    PossibleValuesParser::new(Algorithm::ALL.map(Algorithm::as_str))
}
