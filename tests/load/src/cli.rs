//! The command line, and the help that teaches it.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

const HELP: &str = "\
What is measured
  CPU us/request   user + system time of the server's process alone (every thread, every child),
                   divided by the requests it answered. It hardly depends on what else the machine
                   does, and says what a core can carry.
  requests/s       of 64 connections that each ask again as soon as they are answered. Load
                   generator, server and upstream share the cores, so this is a comparison between
                   rows, not what a machine of its own would do.
  p50, p99         of those same requests, so they include waiting for a free core.

An answer that is not 200, or does not say what it must, ends the run: a token has not come before, a
token that is introspected is active. Where an issuer writes or reads at each request, its rows are one
for each database; of PostgreSQL they have what the issuer itself uses, not its server. What 500 people
who sign in cost those who fetch tokens is a figure of its own: how many times as long these wait.

Every case runs once per round, all of them in turn, so that what disturbs the machine disturbs
all alike; the figures are medians of the rounds. All proxies stand before the same upstream, a
process of its own, and get the same tokens. nginx (a plain proxy, no check) and HAProxy
(jwt_verify: alg, signature, exp) take part where they are installed: apt-get install nginx haproxy.
So does node-oidc-provider, an issuer that keeps its secrets in plain text and everything in memory,
where Node.js is: tests/load/peers/install.

Examples
  cargo run --release -p load                        the table, in some minutes
  cargo run --release -p load -- --into README.md    the same, written into the README
  cargo run --release -p load -- --short             seconds: proves that it works, no figure counts
  cargo run --release -p load -- --only never --under 'valgrind --tool=callgrind'
                                                     where the instructions of one case go

Nothing but loopback is touched, every run ends by itself, and Ctrl-C stops what was started.
The exit code is 0 when everything was measured, met or missed; 1 when something failed.";

/// Measures Zaakpoort's release binary beside nginx, HAProxy and node-oidc-provider, and prints one table with the
/// targets that were met and missed.
#[derive(Debug, Parser)]
#[command(name = "load", version, after_help = HELP)]
pub(crate) struct Cli {
    /// Small numbers: to see that it works, in seconds. No target counts.
    #[arg(long)]
    pub(crate) short: bool,

    /// Only the cases whose name has this in it; without memory, starts, transfers and logins.
    #[arg(long, value_name = "PART")]
    pub(crate) only: Option<String>,

    /// Also write the table into this file, between the lines `<!-- load -->` and `<!-- /load -->`.
    #[arg(long, value_name = "FILE")]
    pub(crate) into: Option<PathBuf>,

    /// This binary, instead of building it with `cargo build --release -p zaakpoort`.
    #[arg(long, value_name = "FILE")]
    pub(crate) binary: Option<PathBuf>,

    /// Run zaakpoort under this command, to profile it; the figures then mean nothing.
    #[arg(long, value_name = "COMMAND")]
    pub(crate) under: Option<String>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The cheap server behind all proxies; `load` starts it by itself.
    #[command(hide = true)]
    Upstream {
        /// Where it listens.
        listen: SocketAddr,
    },
}
