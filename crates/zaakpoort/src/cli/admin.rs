//! Which issuer, who asks, and how the answer is printed: what all commands of an administrator share.

use std::path::PathBuf;

use clap::Args;

/// Which issuer to talk to.
#[derive(Debug, Clone, Args)]
pub(crate) struct IssuerArgs {
    /// The issuer; without it issuer.public_url of the configuration.
    #[arg(long, value_name = "URL", env = "ZAAKPOORT_ISSUER")]
    pub(crate) issuer: Option<String>,
}

/// Who administers, where, and how the answer is printed.
#[derive(Debug, Clone, Args)]
pub(crate) struct AdminArgs {
    #[command(flatten)]
    pub(crate) issuer: IssuerArgs,
    /// The file with the administrator's secret; else the variable ZAAKPOORT_ADMIN_SECRET.
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
    /// The administrator's client id.
    #[arg(long, value_name = "ID", default_value = "beheerder")]
    pub(crate) admin_client_id: String,
    /// Print JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
}
