//! `load`: how much processor time, memory and patience Zaakpoort asks for, beside nginx and
//! HAProxy in the same run, on this machine alone.
//!
//! Every run is bounded: fixed numbers of requests and connections, on loopback. Start reading at
//! [`comparison`].

use std::process::ExitCode;

use clap::Parser as _;

mod bare;
mod burst;
mod case;
mod cli;
mod comparison;
mod effort;
mod fault;
mod median;
mod played_issuer;
mod population;
mod process;
mod report;
mod requests;
mod scale;
mod stage;
mod transfer;
mod upstream;
mod usage;
mod verdict;
mod wire;

use cli::{Cli, Command};
use fault::Fault;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = tokio::select! {
        done = run(&cli) => done,
        // What runs is dropped, and with it every process that was started.
        _ = tokio::signal::ctrl_c() => Err(Fault::Interrupted),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("load: {fault}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: &Cli) -> Result<(), Fault> {
    match &cli.command {
        Some(Command::Upstream { listen }) => upstream::serve(*listen).await,
        None => comparison::run(cli).await,
    }
}
