//! What the cases stand on: an installation that runs, a client that sends exact bytes, an
//! upstream that remembers what it saw.

pub(crate) mod ac;
pub(crate) mod ac_front;
pub(crate) mod asserter;
mod bench;
pub(crate) mod browser;
pub(crate) mod canaries;
pub(crate) mod certificates;
pub(crate) mod chromium;
pub(crate) mod client;
mod clocked;
mod connection;
mod database;
mod events;
mod feeds;
pub(crate) mod forge;
mod installation;
mod lone_gateway;
mod options;
mod own_gateway;
pub(crate) mod people;
mod played_collector;
pub(crate) mod played_hook;
pub(crate) mod played_idp;
mod played_issuer;
pub(crate) mod played_notificaties;
mod process;
mod raised;
pub(crate) mod readme;
mod scrape;
mod scripted_upstream;
mod secure;
mod site;
pub(crate) mod tls_front;
pub(crate) mod told;
mod upstream;

pub(crate) use ac_front::{AcFront, Trick};
pub(crate) use bench::Bench;
pub(crate) use browser::Browser;
pub(crate) use chromium::Chromium;
pub(crate) use client::{Answer, Request, send_raw};
pub(crate) use clocked::{Clocked, let_them_look};
pub(crate) use connection::Connection;
pub(crate) use database::{Database, Refuses};
pub(crate) use events::{Event, Events};
pub(crate) use feeds::Feeds;
pub(crate) use forge::Forge;
pub(crate) use installation::{Installation, write_secret};
pub(crate) use lone_gateway::{ANDERE, LoneGateway, ZAKEN, client_of, get_at, reloaded};
pub(crate) use options::{Moment, Options};
pub(crate) use own_gateway::OwnGateway;
pub(crate) use people::{Administrator, Autorisatie, TaskApplication};
pub(crate) use played_collector::PlayedCollector;
pub(crate) use played_issuer::{Mood, PlayedIssuer};
pub(crate) use played_notificaties::{Manner, PlayedNotificaties};
pub(crate) use process::{
    Finished, Process, free_port, run, run_into, run_line, run_without_room, secrets_in,
};
pub(crate) use raised::Raised;
pub(crate) use scrape::Scrape;
pub(crate) use scripted_upstream::{ScriptedUpstream, Tail};
pub(crate) use secure::{LetsIn, Secure, Verified};
pub(crate) use site::Site;
pub(crate) use upstream::Upstream;

use std::time::{Duration, Instant};

/// How long a change may take to be in force: the promise to users.
pub(crate) const IN_FORCE: Duration = Duration::from_secs(1);

/// Between two looks: short beside every promise, and long enough to leave the processors to
/// what is looked at.
pub(crate) const PAUSE: Duration = Duration::from_millis(2);

/// Asks again and again until the answer is yes, and says how long that took.
pub(crate) fn eventually(
    within: Duration,
    what: &str,
    mut is_so: impl FnMut() -> bool,
) -> Duration {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < within, "not within {within:?}: {what}");
        std::thread::park_timeout(PAUSE);
    }
    begun.elapsed()
}
