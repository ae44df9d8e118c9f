//! When a feed ends: with its credential, and with the process.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use edge::clock::Clock;
use serde_json::{Value, json};

use crate::cases;
use crate::harness::{Bench, Events, IN_FORCE, Installation};

cases![
    a_feed_ends_within_a_second_when_its_credential_is_revoked,
    a_feed_ends_when_its_credential_expires,
    open_feeds_do_not_keep_a_process_from_stopping,
    a_gateway_that_hangs_up_leaves_nothing_behind,
];

/// Another credential of the gateway: its id and its text.
fn credential(at: &Installation, body: &Value) -> (String, String) {
    let made = at.administrator().done("POST", "/clients/gateway/secrets", body);
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    (text("id"), text("secret"))
}

fn a_feed_ends_within_a_second_when_its_credential_is_revoked(bench: &Bench) {
    let at = bench.fresh();
    let (id, secret) = credential(&at, &json!({}));
    let mut revoked = Events::open(&at, "gateway", &secret, None).unwrap();
    let mut other = Events::of_the_gateway(&at, None);
    revoked.snapshot();
    other.snapshot();
    at.administrator().done("DELETE", &format!("/clients/gateway/secrets/{id}"), &json!({}));
    let begun = Instant::now();
    revoked.drain();
    assert!(begun.elapsed() < IN_FORCE, "took {:?}", begun.elapsed());
    other.next_named("number");
    let refused = Events::open(&at, "gateway", &secret, None);
    assert_eq!(refused.err().unwrap().status, 401, "nor is it opened again");
}

fn a_feed_ends_when_its_credential_expires(bench: &Bench) {
    let at = bench.fresh();
    let end = Clock::system().now() + TimeDelta::seconds(2);
    let (_, secret) = credential(&at, &json!({ "expires_at": end }));
    let mut events = Events::open(&at, "gateway", &secret, None).unwrap();
    events.drain();
    let late = Clock::system().now() - end;
    assert!(late > TimeDelta::zero() && late < TimeDelta::milliseconds(1_500), "{late}");
}

fn open_feeds_do_not_keep_a_process_from_stopping(bench: &Bench) {
    let mut at = bench.fresh();
    let mut feeds: Vec<Events> = (0..3).map(|_| Events::of_the_gateway(&at, None)).collect();
    feeds.iter_mut().for_each(|feed| drop(feed.snapshot()));
    at.issuer_process().terminate();
    let begun = Instant::now();
    feeds.iter_mut().for_each(Events::drain);
    assert!(begun.elapsed() < Duration::from_secs(1), "took {:?}", begun.elapsed());
    let status = at.issuer_process().ended_within(Duration::from_secs(1));
    assert!(status.success(), "{status}");
}

fn a_gateway_that_hangs_up_leaves_nothing_behind(bench: &Bench) {
    let at = bench.fresh();
    for _ in 0..50 {
        Events::of_the_gateway(&at, None).snapshot();
    }
    let ended = || at.said().matches("feed ended").count();
    crate::harness::eventually(Duration::from_secs(5), "fifty ends", || ended() >= 50);
}
