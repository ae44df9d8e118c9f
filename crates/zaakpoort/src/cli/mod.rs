//! The command line: what can be asked, and the help that teaches it.
#![expect(clippy::doc_markdown, reason = "these comments are printed as help, without backticks")]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

mod admin;
mod api;
mod api_token;
mod applicatie;
mod audit;
mod autorisatie;
#[cfg(feature = "issuer")]
mod backup;
mod client;
mod client_settings;
mod desired;
mod doctor;
mod examples;
mod explain;
mod feed;
#[cfg(feature = "gateway")]
mod gateway;
mod grant;
mod import;
mod key;
mod mirror;
mod notificatie;
mod public_key;
mod registration_token;
mod secret;
mod token;
mod upstream_key;
mod user;
mod zgw_key;

pub(crate) use admin::{AdminArgs, IssuerArgs, ListArgs, YesArgs};
pub(crate) use api::{AccessCommand, ApiCommand, ApiPutArgs};
pub(crate) use api_token::ApiTokenCommand;
pub(crate) use applicatie::ApplicatieCommand;
pub(crate) use audit::{AuditArgs, AuditCommand};
pub(crate) use autorisatie::{AutorisatieAddArgs, AutorisatieCommand};
#[cfg(feature = "issuer")]
pub(crate) use backup::{BackupArgs, RestoreArgs};
pub(crate) use client::{ClientCommand, ClientCreateArgs, ForeignerArgs, LintProfile};
pub(crate) use client_settings::{Authentication, SettingArgs};
pub(crate) use desired::{ApplyArgs, ExportArgs, ExportWhat, OpenZaakArgs, PlanArgs};
pub(crate) use doctor::DoctorArgs;
pub(crate) use explain::ExplainArgs;
pub(crate) use feed::FeedCommand;
#[cfg(feature = "gateway")]
pub(crate) use gateway::{GatewayCommand, UpstreamSecretArgs};
pub(crate) use grant::GrantCommand;
pub(crate) use import::{ImportAutorisatiesArgs, ImportCommand, ImportSecretsArgs, SourceArgs};
pub(crate) use key::KeyCommand;
pub(crate) use mirror::MirrorCommand;
pub(crate) use notificatie::NotificatieCommand;
pub(crate) use public_key::PublicKeyCommand;
pub(crate) use registration_token::RegistrationTokenCommand;
pub(crate) use secret::{NewSecretArgs, SecretCommand};
pub(crate) use token::{RevokeArgs, RevokeWhich, TokenArgs, TokenCommand};
pub(crate) use upstream_key::UpstreamKeyCommand;
pub(crate) use user::{PasswordArgs, UserCommand};
pub(crate) use zgw_key::{KeySourceArgs, ZgwKeyCommand};

