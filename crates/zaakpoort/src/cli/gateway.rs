//! `zaakpoort gateway …`

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum GatewayCommand {
    /// Print the identifier and the secret that an upstream must know for a client.
    ///
    /// The gateway signs a ZGW JWT with them in the client's name. In Open Zaak they go under
    /// "API autorisaties > Client credentials".
    UpstreamSecret(UpstreamSecretArgs),
}

#[derive(Debug, Args)]
pub(crate) struct UpstreamSecretArgs {
    /// The client id, as the issuer knows it.
    pub(crate) client_id: String,
    /// Which upstream, if the configuration has more than one.
    #[arg(long, value_name = "NAME")]
    pub(crate) upstream: Option<String>,
}
