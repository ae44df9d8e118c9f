//! `zaakpoort public-key …`

use std::path::PathBuf;

use clap::Subcommand;

use super::AdminArgs;
use crate::ending::Ending;

#[derive(Debug, Subcommand)]
pub(crate) enum PublicKeyCommand {
    /// Register a public key of a client: what it signs with the private half proves who it is.
    ///
    /// The client makes the pair and keeps the private half; nobody else ever sees it. For each token
    /// request it signs an assertion (private_key_jwt, RFC 7523). That it does so instead of sending a
    /// secret is a setting: zaakpoort client change CLIENT --authentication private_key_jwt.
    ///
    /// A key is good at once, beside those that are there: to replace one, add the new one, bring it
    /// into use, and revoke the old one. `zaakpoort secret list` shows keys with the client's secrets,
    /// `secret revoke` ends one, and every token that came of it.
    #[command(after_help = "Examples:
  zaakpoort public-key add meldingen public.pem --label productie
  zaakpoort public-key add meldingen public.jwk.json --expires 2027-06-30")]
    Add {
        /// The client's id.
        client_id: String,
        /// The file with the public key: PEM (a public key or a certificate), or one JWK.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Where the private half is used, so that you know it again.
        #[arg(long, default_value = "")]
        label: String,
        /// The last day, which counts to its end in UTC, or the moment, that it may be used; without
        /// it until it is revoked.
        #[arg(long, value_name = "DATE", value_parser = Ending::parse)]
        expires: Option<Ending>,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
