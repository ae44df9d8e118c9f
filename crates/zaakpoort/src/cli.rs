//! The command line: what can be asked, and the help that teaches it.
#![expect(clippy::doc_markdown, reason = "these comments are printed as help, without backticks")]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

const EXAMPLES: &str = "\
Try it, with nothing installed:
  zaakpoort demo

Run it, with a SQLite database in ./data and keys in ./keys, made on the first start:
  zaakpoort up

Exit codes: 0 done, 1 a server could not start or stopped, 2 the command line or the configuration
is wrong, 3 the issuer refused, 4 the issuer could not be reached.";

/// OAuth 2.0 for zaak APIs: issues tokens to task applications, and lets through to Open Zaak what
/// their autorisaties allow.
#[derive(Debug, Parser)]
#[command(name = "zaakpoort", version, after_help = EXAMPLES, propagate_version = true)]
pub(crate) struct Cli {
    /// The configuration; without it ./zaakpoort.toml if that is there, else the defaults.
    ///
    /// Every key can also be set in the environment: issuer.public_url as
    /// ZAAKPOORT__ISSUER__PUBLIC_URL.
    #[arg(long, short, global = true, value_name = "FILE", env = "ZAAKPOORT_CONFIG")]
    pub(crate) config: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run issuer and gateway in one process, on two ports.
    ///
    /// On the first start it makes its database and keys, and shows the administrator's secret once.
    #[cfg(all(feature = "issuer", feature = "gateway"))]
    Up,
    /// Show what it does: a scratch installation with a sample zaak API behind it, real calls, and
    /// the curl lines that repeat them.
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    /// Run the issuer alone.
    #[cfg(feature = "issuer")]
    Issuer,
    /// Run the gateway alone, or ask what it needs from its upstreams.
    #[cfg(feature = "gateway")]
    Gateway {
        #[command(subcommand)]
        command: Option<GatewayCommand>,
    },
    /// Fetch a token as a client would, and show what it says.
    Token(TokenArgs),
    /// Register applicaties.
    Applicatie {
        #[command(subcommand)]
        command: ApplicatieCommand,
    },
    /// Say what an applicatie may do.
    Autorisatie {
        #[command(subcommand)]
        command: AutorisatieCommand,
    },
    /// Give an applicatie its client ids.
    Client {
        #[command(subcommand)]
        command: ClientCommand,
    },
    /// Hand out and revoke the secrets of a client.
    Secret {
        #[command(subcommand)]
        command: SecretCommand,
    },
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Make the calls, print them, and stop instead of staying up.
    #[arg(long)]
    pub(crate) once: bool,
}

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

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// The client that asks.
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: String,
    /// The file with its secret; else the environment variable ZAAKPOORT_CLIENT_SECRET.
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
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

/// Which issuer to talk to.
#[derive(Debug, Clone, Args)]
pub(crate) struct IssuerArgs {
    /// The issuer; without it issuer.public_url of the configuration.
    #[arg(long, value_name = "URL", env = "ZAAKPOORT_ISSUER")]
    pub(crate) issuer: Option<String>,
}

/// Who administers, where, and how the answer is printed.
#[derive(Debug, Clone, Args)]
pub(crate) struct AdminArgs {
    #[command(flatten)]
    pub(crate) issuer: IssuerArgs,
    /// The file with the administrator's secret; else the variable ZAAKPOORT_ADMIN_SECRET.
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
    /// The administrator's client id.
    #[arg(long, value_name = "ID", default_value = "beheerder")]
    pub(crate) admin_client_id: String,
    /// Print JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ApplicatieCommand {
    /// Register an applicatie; it may do nothing yet, unless it is given everything.
    Create {
        /// What people call it.
        #[arg(long)]
        label: String,
        /// It may do everything. This is almost always more than it needs.
        #[arg(long)]
        heeft_alle_autorisaties: bool,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AutorisatieCommand {
    /// Add one. In force at every gateway within a second.
    Add(AutorisatieAddArgs),
    /// Remove one. In force at every gateway within a second.
    Remove {
        /// The applicatie's id.
        applicatie: String,
        /// The autorisatie's id, as it was printed when it was added.
        autorisatie: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AutorisatieAddArgs {
    /// The applicatie's id.
    pub(crate) applicatie: String,
    /// The API: zrc (zaken), drc (documenten), brc (besluiten), ztc (catalogi), nrc, ac.
    #[arg(long)]
    pub(crate) component: String,
    /// A scope of that API, such as zaken.lezen; may be repeated.
    #[arg(long = "scope", required = true, value_name = "SCOPE")]
    pub(crate) scopes: Vec<String>,
    /// The URL of the zaaktype, informatieobjecttype or besluittype that it holds for.
    #[arg(long = "type", value_name = "URL")]
    pub(crate) object_type: Option<String>,
    /// The highest vertrouwelijkheidaanduiding, inclusive (zrc and drc).
    #[arg(long = "max", value_name = "LEVEL")]
    pub(crate) max_vertrouwelijkheidaanduiding: Option<String>,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}

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

#[derive(Debug, Subcommand)]
pub(crate) enum SecretCommand {
    /// Make a secret. It is shown once, and valid at once beside those that are there.
    Create {
        /// The client's id.
        client_id: String,
        /// Where it is used, so that you know it again.
        #[arg(long, default_value = "")]
        label: String,
        /// When it ends, as 2027-01-31T12:00:00Z; without it only when it is revoked.
        #[arg(long, value_name = "TIME")]
        expires: Option<String>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Revoke a secret. It and every token that came of it are refused within a second.
    Revoke {
        /// The client's id.
        client_id: String,
        /// The secret's id: the twelve characters behind `zp_`.
        secret: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
}
