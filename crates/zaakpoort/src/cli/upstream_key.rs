//! `zaakpoort upstream-key …`

use clap::Subcommand;

use super::{AdminArgs, YesArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum UpstreamKeyCommand {
    /// List the upstreams that a client shares an imported secret with.
    #[command(after_help = "Example:\n  zaakpoort upstream-key list meldingen")]
    List {
        /// The client id.
        client_id: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Forget an imported secret: gateways sign with one of their own again.
    ///
    /// First give that one to the upstream in its place: `zaakpoort gateway upstream-secret`.
    /// Whatever still knows the old secret can no longer use it there.
    #[command(after_help = "Example:\n  zaakpoort upstream-key drop meldingen openzaak")]
    Drop {
        /// The client id.
        client_id: String,
        /// The upstream's name.
        upstream: String,
        #[command(flatten)]
        yes: YesArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
