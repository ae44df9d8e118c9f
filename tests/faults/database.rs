//! A database that somebody else has locked, or that takes no writes: a server that only reads, a
//! disk that is full.

use std::time::Duration;

use serde_json::json;

use super::server::{PROMPT, prompt};
use crate::cases;
use crate::gateway::melder;
use crate::harness::{Answer, Bench, Events, IN_FORCE, Installation, Refuses, eventually};

cases![
    a_database_locked_by_another_program_takes_no_writes_and_still_gives_tokens,
    a_database_that_takes_no_writes_still_gives_tokens_and_takes_them_when_it_may,
    a_database_that_takes_no_writes_still_lets_gateways_in_and_the_log_says_so,
];

fn write(at: &Installation, token: &str) -> Answer {
    let request = crate::harness::Request::post("/admin/v1/applicaties").bearer(token);
    request.json(&json!({ "label": "Storing" })).send(at.issuer)
}

/// The refusal says that nothing happened, and when to come back.
fn not_now(answer: &Answer) {
    assert_eq!((answer.status, answer.member("code").as_str()), (503, "unavailable"), "{answer:?}");
    assert!(answer.member("detail").contains("nothing was changed"), "{}", answer.text());
    assert_eq!(answer.header("retry-after"), Some("1"));
}

/// A disk may be full when the commit is written: then nobody can know what is there.
fn refused_in_time(answer: &Answer) {
    match answer.member("code").as_str() {
        "outcome-unknown" => assert_eq!(answer.status, 503, "{answer:?}"),
        _ => not_now(answer),
    }
}

fn a_database_locked_by_another_program_takes_no_writes_and_still_gives_tokens(bench: &Bench) {
    let at = bench.fresh();
    let application = melder(&at);
    let token = at.administrator().token;
    assert_eq!(write(&at, &token).status, 201);
    let lock = at.database.locked(at.folder.path());
    not_now(&prompt(|| write(&at, &token)));
    assert_eq!(prompt(|| application.ask(&at, "")).status, 200);
    drop(lock);
    eventually(PROMPT, "writes go on", || write(&at, &token).status == 201);
}

fn a_database_that_takes_no_writes_still_gives_tokens_and_takes_them_when_it_may(bench: &Bench) {
    let at = bench.fresh();
    let application = melder(&at);
    let token = at.administrator().token;
    assert_eq!(write(&at, &token).status, 201);
    at.database_refuses(Refuses::Writes);
    refused_in_time(&prompt(|| write(&at, &token)));
    for _ in 0..20 {
        assert_eq!(prompt(|| application.ask(&at, "")).status, 200);
    }
    at.database_refuses(Refuses::Nothing);
    eventually(Duration::from_secs(2), "writes go on", || write(&at, &token).status == 201);
}

fn a_database_that_takes_no_writes_still_lets_gateways_in_and_the_log_says_so(bench: &Bench) {
    let at = bench.fresh();
    let number = Events::of_the_gateway(&at, None).snapshot().1.number("number").to_string();
    let opens = || {
        Events::of_the_gateway(&at, None).snapshot();
        Events::of_the_gateway(&at, Some(&number)).next_named("number");
        let refused = Events::open(&at, "gateway", &at.first_secret(), None);
        assert_eq!(refused.err().unwrap().status, 401, "and nobody else");
    };
    let unwritten = || at.said().matches("this opening is not in the audit log").count();
    assert_eq!(unwritten(), 0);
    let lock = at.database.locked_whole(at.folder.path());
    opens();
    eventually(IN_FORCE, "it is told", || unwritten() == 2);
    drop(lock);
    at.database_refuses(Refuses::Writes);
    opens();
    at.database_refuses(Refuses::Nothing);
}
