//! When a feed ends: with its credential, and with the process.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use edge::clock::Clock;
use serde_json::{Value, json};
use uuid::Uuid;
use voorbeeldzaken::sample;

use crate::cases;
use crate::harness::{Bench, Events, IN_FORCE, Installation, Options, eventually};

cases![
    a_feed_ends_within_a_second_when_its_credential_is_revoked,
    a_feed_ends_when_its_credential_expires,
    open_feeds_do_not_keep_a_process_from_stopping,
    a_gateway_that_does_not_read_its_snapshot_does_not_keep_a_process_from_stopping,
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

fn a_gateway_that_does_not_read_its_snapshot_does_not_keep_a_process_from_stopping(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let admin = at.administrator();
    // More than the connection and the issuer together hold back for a reader.
    for number in 0..60 {
        let body = json!({ "label": format!("Groot {number}"), "autorisaties": many(&at) });
        admin.done("POST", "/applicaties", &body);
    }
    let begun = || at.said().matches("feed opened").count();
    let before = begun();
    let _unread = Events::of_the_gateway(&at, None);
    eventually(IN_FORCE, "the feed is opened", || begun() > before);
    at.issuer_process().terminate();
    let status = at.issuer_process().ended_within(Duration::from_secs(1));
    assert!(status.success(), "{status}");
}

/// Autorisaties for an item of the feed that is a piece of its own.
fn many(at: &Installation) -> Vec<Value> {
    let one = |number| {
        let zaaktype = sample::url(&at.public_url(), sample::ZAAKTYPEN, Uuid::from_u128(number));
        json!({ "component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": zaaktype,
                "max_vertrouwelijkheidaanduiding": "openbaar" })
    };
    (0..500).map(one).collect()
}

fn a_gateway_that_hangs_up_leaves_nothing_behind(bench: &Bench) {
    let at = bench.fresh();
    for _ in 0..50 {
        Events::of_the_gateway(&at, None).snapshot();
    }
    let ended = || at.said().matches("feed ended").count();
    eventually(Duration::from_secs(5), "fifty ends", || ended() >= 50);
}
