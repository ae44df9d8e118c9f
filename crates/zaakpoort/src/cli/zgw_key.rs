//! `zaakpoort zgw-key …`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::AdminArgs;
use crate::ending::Ending;

#[derive(Debug, Subcommand)]
pub(crate) enum ZgwKeyCommand {
    /// Give a client a key for the ZGW JWTs that it signs itself (HS256).
    ///
    /// For a client that cannot fetch tokens yet, such as Open Notificaties, which asks the
    /// Autorisaties API with a JWT of its own making. Whoever has the key can be that client, and
    /// so can we: it lies here sealed, not hashed. So it always has an end, at most three years
    /// ahead; by then let the client fetch tokens (zaakpoort secret create). The key is good for
    /// JWTs at the Autorisaties API and, where issuer.feed_key and gateway.feed_key are set, at
    /// gateways; never for fetching a token, and a secret is never a key.
    ///
    /// Without --key-file or --key-env a key is made and shown once. A client has at most five
    /// that are good: to replace one, make another, bring it into use, and revoke the first.
    /// `zaakpoort zgw-key list` shows them and when each was last used, `secret revoke` ends one.
    #[command(after_help = "Examples:
  zaakpoort zgw-key create open-notificaties --expires 2027-06-30 --to notificaties.key
  zaakpoort zgw-key create open-notificaties --expires 2027-06-30 --key-file in-use.key")]
    Create {
        /// The client's id.
        client_id: String,
        /// The last day, which counts to its end in UTC, or the moment, that it may be used: at most
        /// three years ahead.
        #[arg(long, value_name = "DATE", value_parser = Ending::parse)]
        expires: Ending,
        /// Where it is used, so that you know it again.
        #[arg(long, default_value = "")]
        label: String,
        #[command(flatten)]
        key: KeySourceArgs,
        /// Write the key that is made to a new file that only you can read, instead of showing it.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["key_file", "key_env"])]
        to: Option<PathBuf>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// List the keys of ZGW JWTs: until when each is good, and when it was last used, here or at a
    /// gateway, to within a minute or two.
    ///
    /// Without a client: who still signs ZGW JWTs, the first end first. With one: all that it has and had,
    /// newest first.
    #[command(after_help = "Examples:
  zaakpoort zgw-key list                       who has to be moved to OAuth2 still, and by when
  zaakpoort zgw-key list open-notificaties")]
    List {
        /// The client's id; without it all clients.
        client_id: Option<String>,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

/// A key that is in use already; never on the command line, where every user of the machine could
/// read it.
#[derive(Debug, Args)]
pub(crate) struct KeySourceArgs {
    /// The file with a key that is in use already, such as the client's secret in Open Zaak; it has
    /// at least 8 bytes, and below 32 comes a note, for it may be guessed.
    #[arg(long, value_name = "FILE", conflicts_with = "key_env")]
    pub(crate) key_file: Option<PathBuf>,
    /// The variable with that key.
    #[arg(long, value_name = "NAME")]
    pub(crate) key_env: Option<String>,
}
