//! What a gateway is told as it changes, in an order that shows what was lost.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::cases;
use crate::harness::{Bench, Event, Events, IN_FORCE, Installation, TaskApplication};

cases![
    a_change_comes_within_a_second_with_the_number_before_it,
    changes_of_many_at_once_form_one_chain,
    what_changed_comes_whole,
    a_client_of_the_system_that_changes_keeps_the_chain_and_says_nothing,
    a_feed_is_resumed_from_the_number_that_was_read,
    a_number_that_is_not_in_the_log_gets_a_snapshot,
    the_present_number_comes_every_second,
];

fn add_client(at: &Installation, id: &str) {
    let admin = at.administrator();
    let made = admin.done("POST", "/applicaties", &json!({ "label": "Wissel" }));
    admin.done("POST", "/clients", &json!({ "client_id": id, "applicatie": made["id"] }));
}

/// Reads changes until one is about this client; each must follow the one before it.
fn follow(events: &mut Events, mut from: u64, client_id: &str) -> (u64, Event) {
    loop {
        let event = events.next_named("change");
        assert_eq!(event.number("prev"), from, "{event:?}");
        from = event.number("number");
        assert!(from > event.number("prev"));
        assert_eq!(event.id, Some(from));
        if event.data["thing"]["client_id"] == client_id {
            return (from, event);
        }
    }
}

fn a_change_comes_within_a_second_with_the_number_before_it(bench: &Bench) {
    let at = bench.shared();
    let mut events = Events::of_the_gateway(&at, None);
    let (_, end) = events.snapshot();
    add_client(&at, "nieuw-op-de-feed");
    let begun = Instant::now();
    follow(&mut events, end.number("number"), "nieuw-op-de-feed");
    assert!(begun.elapsed() < IN_FORCE, "took {:?}", begun.elapsed());
}

fn changes_of_many_at_once_form_one_chain(bench: &Bench) {
    let at = bench.shared();
    let mut events = Events::of_the_gateway(&at, None);
    let (_, end) = events.snapshot();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let at = &at;
            scope
                .spawn(move || (0..5).for_each(|n| add_client(at, &format!("keten-{thread}-{n}"))));
        }
    });
    add_client(&at, "keten-slot");
    follow(&mut events, end.number("number"), "keten-slot");
}

fn what_changed_comes_whole(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication::with_all(&at);
    let mut events = Events::of_the_gateway(&at, None);
    let (_, end) = events.snapshot();
    let (other, _) = application.new_secret(&at.administrator());
    let (_, change) = follow(&mut events, end.number("number"), &application.client_id);
    let expected = json!({
        "kind": "client",
        "client_id": application.client_id,
        "applicatie": application.applicatie,
        "issued_before": 0,
        "credentials": [{ "id": application.secret_id }, { "id": other }],
    });
    assert_eq!(change.data["thing"], expected);
}

fn a_client_of_the_system_that_changes_keeps_the_chain_and_says_nothing(bench: &Bench) {
    let at = bench.shared();
    let mut events = Events::of_the_gateway(&at, None);
    let (_, end) = events.snapshot();
    at.administrator().done("POST", "/clients/beheerder/secrets", &json!({}));
    add_client(&at, "na-de-beheerder");
    let mut from = end.number("number");
    loop {
        let change = events.next_named("change");
        assert_eq!(change.number("prev"), from);
        from = change.number("number");
        let thing = &change.data["thing"];
        assert_ne!(thing["client_id"], "beheerder");
        if thing["id"] == "beheerder" {
            assert_eq!(*thing, json!({ "kind": "client_ended", "id": "beheerder" }));
        }
        if thing["client_id"] == "na-de-beheerder" {
            break;
        }
    }
}

fn a_feed_is_resumed_from_the_number_that_was_read(bench: &Bench) {
    let at = bench.shared();
    let (_, end) = Events::of_the_gateway(&at, None).snapshot();
    let from = end.number("number");
    add_client(&at, "gemist-1");
    add_client(&at, "gemist-2");
    let mut events = Events::of_the_gateway(&at, Some(&from.to_string()));
    let (at_first, _) = follow(&mut events, from, "gemist-1");
    follow(&mut events, at_first, "gemist-2");
    let mut events = Events::of_the_gateway(&at, Some(&at_first.to_string()));
    follow(&mut events, at_first, "gemist-2");
}

fn a_number_that_is_not_in_the_log_gets_a_snapshot(bench: &Bench) {
    let at = bench.shared();
    let (_, end) = Events::of_the_gateway(&at, None).snapshot();
    let known = end.number("number");
    // Neighbours of a row may be rows themselves: one commit can hold several.
    let (before, after) = ((known / 2).to_string(), (known * 2).to_string());
    let most = u64::MAX.to_string();
    for last in ["0", "1", &before, &after, &most, "-1", "x", "", "99999999999999999999"] {
        let first = Events::of_the_gateway(&at, Some(last)).next().unwrap();
        assert_eq!(first.name, "item", "{last}");
    }
}

fn the_present_number_comes_every_second(bench: &Bench) {
    let at = bench.fresh();
    let mut events = Events::of_the_gateway(&at, None);
    let (_, end) = events.snapshot();
    let begun = Instant::now();
    for _ in 0..4 {
        let number = events.next().unwrap();
        assert_eq!((number.name.as_str(), number.id), ("number", None));
        assert_eq!(number.number("number"), end.number("number"));
    }
    let took = begun.elapsed();
    assert!(took > Duration::from_millis(2_500) && took < Duration::from_secs(6), "{took:?}");
}
