//! `zaakpoort`: OAuth 2.0 in front of zaak APIs. The one binary: it reads what was asked and starts
//! it; nothing is decided here.

use std::process::ExitCode;

use actix_web::rt::System;
use clap::Parser as _;
use edge::stop::StopSignal;
use edge::telemetry;

mod admin;
mod assertion;
mod beginning;
mod cli;
mod commands;
mod consent;
#[cfg(feature = "demo")]
mod demo;
mod difference;
mod ending;
mod failure;
#[cfg(feature = "issuer")]
mod handover;
mod key_files;
mod meant;
mod remote;
mod said;
mod secret_file;
mod serving;
mod settings;
mod table;

#[cfg(feature = "gateway")]
use cli::GatewayCommand;
use cli::{Cli, Command, TokenCommand};
use failure::Failure;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (system, stop) = (System::new(), StopSignal::new());
    let ended = system.block_on(serving::until_ended(run(cli, &stop), &stop));
    // Its end would wait for threads that still look up a name or hash, for nobody. A worker that
    // ends meanwhile must not be the last to know the system: it would wake what is gone.
    std::mem::forget((system, System::current()));
    let last_words = ended.as_ref().err().map(Failure::in_words);
    telemetry::end(last_words.as_deref());
    ended.map_or_else(|failure| failure.exit_code(), |()| ExitCode::SUCCESS)
}

async fn run(cli: Cli, stop: &StopSignal) -> Result<(), Failure> {
    let config = cli.config.as_deref();
    match cli.command {
        #[cfg(all(feature = "issuer", feature = "gateway"))]
        Command::Up => commands::up::run(config, stop).await,
        #[cfg(feature = "demo")]
        Command::Demo(args) => demo::run(args, stop).await,
        #[cfg(feature = "issuer")]
        Command::Issuer => commands::issuer::run(config, stop).await,
        #[cfg(feature = "issuer")]
        Command::Migrate => commands::migrate::run(config).await,
        #[cfg(feature = "issuer")]
        Command::Backup(args) => commands::backup::run(config, &args).await,
        #[cfg(feature = "issuer")]
        Command::Restore(args) => commands::restore::run(config, &args).await,
        #[cfg(feature = "gateway")]
        Command::Gateway { command: None } => commands::gateway::run(config, stop).await,
        #[cfg(feature = "gateway")]
        Command::Gateway { command: Some(GatewayCommand::UpstreamSecret(args)) } => {
            commands::gateway::print_upstream_secret(config, &args)
        }
        Command::Config => commands::config::print(),
        Command::Token { command: Some(TokenCommand::Revoke(args)), .. } => {
            commands::token_revoke::run(config, &args).await
        }
        Command::Token { command: None, fetch } => commands::token::run(config, fetch).await,
        Command::Applicatie { command } => commands::applicatie::run(config, command).await,
        Command::Autorisatie { command } => commands::autorisatie::run(config, command).await,
        Command::Client { command } => commands::client::run(config, command).await,
        Command::Api { command } => commands::api::run(config, command).await,
        Command::Access { command } => commands::api::access(config, command).await,
        Command::Secret { command } => commands::secret::run(config, command).await,
        Command::UpstreamKey { command } => commands::upstream_key::run(config, command).await,
        Command::Import { command } => commands::import::run(config, command).await,
        Command::Plan(args) => commands::desired::plan(config, &args).await,
        Command::Apply(args) => commands::desired::apply(config, &args).await,
        Command::Export(args) => commands::desired::export(config, &args).await,
        Command::PublicKey { command } => commands::public_key::run(config, command).await,
        Command::ApiToken { command } => commands::api_token::run(config, command).await,
        Command::RegistrationToken { command } => {
            commands::registration_token::run(config, command).await
        }
        Command::ZgwKey { command } => commands::zgw_key::run(config, command).await,
        Command::User { command } => commands::user::run(config, command).await,
        Command::Grant { command } => commands::grant::run(config, command).await,
        Command::Audit { command } => commands::audit::run(config, command).await,
        Command::Key { command } => commands::key::run(config, command).await,
        Command::Feed { command } => commands::feed::run(config, command).await,
        Command::Explain(args) => commands::explain::run(config, args).await,
        Command::Mirror { command } => commands::mirror::run(config, command).await,
        Command::Doctor(args) => commands::doctor::run(config, args).await,
        Command::Health(args) => commands::health::run(args).await,
        Command::Completions { shell } => commands::manual::completions(shell),
        Command::Man(args) => commands::manual::man(&args),
        Command::Notificatie { command } => commands::notificatie::run(config, command).await,
    }
}
