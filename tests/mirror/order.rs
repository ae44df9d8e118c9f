//! Who hears first: the upstream of what is new, the gateway of what ends, whatever the upstream does.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Kept, SOON, both, changes, kept, kept_with, one, reader};
use crate::cases;
use crate::harness::{Bench, IN_FORCE, Options, Trick, eventually};

cases![
    what_is_new_lies_there_before_a_gateway_lets_it_through,
    what_ends_is_refused_within_a_second_while_the_upstream_hangs,
    what_ends_leaves_the_upstream_after_the_gateway_refuses_it,
    what_is_new_and_what_ends_in_one_change_keep_their_order,
    an_upstream_that_is_away_keeps_nobody_waiting_and_gateways_only_so_long,
    what_was_to_come_and_was_withdrawn_first_never_comes,
];

/// An application that might read catalogi when it got its token, and may not now.
fn narrowed(kept: &Kept) -> (crate::harness::TaskApplication, String) {
    let reader = reader(kept);
    let token = reader.token(&kept.at);
    eventually(SOON, "it may", || kept.lets_through(&token));
    changes(kept, &reader, &one());
    eventually(IN_FORCE, "it may not", || !kept.lets_through(&token));
    eventually(SOON, "it leaves", || kept.says(&reader.client_id).is_some_and(|says| says.1 == 1));
    (reader, token)
}

fn what_is_new_lies_there_before_a_gateway_lets_it_through(bench: &Bench) {
    let kept = kept(bench);
    let (reader, token) = narrowed(&kept);
    kept.front.pauses(Duration::from_millis(300));
    let let_through = thread::scope(|scope| {
        let first = scope.spawn(|| {
            eventually(SOON, "it may", || kept.lets_through(&token));
            Instant::now()
        });
        changes(&kept, &reader, &both());
        let answered = Instant::now();
        let let_through = first.join().unwrap();
        assert!(let_through < answered + IN_FORCE, "in force within a second of the answer");
        let_through
    });
    let written = kept.front.writes().pop().unwrap();
    assert_eq!((written.method.as_str(), written.status), ("PUT", 200));
    assert_eq!(written.body["autorisaties"].as_array().unwrap().len(), 2);
    assert!(written.at < let_through, "the upstream first");
}

fn what_ends_is_refused_within_a_second_while_the_upstream_hangs(bench: &Bench) {
    let kept = kept(bench);
    let reader = reader(&kept);
    let token = reader.token(&kept.at);
    eventually(SOON, "it may", || kept.lets_through(&token));
    kept.front.becomes(Trick::Hangs);
    let begun = Instant::now();
    changes(&kept, &reader, &one());
    assert!(begun.elapsed() < IN_FORCE, "the answer took {:?}", begun.elapsed());
    eventually(IN_FORCE.saturating_sub(begun.elapsed()), "it may not", || {
        !kept.lets_through(&token)
    });
    eventually(SOON, "the upstream was asked", || {
        kept.waiting().iter().any(|one| one["attempts"] != 0)
    });
    assert_eq!(kept.says(&reader.client_id).unwrap().1, 2, "it has it still");
    kept.front.becomes(Trick::Passes);
    kept.try_again();
    eventually(SOON, "it leaves", || kept.says(&reader.client_id).unwrap().1 == 1);
}

fn what_ends_leaves_the_upstream_after_the_gateway_refuses_it(bench: &Bench) {
    let kept = kept(bench);
    let reader = reader(&kept);
    let token = reader.token(&kept.at);
    eventually(SOON, "it may", || kept.lets_through(&token));
    let before = kept.front.writes().len();
    changes(&kept, &reader, &one());
    eventually(IN_FORCE, "it may not", || !kept.lets_through(&token));
    let refused = Instant::now();
    eventually(SOON, "it leaves", || kept.front.writes().len() > before);
    let written = kept.front.writes().pop().unwrap();
    assert_eq!(written.body["autorisaties"].as_array().unwrap().len(), 1);
    assert!(written.at > refused, "the gateway first");
}

fn what_is_new_and_what_ends_in_one_change_keep_their_order(bench: &Bench) {
    let kept = kept(bench);
    let reader = reader(&kept);
    let token = reader.token(&kept.at);
    eventually(SOON, "it may", || kept.lets_through(&token));
    kept.front.becomes(Trick::Closes);
    let zaken = json!([super::may("ztc", "catalogi.schrijven")]);
    changes(&kept, &reader, &zaken);
    eventually(IN_FORCE, "what ends is refused", || !kept.lets_through(&token));
    let asked = reader.ask(&kept.at, "scope=catalogi.schrijven");
    assert_eq!(asked.status, 400, "what is new is not given yet: {}", asked.text());
    kept.front.becomes(Trick::Passes);
    kept.try_again();
    let given = || reader.ask(&kept.at, "scope=catalogi.schrijven").status == 200;
    eventually(SOON, "it is given", given);
    let lying = kept.lying(&reader.client_id);
    assert_eq!(lying[0]["autorisaties"][0]["scopes"], json!(["catalogi.schrijven"]));
}

fn an_upstream_that_is_away_keeps_nobody_waiting_and_gateways_only_so_long(bench: &Bench) {
    let kept = kept_with(bench, &Options::default(), "hold = '4s'");
    let (reader, token) = narrowed(&kept);
    kept.front.becomes(Trick::Hangs);
    let begun = Instant::now();
    changes(&kept, &reader, &both());
    assert!(begun.elapsed() < Duration::from_secs(4), "the answer took {:?}", begun.elapsed());
    assert!(!kept.lets_through(&token), "the upstream has it not");
    let shown = kept.ac.ask("GET", &format!("/applicaties/{}", reader.applicatie)).json();
    assert_eq!(
        shown["autorisaties"].as_array().unwrap().len(),
        2,
        "the API shows what was written"
    );
    let mirrors = kept.at.administrator().done("GET", "/mirrors", &serde_json::Value::Null);
    assert_eq!(mirrors["held_back"], 1, "{mirrors}");
    eventually(SOON, "gateways go on", || kept.lets_through(&token));
    assert!(begun.elapsed() >= Duration::from_secs(4), "after {:?}", begun.elapsed());
    let says = "gateways let through from now on what an upstream does not know yet";
    eventually(SOON, "it says so", || kept.at.said().contains(says));
    // One that is known to be away is not waited for.
    let begun = Instant::now();
    let body = json!({ "clientIds": ["later"], "label": "Later", "autorisaties": both() });
    kept.ac.done("POST", "/applicaties", &body);
    assert!(begun.elapsed() < IN_FORCE, "the answer took {:?}", begun.elapsed());
}

fn what_was_to_come_and_was_withdrawn_first_never_comes(bench: &Bench) {
    let kept = kept(bench);
    let (reader, token) = narrowed(&kept);
    kept.front.becomes(Trick::Closes);
    changes(&kept, &reader, &both());
    assert!(!kept.lets_through(&token));
    changes(&kept, &reader, &one());
    let mirrors = kept.at.administrator().done("GET", "/mirrors", &serde_json::Value::Null);
    assert_eq!(mirrors["held_back"], 0, "{mirrors}");
    kept.front.becomes(Trick::Passes);
    kept.try_again();
    eventually(SOON, "all is written", || kept.waiting().is_empty());
    assert!(!kept.lets_through(&token));
    assert_eq!(kept.says(&reader.client_id).unwrap().1, 1);
}
