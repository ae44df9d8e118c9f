//! The end-to-end suite: real processes, real sockets, a real database.
//!
//! The tree mirrors what is tested: `connect/` the issuer's endpoints, `gateway/` the proxied
//! requests, `admin/`, `feed`, `commands/`, and the house itself in `architecture`. Each case runs
//! once per database and is named after it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use libtest_mimic::{Arguments, Trial};

mod admin;
mod architecture;
mod commands;
mod connect;
mod feed;
mod gateway;
mod harness;
mod well_known;

use harness::Bench;

/// A case, and its name.
type Case = (&'static str, fn(&Bench));

/// Names functions by themselves.
macro_rules! cases {
    ($($case:ident),* $(,)?) => {
        pub(crate) const CASES: &[crate::Case] =
            &[$((concat!(module_path!(), "::", stringify!($case)), $case)),*];
    };
}
pub(crate) use cases;

fn main() {
    let arguments = Arguments::from_args();
    let bench = Bench::sqlite();
    let flat = [architecture::CASES, well_known::CASES];
    let suites = flat
        .iter()
        .chain(admin::SUITES)
        .chain(commands::SUITES)
        .chain(connect::SUITES)
        .chain(feed::SUITES)
        .chain(gateway::SUITES);
    let trials = suites.flat_map(|suite| suite.iter()).map(|(name, case)| {
        let name = name.trim_start_matches("main::");
        let bench = bench.clone();
        let case = *case;
        Trial::test(format!("sqlite::{name}"), move || {
            case(&bench);
            Ok(())
        })
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    bench.close();
    conclusion.exit();
}
