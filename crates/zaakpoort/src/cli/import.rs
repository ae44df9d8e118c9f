//! `zaakpoort import …`

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use super::{AdminArgs, YesArgs};
use crate::ending::Ending;

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
    /// Take over the secrets that clients sign their ZGW JWTs with, from Open Zaak's configuration.
    ///
    /// Each becomes a key of its client with an end: until then the client may go on signing ZGW JWTs,
    /// after that it fetches access tokens. The same secret, sealed for the gateways, is what they
    /// sign with at the upstream from then on, so that nothing has to change there; it counts as
    /// shared until `zaakpoort upstream-key drop`. Run this where the gateway's configuration and
    /// key are. The clients must be registered: import the autorisaties first.
    #[command(after_help = "Examples:
  zaakpoort import secrets --from setup_configuration.yaml --until 2027-06-30
  zaakpoort import secrets --from secrets.csv --until 2027-06-30 --upstream openzaak --yes

The file is a setup configuration of Open Zaak (YAML, with vng_api_common_credentials), or CSV with the
columns identifier and secret; a field with a comma or a quote stands in quotes, on one line. As each file with secrets it is its owner's alone (chmod 600), and each
identifier stands in it once. Secrets of fewer than 32 bytes are taken over with a warning.")]
    Secrets(ImportSecretsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportSecretsArgs {
    /// The file: .yaml or .yml, else CSV.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: PathBuf,
    /// The last day, which counts to its end in UTC, or the moment, that the secrets may be used
    /// here: at most three years ahead.
    #[arg(long, value_name = "DATE", value_parser = Ending::parse)]
    pub(crate) until: Ending,
    /// The upstream that has these secrets too, if the configuration has more than one.
    #[arg(long, value_name = "NAME")]
    pub(crate) upstream: Option<String>,
    /// No upstream of ours has these secrets.
    #[arg(long, conflicts_with = "upstream")]
    pub(crate) no_upstream: bool,
    #[command(flatten)]
    pub(crate) yes: YesArgs,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
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
    /// The root of the other API; it ends in /autorisaties/api/v1.
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
