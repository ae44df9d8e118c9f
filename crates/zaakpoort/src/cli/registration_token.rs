//! `zaakpoort registration-token …`

use std::path::PathBuf;

use clap::Subcommand;

use super::client_settings::Profile;
use super::{AdminArgs, YesArgs};
use crate::ending::Ending;

#[derive(Debug, Subcommand)]
pub(crate) enum RegistrationTokenCommand {
    /// Make a registration token: an application registers itself with it at /connect/register.
    ///
    /// What registers (RFC 7591) becomes a client of the applicatie, under a client id that the issuer
    /// chooses: `client list --applicatie` shows it, `client change` and `client delete` are for it too.
    /// It acts on behalf of people only, never in its own name. Give a token to whom you know, for as few
    /// uses and as short as will do; it is shown once.
    #[command(after_help = "Examples:
  zaakpoort registration-token create APPLICATIE --label 'App van de leverancier' --to FILE
  zaakpoort registration-token create APPLICATIE --label uitrol --uses 200 --expires 2027-06-30 \\
      --scope openid --scope zaken.lezen --profile nlgov

The application sends it with its metadata:
  curl -H 'Authorization: Bearer zpi_…' -H 'Content-Type: application/json' \\
      -d '{\"redirect_uris\": [\"https://app.example/cb\"]}' https://issuer.example/connect/register")]
    Create {
        /// The applicatie's id.
        applicatie: String,
        /// To whom it is given, so that you know it again.
        #[arg(long)]
        label: String,
        /// How many clients may register with it (1 to 1000; default: 1).
        #[arg(long, value_name = "NUMBER")]
        uses: Option<i64>,
        /// The last day, which counts to its end in UTC, or the moment, that it may be used, 90 days
        /// ahead at most; without it a week.
        #[arg(long, value_name = "DATE", value_parser = Ending::parse)]
        expires: Option<Ending>,
        /// A scope that its clients may be given; without one all that the applicatie holds. May be
        /// repeated.
        #[arg(long = "scope", value_name = "SCOPE")]
        scopes: Option<Vec<String>>,
        /// nlgov refuses clients that break the NL GOV Assurance profile for OAuth 2.0.
        #[arg(long)]
        profile: Option<Profile>,
        /// Write it to a new file that only you can read, instead of showing it.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// List registration tokens and how often each was used; those that have ended for a month more.
    #[command(after_help = "Example:\n  zaakpoort registration-token list --applicatie APPLICATIE")]
    List {
        /// Those of this applicatie.
        #[arg(long, value_name = "APPLICATIE")]
        applicatie: Option<String>,
        /// How many at most; without it all.
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        limit: Option<u32>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Revoke a registration token, at once. The clients that registered with it stay: `client delete`
    /// ends one.
    #[command(after_help = "Example:\n  zaakpoort registration-token revoke mZq1x0aYw3Kd")]
    Revoke {
        /// The token's id, as the list shows it; never the token itself.
        id: String,
        #[command(flatten)]
        yes: YesArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
