//! What the cases stand on: an installation that runs, a client that sends exact bytes, an
//! upstream that remembers what it saw.

mod bench;
pub(crate) mod client;
mod installation;
mod people;
mod process;
mod upstream;

pub(crate) use bench::Bench;
pub(crate) use client::{Answer, Request, send_raw};
pub(crate) use installation::{Installation, Options};
pub(crate) use people::{Administrator, Autorisatie, TaskApplication};
pub(crate) use process::{Finished, Process, binary, free_port, run};
pub(crate) use upstream::Upstream;

use std::time::{Duration, Instant};

/// How long a change may take to be in force: the promise to users.
pub(crate) const IN_FORCE: Duration = Duration::from_secs(1);

/// Asks again and again until the answer is yes, and says how long that took.
pub(crate) fn eventually(
    within: Duration,
    what: &str,
    mut is_so: impl FnMut() -> bool,
) -> Duration {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < within, "not within {within:?}: {what}");
        std::thread::yield_now();
    }
    begun.elapsed()
}
