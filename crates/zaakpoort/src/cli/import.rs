//! `zaakpoort import …`

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use super::{AdminArgs, YesArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Take over the applicaties of another Autorisaties API, such as that of Open Zaak.
    ///
    /// Reads all of them, shows what would change here, and changes it once you say yes: each
    /// applicatie by itself, so that what is done stays done if the rest fails. Applicaties are
    /// known again by their client ids; run it again, and there is nothing left to do. Here, an
    /// applicatie gets exactly the client ids, label and autorisaties that it has there; what is
    /// only here stays as it is. Secrets are not taken over: give each client its own with
    /// `zaakpoort secret create`.
    #[command(after_help = "Examples:
  zaakpoort import autorisaties --from https://openzaak.gemeente.nl/autorisaties/api/v1 \\
      --zgw-client-id beheer --zgw-key-file beheer.key
  zaakpoort import autorisaties --from https://andere.gemeente.nl/autorisaties/api/v1 \\
      --token-file token.txt --yes")]
    Autorisaties(ImportAutorisatiesArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportAutorisatiesArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) yes: YesArgs,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}

/// The other Autorisaties API, and who asks there.
#[derive(Debug, Args)]
#[command(group(
    ArgGroup::new("credential")
        .args(["token_file", "token_env", "zgw_key_file", "zgw_key_env"])
        .required(true)
))]
pub(crate) struct SourceArgs {
    /// The root of the other API, such as https://openzaak.gemeente.nl/autorisaties/api/v1.
    #[arg(long, value_name = "URL")]
    pub(crate) from: String,
    /// The authority that signed the other's certificate, as a PEM file; without it those that this
    /// system trusts.
    #[arg(long, value_name = "FILE")]
    pub(crate) from_ca: Option<PathBuf>,
    /// Ask the other over plain http, although it is another machine.
    #[arg(long)]
    pub(crate) from_plain_http: bool,
    /// The file with a token for the other, which may read autorisaties there.
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// The variable with that token.
    #[arg(long, value_name = "NAME")]
    pub(crate) token_env: Option<String>,
    /// As which client to sign ZGW JWTs for the other.
    #[arg(long, value_name = "ID")]
    pub(crate) zgw_client_id: Option<String>,
    /// The file with that client's secret there.
    #[arg(long, value_name = "FILE", requires = "zgw_client_id")]
    pub(crate) zgw_key_file: Option<PathBuf>,
    /// The variable with that client's secret there.
    #[arg(long, value_name = "NAME", requires = "zgw_client_id")]
    pub(crate) zgw_key_env: Option<String>,
}
