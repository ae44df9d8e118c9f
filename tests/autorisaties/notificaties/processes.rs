//! Issuers that are killed, stop, or are several: what was acknowledged is told, in order.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::{AGAIN, SOON, applicatie, id_of, relabel, waiting};
use crate::cases;
use crate::harness::ac::{AcClient, path_of};
use crate::harness::{Bench, Manner, Options, PlayedNotificaties, eventually};

cases![
    what_a_killed_issuer_had_not_told_is_told_after_its_start,
    an_issuer_that_stops_gives_back_what_is_under_way,
    two_issuers_tell_of_each_applicatie_in_order,
    what_an_issuer_had_claimed_when_it_was_killed_another_tells,
];

fn what_a_killed_issuer_had_not_told_is_told_after_its_start(bench: &Bench) {
    let nrc = PlayedNotificaties::start();
    let mut at = bench.with(&Options::default().split().telling(&nrc));
    let ac = AcClient::writer(&at);
    let under_way = applicatie(&ac, "onderweg");
    eventually(SOON, "it is told", || nrc.taken_of(id_of(&under_way)).len() == 1);
    nrc.becomes(Manner::Hangs);
    relabel(&ac, &under_way, 2);
    let queued = applicatie(&ac, "in de rij");
    eventually(SOON, "it is under way", || nrc.times_told_of(id_of(&under_way)) == 2);
    at.kill_issuer();
    nrc.becomes(Manner::Takes);
    at.start_issuer();
    eventually(AGAIN, "all is told", || waiting(&at, "").is_empty());
    let whole = ["create", "partial_update", "partial_update"];
    assert_eq!(nrc.taken_of(id_of(&under_way)), whole);
    assert_eq!(nrc.taken_of(id_of(&queued)), ["create"]);
}

fn an_issuer_that_stops_gives_back_what_is_under_way(bench: &Bench) {
    let nrc = PlayedNotificaties::start();
    let mut at = bench.with(&Options::default().split().telling(&nrc));
    let ac = AcClient::writer(&at);
    let quick = applicatie(&ac, "vlug");
    eventually(SOON, "it is told", || nrc.taken_of(id_of(&quick)).len() == 1);
    // The one is answered before the grace ends, the other is not.
    nrc.pauses(Duration::from_millis(500));
    relabel(&ac, &quick, 1);
    nrc.becomes(Manner::Hangs);
    let hanging = applicatie(&ac, "hangt");
    eventually(SOON, "it is under way", || nrc.times_told_of(id_of(&hanging)) == 1);
    at.stop_issuer();
    nrc.pauses(Duration::ZERO);
    nrc.becomes(Manner::Takes);
    at.start_issuer();
    // Sooner than a claim lapses.
    eventually(Duration::from_secs(10), "all is told", || waiting(&at, "").is_empty());
    assert_eq!(nrc.taken_of(id_of(&quick)), ["create", "partial_update"], "and once");
    assert_eq!(nrc.taken_of(id_of(&hanging)), ["create"]);
}

/// Labels tell the notifications of one applicatie apart only by their dates.
fn dates(nrc: &PlayedNotificaties, applicatie: &Value) -> Vec<String> {
    let told = nrc.told();
    let of_it =
        told.iter().filter(|told| told.taken && told.body["hoofdObject"] == applicatie["url"]);
    of_it.map(|told| told.body["aanmaakdatum"].as_str().unwrap().to_owned()).collect()
}

fn two_issuers_tell_of_each_applicatie_in_order(bench: &Bench) {
    const APPLICATIES: usize = 6;
    const CHANGES: usize = 12;
    let nrc = PlayedNotificaties::start();
    let at = bench.with(&Options::default().apart(2, 1).telling(&nrc));
    let ac = AcClient::writer(&at);
    let made: Vec<Value> =
        (0..APPLICATIES).map(|number| applicatie(&ac, &format!("om-beurten-{number}"))).collect();
    let issuers = at.issuers();
    nrc.pauses(Duration::from_millis(15));
    thread::scope(|scope| {
        for one in &made {
            let (ac, issuers) = (&ac, &issuers);
            scope.spawn(move || change_in_turn(ac, one, issuers, CHANGES));
        }
        // It is away for a moment, twice.
        for _ in 0..2 {
            thread::park_timeout(Duration::from_millis(300));
            nrc.becomes(Manner::Says(502, json!({})));
            thread::park_timeout(Duration::from_millis(100));
            nrc.becomes(Manner::Takes);
        }
    });
    eventually(AGAIN, "all is told", || waiting(&at, "").is_empty());
    for one in &made {
        let mut told = dates(&nrc, one);
        let in_order = told.is_sorted();
        assert!(in_order, "{told:?}");
        let count = told.len();
        told.dedup();
        assert_eq!((told.len(), count), (CHANGES + 1, CHANGES + 1), "each, and once");
    }
}

/// At one issuer and at the other.
fn change_in_turn(ac: &AcClient, applicatie: &Value, issuers: &[SocketAddr], times: usize) {
    for (time, issuer) in (0..times).zip(issuers.iter().cycle()) {
        let label = json!({ "label": format!("nummer {time}") });
        // The other may not have heard yet who asks.
        eventually(SOON, "it is changed", || {
            let request = ac.request("PATCH", &path_of(applicatie)).json(&label);
            request.send(*issuer).status == 200
        });
    }
}

fn what_an_issuer_had_claimed_when_it_was_killed_another_tells(bench: &Bench) {
    let nrc = PlayedNotificaties::start();
    let mut at = bench.with(&Options::default().apart(2, 1).telling(&nrc));
    let ac = AcClient::writer(&at);
    let made = applicatie(&ac, "geërfd");
    eventually(SOON, "it is told", || nrc.taken_of(id_of(&made)).len() == 1);
    nrc.becomes(Manner::Hangs);
    relabel(&ac, &made, 2);
    eventually(SOON, "it is under way", || nrc.times_told_of(id_of(&made)) == 2);
    let told = nrc.told().len();
    nrc.becomes(Manner::Takes);
    // Whichever claimed it: nobody else sends it, or the next one, for as long as the claim holds.
    at.kill_issuer_number(0);
    let other = at.issuers()[1];
    let is_told = || nrc.taken_of(id_of(&made)).len() == 3;
    eventually(AGAIN, "the other tells", is_told);
    assert!(nrc.told().len() > told);
    let whole = ["create", "partial_update", "partial_update"];
    assert_eq!(nrc.taken_of(id_of(&made)), whole);
    let left = || at.administrator_at(other).done("GET", "/notificaties", &Value::Null);
    eventually(SOON, "nothing is left", || left()["results"] == json!([]));
}
