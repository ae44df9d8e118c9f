//! `zaakpoort token`

use std::path::PathBuf;

use clap::Args;

use super::IssuerArgs;

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// The client that asks.
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: String,
    /// The file with its secret; else the environment variable ZAAKPOORT_CLIENT_SECRET.
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
    /// Scopes to ask for, separated by spaces; without it all that the autorisaties give.
    #[arg(long)]
    pub(crate) scope: Option<String>,
    /// For which API the token must be, if not for the default one.
    #[arg(long, value_name = "URL")]
    pub(crate) resource: Option<String>,
    #[command(flatten)]
    pub(crate) issuer: IssuerArgs,
    /// Print the token alone, for use in a script.
    #[arg(long)]
    pub(crate) raw: bool,
}
