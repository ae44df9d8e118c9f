//! `zaakpoort client …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{AdminArgs, ListArgs, SettingArgs, YesArgs};
use crate::beginning::Beginning;
use crate::commands::setting_names::Setting;

#[derive(Debug, Subcommand)]
pub(crate) enum ClientCommand {
    /// Give an applicatie a client id, which stays bound to it for ever; or make another
    /// administrator, or another gateway with a credential of its own.
    #[command(after_help = "Examples:
  zaakpoort client create meldingen --applicatie 0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001
  zaakpoort client create portaal --applicatie 0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001 --authentication private_key_jwt --public-key portaal.pem
  zaakpoort client create gateway-zuid --system gateway")]
    Create(Box<ClientCreateArgs>),
    /// List clients by client id.
    #[command(after_help = "Example:\n  zaakpoort client list --role gateway")]
    List {
        /// Those of this applicatie.
        #[arg(long, value_name = "ID")]
        applicatie: Option<String>,
        /// Those of this role.
        #[arg(long)]
        role: Option<Role>,
        #[command(flatten)]
        list: ListArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Show a client and its settings.
    #[command(after_help = "Example:\n  zaakpoort client show meldingen")]
    Show {
        /// The client's id.
        client_id: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Change settings of a client: those that are named, and no others.
    #[command(after_help = "Examples:
  zaakpoort client change meldingen --grant authorization_code --grant refresh_token --redirect-uri https://meldingen.example/callback
  zaakpoort client change meldingen --token-format opaque
  zaakpoort client change meldingen --unset token-format")]
    Change {
        /// The client's id.
        client_id: String,
        /// A setting to bring back to its default, by its flag or as `client show` names it. May be
        /// repeated.
        #[arg(long, value_name = "SETTING", value_parser = Setting::parse)]
        unset: Vec<Setting>,
        #[command(flatten)]
        settings: Box<SettingArgs>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Name each rule of a profile that a client breaks.
    ///
    /// Ends with 6 if one of them is demanded, and with 0 if all are advice.
    #[command(after_help = "Example:\n  zaakpoort client lint meldingen")]
    Lint {
        /// The client's id.
        client_id: String,
        /// Whose rules.
        #[arg(long, default_value = "nlgov")]
        profile: LintProfile,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Say who a client is to another issuer, so that it may show tokens of that one.
    ///
    /// Gateways know whose tokens those are by one claim of theirs (client_claim of
    /// [[gateway.foreign_issuer]]), and take them where an upstream lists that issuer. They give what
    /// the client's applicatie holds.
    #[command(after_help = "Example:
  zaakpoort client bind meldingen --foreign-issuer https://login.leverancier.example --value meldingen-prod")]
    Bind {
        /// The client's id.
        client_id: String,
        #[command(flatten)]
        is: ForeignerArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Take that back: such tokens are refused within a second.
    #[command(after_help = "Example:
  zaakpoort client unbind meldingen --foreign-issuer https://login.leverancier.example --value meldingen-prod")]
    Unbind {
        /// The client's id.
        client_id: String,
        #[command(flatten)]
        is: ForeignerArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// List who a client is to other issuers.
    #[command(after_help = "Example:\n  zaakpoort client bindings meldingen")]
    Bindings {
        /// The client's id.
        client_id: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Delete a client: its secrets are revoked and its tokens refused. Its id stays given.
    #[command(after_help = "Example:\n  zaakpoort client delete meldingen")]
    Delete {
        /// The client's id.
        client_id: String,
        #[command(flatten)]
        yes: YesArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Bring a deleted client back to what it belonged to, without its old secrets.
    #[command(after_help = "Example:\n  zaakpoort client restore meldingen")]
    Restore {
        /// The client's id.
        client_id: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Refuse every token that a client has, everywhere within a second. Its secrets go on.
    #[command(after_help = "Examples:
  zaakpoort client revoke-tokens meldingen
  zaakpoort client revoke-tokens meldingen --issued-before 2026-11-20T14:30:00+01:00")]
    RevokeTokens {
        /// The client's id.
        client_id: String,
        /// No more than those issued before this moment: a day, which counts from its beginning in UTC,
        /// or a moment such as 2026-11-20T14:30:00+01:00.
        #[arg(long, value_name = "DATE", value_parser = Beginning::parse)]
        issued_before: Option<Beginning>,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ClientCreateArgs {
    /// 1 to 50 characters.
    pub(crate) client_id: String,
    /// The applicatie's id.
    #[arg(long, value_name = "ID", required_unless_present = "system")]
    pub(crate) applicatie: Option<String>,
    /// Instead of an applicatie: what it is of the system itself.
    #[arg(long, value_name = "WHAT", conflicts_with = "applicatie")]
    pub(crate) system: Option<System>,
    /// A file with a public key of it, as PEM or as a JWK, for authentication by private_key_jwt. May
    /// be repeated.
    #[arg(long = "public-key", value_name = "FILE")]
    pub(crate) public_keys: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum System {
    /// May administer.
    Administrator,
    /// May open the feed.
    Gateway,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Role {
    Applicatie,
    Administrator,
    Gateway,
    Api,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LintProfile {
    Baseline,
    Nlgov,
}

/// The name of a client at another issuer.
#[derive(Debug, Args)]
pub(crate) struct ForeignerArgs {
    /// The issuer: the `iss` of its tokens, byte for byte.
    #[arg(long, value_name = "URL")]
    pub(crate) foreign_issuer: String,
    /// What stands in the claim that names clients there.
    #[arg(long)]
    pub(crate) value: String,
}
