//! What is promised in numbers: each case has a short form, which every run of the suite includes,
//! and a long one, started by hand with the script of the same name beside this file.

use std::time::Duration;

use crate::Case;

mod balancer;
mod callers;
mod figures;
mod first_start;
mod growth;
mod importing;
mod kills;
mod lagging;
mod life;
mod mixing;
mod office;
mod outage;
mod propagation;
mod reloading;
mod rolling;
mod telling;
mod told_life;
mod year;

pub(crate) const SUITES: &[&[Case]] = &[
    first_start::CASES,
    growth::CASES,
    importing::CASES,
    kills::CASES,
    lagging::CASES,
    mixing::CASES,
    outage::CASES,
    propagation::CASES,
    reloading::CASES,
    rolling::CASES,
    telling::CASES,
    year::CASES,
];

/// `long` asks for the long form of every proof.
const VARIABLE: &str = "ZAAKPOORT_PROOF";

/// How much of a proof is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Short,
    Long,
}

impl Form {
    /// The one that this run was asked for.
    fn asked() -> Self {
        match std::env::var_os(VARIABLE) {
            None => Self::Short,
            Some(form) if form == "long" => Self::Long,
            Some(other) => panic!("{VARIABLE} is {other:?}: set it to `long`, or not at all"),
        }
    }

    /// What it is called in a table.
    const fn name(self) -> &'static str {
        match self {
            Self::Short => "short form",
            Self::Long => "long form",
        }
    }
}

/// How often something is done, in the short form and in the long one.
#[derive(Debug, Clone, Copy)]
struct Count {
    short: usize,
    long: usize,
}

impl Count {
    /// The one that this run was asked for.
    fn get(self) -> usize {
        match Form::asked() {
            Form::Short => self.short,
            Form::Long => self.long,
        }
    }
}

/// How often a race is run: so often in every run of the suite, so often in the long form.
pub(crate) fn rounds(short: usize, long: usize) -> usize {
    Count { short, long }.get()
}

/// A moment between 5 and 200 ms from now, drawn.
fn drawn_moment() -> Duration {
    Duration::from_millis(5 + u64::try_from(below(196)).unwrap())
}

/// A number below this one, drawn.
fn below(bound: usize) -> usize {
    let drawn = u32::from_be_bytes(edge::chance::bytes().unwrap());
    usize::try_from(drawn).unwrap() % bound
}
