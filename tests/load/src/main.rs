//! `load`: how much processor time, memory and patience Zaakpoort asks for, beside nginx and
//! HAProxy in the same run, on this machine alone.
//!
//! Every run is bounded: fixed numbers of requests and connections, on loopback. Start reading at
//! [`comparison`].

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;

mod answers;
mod assertions;
mod bare;
mod burden;
mod burst;
mod case;
mod chain;
mod cli;
mod comparison;
mod effort;
mod fault;
mod kind;
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

/// Many times what a comparison takes: who does not answer by then never will.
const LONGEST: Duration = Duration::from_mins(40);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    // However it ends, what runs is dropped, and with it every process that was started.
    let done = tokio::select! {
        done = run(&cli) => done,
        _ = tokio::signal::ctrl_c() => Err(Fault::Interrupted),
        () = terminated() => Err(Fault::Interrupted),
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
        None => timeout(LONGEST, comparison::run(cli)).await.unwrap_or(Err(Fault::Unending)),
    }
}

/// Returns at SIGTERM.
async fn terminated() {
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}
