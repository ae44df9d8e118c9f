//! The end-to-end suite: real processes, real sockets, a real database.
//!
//! The tree mirrors what is tested: `connect/` the issuer's endpoints, `gateway/` the proxied
//! requests, `admin/`, `autorisaties/`, `feed/`, `well_known` and `discovery/`, `commands/`, the pages of `people/`, those
//! in a real `browser/`, what upstreams have of it in `mirror/`, encrypted connections in `tls/`, several
//! processes in `apart/`, what other systems' documents describe in `seeds/`, how they end in `stopping`, what goes wrong in `faults/`, what is promised
//! in numbers in `proofs/`, what whoever watches them sees in `watching/`, every object's verdict beside a second opinion in `verdicts/`, and the house itself in `architecture`. A case that has a database runs once with each and is named after it: `sqlite::` and `postgres::`;
//! what has none is named `house::`, and what only a database server can suffer `server::`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use cluster::Installed;
use libtest_mimic::{Arguments, Trial};

mod admin;
mod apart;
mod architecture;
mod autorisaties;
mod browser;
mod commands;
mod connect;
mod discovery;
mod faults;
mod feed;
mod gateway;
mod harness;
mod mirror;
mod people;
mod proofs;
mod seeds;
mod stopping;
mod tls;
mod verdicts;
mod watching;
mod well_known;

use harness::chromium::Needed;
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
    /// A bench with a database, where there is a browser.
    InBrowser(fn(&Bench)),
    /// Nothing: it has no database.
    Alone(fn()),
    /// Nothing, where there is a browser.
    AloneInBrowser(fn()),
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

/// Names functions by themselves: those that run in a browser, with each database.
macro_rules! in_browser {
    ($($case:ident),* $(,)?) => {
        pub(crate) const CASES: &[crate::Case] = &[$((
            concat!(module_path!(), "::", stringify!($case)),
            crate::Run::InBrowser($case),
        )),*];
    };
}
pub(crate) use in_browser;

/// Names functions by themselves: those that run in a browser, and have no database of a bench.
macro_rules! house_in_browser {
    ($($case:ident),* $(,)?) => {
        pub(crate) const HOUSE: &[crate::Case] = &[$((
            concat!(module_path!(), "::", stringify!($case)),
            crate::Run::AloneInBrowser($case),
        )),*];
    };
}
pub(crate) use house_in_browser;

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
    let there = There { postgres: Installed::look(), browser: Needed::look() };
    let benches = [Bench::sqlite(), Bench::postgres()];
    let flat = [architecture::HOUSE, stopping::CASES, well_known::CASES];
    let suites = flat
        .iter()
        .chain(admin::SUITES)
        .chain(apart::SUITES)
        .chain(autorisaties::SUITES)
        .chain(browser::SUITES)
        .chain(commands::SUITES)
        .chain(connect::SUITES)
        .chain(discovery::SUITES)
        .chain(faults::SUITES)
        .chain(feed::SUITES)
        .chain(gateway::SUITES)
        .chain(gateway::threats::SUITES)
        .chain(mirror::SUITES)
        .chain(people::SUITES)
        .chain(proofs::SUITES)
        .chain(seeds::SUITES)
        .chain(tls::SUITES)
        .chain(verdicts::SUITES)
        .chain(watching::SUITES);
    let cases = suites.flat_map(|suite| suite.iter());
    let trials = cases.flat_map(|case| trials(case, &benches, there)).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    benches.iter().for_each(Bench::close);
    let found = canaries::found();
    found.iter().for_each(|one| eprintln!("{one}"));
    assert!(found.is_empty(), "something that proves somebody was written down");
    println!("every bench was closed, and nothing secret found");
    conclusion.exit();
}

/// A case, with each database or without any.
fn trials((name, run): &Case, benches: &[Bench; 2], there: There) -> Vec<Trial> {
    let name = name.trim_start_matches("main::");
    match *run {
        Run::Alone(case) => vec![alone(name, case, None)],
        Run::AloneInBrowser(case) => vec![alone(name, case, there.lacks_for_a_browser())],
        Run::OnServer(case) => {
            let [_, postgres] = benches;
            vec![on("server", name, case, (postgres, there.lacks(postgres)))]
        }
        Run::OnBench(case) => {
            let with = |bench: &Bench| on(bench.name(), name, case, (bench, there.lacks(bench)));
            benches.iter().map(with).collect()
        }
        Run::InBrowser(case) => {
            let lacks = |bench: &Bench| there.lacks(bench).or(there.lacks_for_a_browser());
            let with = |bench: &Bench| on(bench.name(), name, case, (bench, lacks(bench)));
            benches.iter().map(with).collect()
        }
    }
}

/// What was found on this machine.
#[derive(Clone, Copy)]
struct There {
    postgres: Installed,
    browser: Needed,
}

impl There {
    fn lacks(self, bench: &Bench) -> Option<&'static str> {
        let missing = bench.is_postgres() && self.postgres == Installed::No;
        missing.then_some("PostgreSQL is not installed")
    }

    fn lacks_for_a_browser(self) -> Option<&'static str> {
        match self.browser {
            Needed::Installed => None,
            Needed::Missing(why) => Some(why),
        }
    }
}

/// What has a bench.
fn on(
    before: &str,
    name: &str,
    case: fn(&Bench),
    (bench, lacks): (&Bench, Option<&'static str>),
) -> Trial {
    let bench = bench.clone();
    trial(format!("{before}::{name}"), move || case(&bench), lacks)
}

/// What has no database of a bench.
fn alone(name: &str, case: fn(), lacks: Option<&'static str>) -> Trial {
    trial(format!("house::{name}"), case, lacks)
}

/// What cannot run for want of something is reported as ignored, and why.
fn trial(name: String, case: impl FnOnce() + Send + 'static, lacks: Option<&'static str>) -> Trial {
    let trial = Trial::test(name, move || {
        case();
        Ok(())
    });
    trial.with_ignored_flag(lacks.is_some()).with_kind(lacks.unwrap_or_default())
}
