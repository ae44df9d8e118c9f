//! `replay`: asks Zaakpoort what somebody once asked another Autorisaties API, and compares the
//! answers with those that were recorded.
//!
//! `recorded/` holds what a real Open Zaak 1.30.0 was seen to answer, without its wording. Which
//! differences are meant stands in `differences.toml`, each with its reason. Start reading at
//! [`replaying`].

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

mod administrator;
mod answer;
mod body;
mod claims;
mod cli;
mod compare;
mod counterparts;
mod differences;
mod fault;
mod file;
mod gaps;
mod issuer;
mod masked;
mod pair;
mod replaying;
mod report;
mod request;
mod seed;
mod token;
mod wire;

use cli::Cli;
use report::Report;

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    match replaying::run(&Cli::parse()) {
        Ok(Report { text, holds }) => match writeln!(out, "{text}") {
            Ok(()) if holds => ExitCode::SUCCESS,
            Ok(()) | Err(_) => ExitCode::FAILURE,
        },
        Err(fault) => {
            eprintln!("replay: {fault}");
            ExitCode::from(2)
        }
    }
}
