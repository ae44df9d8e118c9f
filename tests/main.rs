//! The end-to-end suite: real processes, real sockets, a real database.
//!
//! The tree mirrors what is tested: `connect/` the issuer's endpoints, `gateway/` the proxied
//! requests, `admin/`, `autorisaties/`, `feed/`, `well_known`, `commands/`, the pages of `people/`, encrypted connections in `tls/`, several
//! processes in `apart/`, what other systems' documents describe in `seeds/`, how they end in `stopping`, what goes wrong in `faults/`, what is promised
//! in numbers in `proofs/`, and the house itself in `architecture`. A case that has a database runs once with each and is named after it: `sqlite::` and `postgres::`;
//! what has none is named `house::`, and what only a database server can suffer `server::`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use cluster::Installed;
use libtest_mimic::{Arguments, Trial};

mod admin;
mod apart;
mod architecture;
mod autorisaties;
mod commands;
mod connect;
mod faults;
mod feed;
mod gateway;
mod harness;
mod people;
mod proofs;
mod seeds;
mod stopping;
mod tls;
mod well_known;

use harness::{Bench, canaries};

/// A case, and its name.
type Case = (&'static str, Run);

/// What a case is given.
#[derive(Clone, Copy)]
enum Run {
    /// A bench with a database.
    OnBench(fn(&Bench)),
    /// A bench with PostgreSQL: only a server can suffer it.
    OnServer(fn(&Bench)),
    /// Nothing: it has no database.
    Alone(fn()),
}

/// Names functions by themselves: those that run with each database.
macro_rules! cases {
    ($($case:ident),* $(,)?) => {
        pub(crate) const CASES: &[crate::Case] = &[$((
            concat!(module_path!(), "::", stringify!($case)),
            crate::Run::OnBench($case),
        )),*];
    };
}
pub(crate) use cases;

/// Names functions by themselves: those that only a database server can suffer.
macro_rules! server {
    ($($case:ident),* $(,)?) => {
        pub(crate) const SERVER: &[crate::Case] = &[$((
            concat!(module_path!(), "::", stringify!($case)),
            crate::Run::OnServer($case),
        )),*];
    };
}
pub(crate) use server;

/// Names functions by themselves: those that have no database.
macro_rules! house {
    ($($case:ident),* $(,)?) => {
        pub(crate) const HOUSE: &[crate::Case] = &[$((
            concat!(module_path!(), "::", stringify!($case)),
            crate::Run::Alone($case),
        )),*];
    };
}
pub(crate) use house;

fn main() {
    let arguments = Arguments::from_args();
    let installed = Installed::look();
    let benches = [Bench::sqlite(), Bench::postgres()];
    let flat = [architecture::HOUSE, stopping::CASES, well_known::CASES];
    let suites = flat
        .iter()
        .chain(admin::SUITES)
        .chain(apart::SUITES)
        .chain(autorisaties::SUITES)
        .chain(commands::SUITES)
        .chain(connect::SUITES)
        .chain(faults::SUITES)
        .chain(feed::SUITES)
        .chain(gateway::SUITES)
        .chain(people::SUITES)
        .chain(proofs::SUITES)
        .chain(seeds::SUITES)
        .chain(tls::SUITES);
    let cases = suites.flat_map(|suite| suite.iter());
    let trials = cases.flat_map(|case| trials(case, &benches, installed)).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    benches.iter().for_each(Bench::close);
    let found = canaries::found();
    found.iter().for_each(|one| eprintln!("{one}"));
    assert!(found.is_empty(), "something that proves somebody was written down");
    conclusion.exit();
}

/// A case, with each database or without any.
fn trials((name, run): &Case, benches: &[Bench; 2], installed: Installed) -> Vec<Trial> {
    let name = name.trim_start_matches("main::");
    match *run {
        Run::Alone(case) => vec![Trial::test(format!("house::{name}"), move || {
            case();
            Ok(())
        })],
        Run::OnServer(case) => {
            let [_, postgres] = benches;
            vec![trial(&format!("server::{name}"), case, postgres, installed)]
        }
        Run::OnBench(case) => {
            let named = |bench: &Bench| format!("{}::{name}", bench.name());
            benches.iter().map(|bench| trial(&named(bench), case, bench, installed)).collect()
        }
    }
}

/// What cannot run for want of PostgreSQL is reported as ignored, and why.
fn trial(name: &str, case: fn(&Bench), bench: &Bench, installed: Installed) -> Trial {
    let missing = bench.is_postgres() && installed == Installed::No;
    let bench = bench.clone();
    let trial = Trial::test(name, move || {
        case(&bench);
        Ok(())
    });
    let why = if missing { "PostgreSQL is not installed" } else { "" };
    trial.with_ignored_flag(missing).with_kind(why)
}
