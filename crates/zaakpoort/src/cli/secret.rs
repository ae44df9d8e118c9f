//! `zaakpoort secret …`

use clap::Subcommand;

use super::AdminArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum SecretCommand {
    /// Make a secret. It is shown once, and valid at once beside those that are there.
    Create {
        /// The client's id.
        client_id: String,
        /// Where it is used, so that you know it again.
        #[arg(long, default_value = "")]
        label: String,
        /// When it ends, as 2027-01-31T12:00:00Z; without it only when it is revoked.
        #[arg(long, value_name = "TIME")]
        expires: Option<String>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Revoke a secret. It and every token that came of it are refused within a second.
    Revoke {
        /// The client's id.
        client_id: String,
        /// The secret's id: the twelve characters behind `zp_`.
        secret: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
