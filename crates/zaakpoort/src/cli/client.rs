//! `zaakpoort client …`

use clap::Subcommand;

use super::AdminArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum ClientCommand {
    /// Give an applicatie a client id. It stays bound to that applicatie for ever.
    Create {
        /// 1 to 50 characters.
        client_id: String,
        /// The applicatie's id.
        #[arg(long)]
        applicatie: String,
        /// What its tokens may be for; the first is the default. May be repeated.
        #[arg(long = "audience", value_name = "URL")]
        audiences: Vec<String>,
        /// A scope that no autorisatie gives, such as that of another API. May be repeated.
        #[arg(long = "extra-scope", value_name = "SCOPE")]
        extra_scopes: Vec<String>,
        /// How long its access tokens live, in seconds (60 to 86400).
        #[arg(long, value_name = "SECONDS")]
        access_token_lifetime: Option<i64>,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
