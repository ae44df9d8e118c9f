//! `zaakpoort grant …`

use clap::Subcommand;

use super::{AdminArgs, YesArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum GrantCommand {
    /// List what can be refreshed now, client by client or of one person.
    #[command(after_help = "Examples:
  zaakpoort grant list --client portaal
  zaakpoort grant list --user j.jansen")]
    List {
        /// Those of this client.
        #[arg(long, value_name = "ID")]
        client: Option<String>,
        /// Those that this user gave, by username or id.
        #[arg(long)]
        user: Option<String>,
        /// How many at most; without it all.
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        limit: Option<u32>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// End a grant: its refresh token, and every access token that came of it.
    ///
    /// The person is asked for their consent no more than before: to have that asked again, they
    /// withdraw it on their account page.
    #[command(
        after_help = "Example:\n  zaakpoort grant revoke 0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001"
    )]
    Revoke {
        /// The grant's id, which its access tokens carry as zp_grant.
        grant: String,
        #[command(flatten)]
        yes: YesArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
