//! `zaakpoort token`

use std::path::PathBuf;

use clap::Args;
use tokens::Algorithm;

use super::IssuerArgs;

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// The client that asks.
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: String,
    /// The file with its secret; else the environment variable ZAAKPOORT_CLIENT_SECRET.
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
    /// Instead of a secret: the file with its private key in PEM, with which an assertion is signed
    /// (private_key_jwt). It is sent nowhere.
    #[arg(long, value_name = "FILE", conflicts_with = "secret_file")]
    pub(crate) key: Option<PathBuf>,
    /// The algorithm of the assertion; by default the first that the key is for: ES256, EdDSA, RS256, PS256.
    #[arg(long, value_name = "ALG", requires = "key", value_parser = algorithm)]
    pub(crate) algorithm: Option<Algorithm>,
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

fn algorithm(text: &str) -> Result<Algorithm, String> {
    let known = || Algorithm::ALL.map(Algorithm::as_str).join(", ");
    Algorithm::parse(text).ok_or_else(|| format!("none of {}", known()))
}