/// OAuth 2.0 for zaak APIs: issues tokens to task applications, and lets through to Open Zaak what
/// their autorisaties allow.
#[derive(Debug, Parser)]
#[command(name = "zaakpoort", version, after_help = examples::EXAMPLES, propagate_version = true)]
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
    /// At SIGHUP the gateway's part of the configuration is read anew.
    #[cfg(all(feature = "issuer", feature = "gateway"))]
    Up,
    /// Show what it does: a scratch installation with a sample zaak API behind it, real calls, and
    /// the curl lines that repeat them.
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    /// Run the issuer alone.
    #[cfg(feature = "issuer")]
    Issuer,
    /// Bring the database's shape up to date, and say what was done.
    ///
    /// An issuer does so by itself when it starts. This is for an issuer whose database user may
    /// not change tables, and for looking before an upgrade goes on.
    #[cfg(feature = "issuer")]
    Migrate,
    /// Write a copy of the database, while it is in use.
    #[cfg(feature = "issuer")]
    #[command(after_help = backup::BACKUP)]
    Backup(BackupArgs),
    /// Put a backup in the place of a database that is lost, so that nothing revoked counts again.
    #[cfg(feature = "issuer")]
    #[command(after_help = backup::RESTORE)]
    Restore(RestoreArgs),
    /// Run the gateway alone, or ask what it needs from its upstreams.
    ///
    /// It keeps its last state on disk, sealed (gateway.state), and starts from it while the issuer
    /// is away; several gateways on one machine each need a file of their own. Asked from the
    /// machine itself, /health/ready says how far it is, and by which digest gateways agree.
    ///
    /// At SIGHUP it reads its configuration anew, and loses no request by that: what has a fault, or
    /// is read at the start only, changes nothing and is logged.
    #[cfg(feature = "gateway")]
    Gateway {
        #[command(subcommand)]
        command: Option<GatewayCommand>,
    },
    /// Print the configuration with every key: what it means, and what counts without it.
    ///
    /// A file of your own holds what differs; what it leaves out, `up` fills in.
    #[command(after_help = "Example:\n  zaakpoort config > zaakpoort.toml")]
    Config,
    /// Fetch a token as a client would, and show what it says; or refuse tokens that are out.
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    #[command(after_help = "Examples:
  zaakpoort token --client-id meldingen --secret-file meldingen.secret
  zaakpoort token --client-id portaal --key portaal.key")]
    Token {
        #[command(subcommand)]
        command: Option<TokenCommand>,
        #[command(flatten)]
        fetch: TokenArgs,
    },
    /// Register applicaties, find them, end them.
    Applicatie {
        #[command(subcommand)]
        command: ApplicatieCommand,
    },
    /// Say what an applicatie may do.
    Autorisatie {
        #[command(subcommand)]
        command: AutorisatieCommand,
    },
    /// Give an applicatie its client ids, and the system its administrators and gateways.
    Client {
        #[command(subcommand)]
        command: ClientCommand,
    },
    /// Register the APIs that tokens are for, beside those of autorisaties.
    Api {
        #[command(subcommand)]
        command: ApiCommand,
    },
    /// Decide which clients may call a registered API.
    Access {
        #[command(subcommand)]
        command: AccessCommand,
    },
    /// Hand out, rotate and revoke the secrets of a client.
    Secret {
        #[command(subcommand)]
        command: SecretCommand,
    },
    /// Register the public keys of clients that sign assertions instead of sending a secret.
    PublicKey {
        #[command(subcommand)]
        command: PublicKeyCommand,
    },
    /// Make API tokens: keys that programs show as they are.
    ApiToken {
        #[command(subcommand)]
        command: ApiTokenCommand,
    },
    /// Let applications register themselves as clients of an applicatie.
    RegistrationToken {
        #[command(subcommand)]
        command: RegistrationTokenCommand,
    },
    /// Let a client that cannot fetch tokens yet sign its own ZGW JWTs.
    ZgwKey {
        #[command(subcommand)]
        command: ZgwKeyCommand,
    },
    /// See which clients share an imported secret with an upstream, and end that.
    UpstreamKey {
        #[command(subcommand)]
        command: UpstreamKeyCommand,
    },
    /// Take over what another system has: applicaties, and the secrets of their clients.
    Import {
        #[command(subcommand)]
        command: ImportCommand,
    },
    /// Say what would change to make all as a file says; change nothing.
    #[command(after_help = desired::FILE)]
    Plan(PlanArgs),
    /// Make all as a file says: applicaties, their autorisaties and clients, and APIs.
    #[command(after_help = desired::FILE)]
    Apply(ApplyArgs),
    /// Write what is there as a file that plan and apply read.
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    #[command(after_help = "Example:
  zaakpoort export --to zaakpoort.yaml && zaakpoort plan zaakpoort.yaml")]
    Export(ExportArgs),
    /// Let people sign in, and end that.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// See what people let clients do while they are away, and end it.
    Grant {
        #[command(subcommand)]
        command: GrantCommand,
    },
    /// See who did what, to what, when and from where.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// See and replace the keys that sign tokens.
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// See whether the gateways hear what changes.
    Feed {
        #[command(subcommand)]
        command: FeedCommand,
    },
    /// Say what would happen to a request, and which rule says so.
    #[command(after_help = explain::HELP)]
    Explain(ExplainArgs),
    /// See how far upstreams are whose own applicaties are written as ours change; compare, repair.
    Mirror {
        #[command(subcommand)]
        command: MirrorCommand,
    },
    /// Look whether everything is right on this machine: each line is ok, or says what to do.
    #[command(after_help = doctor::HELP)]
    Doctor(DoctorArgs),
    /// Ask a server whether it is ready, for a container that has no curl: exit code 0 or 3.
    #[command(after_help = "Example:\n  zaakpoort health http://127.0.0.1:8100")]
    Health(HealthArgs),
    /// Print what a shell completes.
    #[command(
        after_help = "Example:\n  zaakpoort completions bash > /usr/share/bash-completion/completions/zaakpoort"
    )]
    Completions {
        /// For which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one for each command.
    #[command(after_help = "Example:\n  zaakpoort man --to /usr/share/man/man1")]
    Man(ManArgs),
    /// See which notifications of changes are not delivered yet, and why; try again, or give up.
    Notificatie {
        #[command(subcommand)]
        command: NotificatieCommand,
    },
}

#[derive(Debug, Args)]
pub(crate) struct HealthArgs {
    /// Where the server listens that is asked, without a path.
    #[arg(value_name = "URL", default_value = "http://127.0.0.1:8080")]
    pub(crate) server: String,
    /// The authority that signed its certificate, as a PEM file; without it, those that this system trusts.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Ask only whether it lives.
    #[arg(long)]
    pub(crate) live: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write every page into this folder, as zaakpoort.1, zaakpoort-secret.1, …; without it the first one is printed.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) to: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Make the calls, print them, and stop instead of staying up.
    #[arg(long)]
    pub(crate) once: bool,
}
