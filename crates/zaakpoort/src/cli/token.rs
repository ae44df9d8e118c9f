//! `zaakpoort token`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use tokens::Algorithm;

use super::{AdminArgs, IssuerArgs, YesArgs};
use crate::beginning::Beginning;

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Refuse tokens before their end, everywhere within a second. Secrets go on.
    ///
    /// With the tokens of a user, of a client or of all end the refresh tokens that would lead to more; `grant
    /// revoke` ends those of one grant. Who has signed in stays signed in, and what they consented to is not
    /// asked again: `user disable` and `user passwd` end sessions too. With --issued-before those go on that
    /// were issued since, unless something that was given before led to them.
    #[command(after_help = "Examples:
  zaakpoort token revoke --file found.token
  zaakpoort token revoke --user j.jansen
  zaakpoort token revoke --client meldingen --issued-before 2026-11-20T14:30:00+01:00
  zaakpoort token revoke --all --issued-before 2026-11-20")]
    Revoke(RevokeArgs),
}

/// Which tokens: one of these.
#[derive(Debug, Args)]
pub(crate) struct RevokeArgs {
    #[command(flatten)]
    pub(crate) which: RevokeWhich,
    /// No more than those issued before this moment: a day, which counts from its beginning in UTC, or
    /// a moment such as 2026-11-20T14:30:00+01:00. It goes with --user, --client and --all.
    #[arg(long, value_name = "DATE", value_parser = Beginning::parse,
          conflicts_with_all = ["file", "stdin", "jti"])]
    pub(crate) issued_before: Option<Beginning>,
    #[command(flatten)]
    pub(crate) yes: YesArgs,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct RevokeWhich {
    /// The token in this file, which is its owner's alone (mode 0600).
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The token that comes on stdin.
    #[arg(long)]
    pub(crate) stdin: bool,
    /// The token of this name, as logs have it.
    #[arg(long, value_name = "NAME")]
    pub(crate) jti: Option<String>,
    /// Those that speak for this user, by username or id.
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// Those of this client, as `client revoke-tokens` does.
    #[arg(long, value_name = "ID")]
    pub(crate) client: Option<String>,
    /// Every token there is: all clients fetch new ones, with a person where one gave it theirs.
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// The client that asks.
    #[arg(long, value_name = "ID", required = true)]
    pub(crate) client_id: Option<String>,
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
