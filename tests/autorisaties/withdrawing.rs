//! A right that is withdrawn while its holder writes as fast as it can: the withdrawal is the last word.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::cases;
use crate::harness::Bench;
use crate::harness::ac::{AcClient, path_of};
use crate::harness::client::encoded;

cases![a_right_that_is_withdrawn_is_not_given_back_by_a_write_that_waited_for_its_turn];

const WRITERS: usize = 6;
const ROUNDS: usize = 5;

fn holding(scopes: &[&str]) -> Value {
    json!({ "autorisaties": [{ "component": "ac", "scopes": scopes }] })
}

/// Writes again and again; counts what was done.
fn write_on(ac: &AcClient, path: &str, body: &Value, stop: &AtomicBool, done: &AtomicUsize) {
    while !stop.load(Ordering::Relaxed) {
        let answer = ac.call("PATCH", path, body);
        assert!([200, 401, 403, 503].contains(&answer.status), "{}", answer.text());
        done.fetch_add(usize::from(answer.status == 200), Ordering::Relaxed);
    }
}

fn a_right_that_is_withdrawn_is_not_given_back_by_a_write_that_waited_for_its_turn(bench: &Bench) {
    let at = bench.shared();
    let (ours, theirs) = (AcClient::writer(&at), AcClient::writer(&at));
    let id = encoded(&theirs.application.client_id);
    let own = ours.ask("GET", &format!("/applicaties/consumer?clientId={id}")).json();
    let path = path_of(&own);
    let all = holding(&["autorisaties.lezen", "autorisaties.bijwerken"]);
    let less = holding(&["autorisaties.lezen"]);
    let patch = |body: &Value| {
        while ours.call("PATCH", &path, body).status == 503 {}
        ours.ask("GET", &path).json()["autorisaties"][0]["scopes"].clone()
    };
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let round = || {
        let before = done.load(Ordering::Relaxed);
        let busy = eventually_so(|| done.load(Ordering::Relaxed) >= before + WRITERS);
        (busy, patch(&less), patch(&less), patch(&all))
    };
    let rounds: Vec<_> = thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| write_on(&theirs, &path, &all, &stop, &done));
        }
        let rounds = (0..ROUNDS).map(|_| round()).collect();
        stop.store(true, Ordering::Relaxed);
        rounds
    });
    let (one, both) = (json!(["autorisaties.lezen"]), all["autorisaties"][0]["scopes"].clone());
    for (busy, at_once, a_moment_later, given_again) in rounds {
        assert!(busy, "nobody wrote against it");
        assert_eq!(
            (at_once, a_moment_later, given_again),
            (one.clone(), one.clone(), both.clone())
        );
    }
}

/// Whether it becomes true within ten seconds; who runs beside must be told to stop either way.
fn eventually_so(mut is_so: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while !is_so() && begun.elapsed() < Duration::from_secs(10) {
        thread::yield_now();
    }
    is_so()
}
