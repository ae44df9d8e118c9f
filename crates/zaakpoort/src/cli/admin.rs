//! Which issuer, who asks, and how the answer is printed: what all commands of an administrator share.

use std::path::PathBuf;

use clap::Args;

/// Which issuer to talk to.
#[derive(Debug, Clone, Args)]
pub(crate) struct IssuerArgs {
    /// The issuer; without it issuer.public_url of the configuration.
    #[arg(long, value_name = "URL", env = "ZAAKPOORT_ISSUER")]
    pub(crate) issuer: Option<String>,
    /// The certificate of the authority that signed the issuer's, as a PEM file; without it, the
    /// authorities that this system trusts.
    #[arg(long, value_name = "FILE", env = "ZAAKPOORT_CA")]
    pub(crate) ca: Option<PathBuf>,
    /// Send secrets over plain http to another machine, where nobody else can read the network.
    #[arg(long)]
    pub(crate) plain_http: bool,
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

/// Which of a list.
#[derive(Debug, Clone, Args)]
pub(crate) struct ListArgs {
    /// The deleted ones instead of those that are there.
    #[arg(long)]
    pub(crate) deleted: bool,
    /// How many at most; without it all.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) limit: Option<u32>,
}

/// What cannot be taken back is asked about first.
#[derive(Debug, Clone, Args)]
pub(crate) struct YesArgs {
    /// Do it without being asked; a script must say so.
    #[arg(long, short)]
    pub(crate) yes: bool,
}
