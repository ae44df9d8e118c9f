//! `zaakpoort api-token …`

use std::path::PathBuf;

use clap::Subcommand;

use super::AdminArgs;
use crate::ending::Ending;

#[derive(Debug, Subcommand)]
pub(crate) enum ApiTokenCommand {
    /// Make an API token of a client: a key that a program shows as it is, in `Authorization: Token …`.
    ///
    /// For programs that cannot fetch tokens. Whoever has it can do what it may until it is revoked, so
    /// let it end, and limit it to the scopes that it needs. It counts at gateways alone, and is shown
    /// once. `zaakpoort secret list` shows it with the client's secrets, `secret revoke` ends it.
    #[command(after_help = "Examples:
  zaakpoort api-token create meldingen --expires 2027-06-30 --scope zaken.lezen --to meldingen.token
  zaakpoort api-token create balie --user j.jansen --label 'Scherm in de hal'")]
    Create {
        /// The client's id.
        client_id: String,
        /// The last day, which counts to its end in UTC, or the moment, that it may be used; without it
        /// until it is revoked.
        #[arg(long, value_name = "DATE", value_parser = Ending::parse)]
        expires: Option<Ending>,
        /// A scope to limit it to; without one all that the client holds. May be repeated.
        #[arg(long = "scope", value_name = "SCOPE")]
        scopes: Option<Vec<String>>,
        /// The user that it speaks for, by username or id.
        #[arg(long, value_name = "USER")]
        user: Option<String>,
        /// Where it is used, so that you know it again.
        #[arg(long, default_value = "")]
        label: String,
        /// Write it to a new file that only you can read, instead of showing it.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
