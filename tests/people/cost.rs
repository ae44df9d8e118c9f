//! What signing in costs: as much for whoever it is, and nothing to those who fetch tokens.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::{PASSWORD, user};
use crate::cases;
use crate::connect::token::reader;
use crate::harness::browser::hidden;
use crate::harness::{Bench, Browser, Installation, Options, Raised, TaskApplication};

cases![
    an_unknown_user_costs_as_much_as_a_wrong_password,
    a_flood_of_logins_leaves_the_processor_to_those_who_fetch_tokens,
];

fn cost(at: &mut Installation, times: u32, username: &str) -> Duration {
    let mut browser = Browser::at(at.issuer);
    let csrf = hidden(&browser.get("/login"), "csrf");
    let before = at.issuer_process().processor_time();
    for time in 0..times {
        let username = format!("{username}{time}");
        let typed =
            [("csrf", &*csrf), ("username", &username), ("password", "een heel ander wachtwoord")];
        assert_eq!(browser.post("/login", &typed).status, 422);
    }
    at.issuer_process().processor_time().checked_sub(before).unwrap() / times
}

fn an_unknown_user_costs_as_much_as_a_wrong_password(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let admin = at.administrator();
    (0..20).for_each(|number| user(&admin, &format!("bekend-{number}")));
    let known = cost(&mut at, 20, "bekend-");
    let unknown = cost(&mut at, 20, "onbekend-");
    assert!(unknown > known / 2 && unknown < known * 2, "known {known:?}, unknown {unknown:?}");
    assert!(known > Duration::from_millis(5), "it hashes: {known:?}");
}

fn a_flood_of_logins_leaves_the_processor_to_those_who_fetch_tokens(bench: &Bench) {
    let at = bench.fresh();
    let (application, admin) = (reader(&at), at.administrator());
    let fresh: Vec<TaskApplication> = (0..8)
        .map(|_| TaskApplication {
            secret: application.new_secret(&admin).1,
            ..application.clone()
        })
        .collect();
    assert_eq!(application.ask(&at, "").status, 200);
    let over = AtomicBool::new(false);
    let flood = |number: usize| {
        let mut browser = Browser::at(at.issuer);
        let csrf = hidden(&browser.get("/login"), "csrf");
        let name = format!("niemand-{number}");
        let typed = [("csrf", &*csrf), ("username", &name), ("password", PASSWORD)];
        let mut statuses = Vec::new();
        while !over.load(Ordering::Relaxed) {
            statuses.push(browser.post("/login", &typed).status);
        }
        statuses
    };
    let flood = &flood;
    let statuses: Vec<u16> = thread::scope(|scope| {
        let end = Raised::when_dropped(&over);
        let flooding: Vec<_> = (0..40).map(|n| scope.spawn(move || flood(n))).collect();
        for first in &fresh {
            assert_eq!(application.ask(&at, "").status, 200, "one that is known");
            assert_eq!(first.ask(&at, "").status, 200, "one that must be hashed");
        }
        drop(end);
        flooding.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    // Wrong, too often, or too many at once: nothing else.
    assert!(statuses.iter().all(|status| [422, 429, 503].contains(status)), "{statuses:?}");
}
