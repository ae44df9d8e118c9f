//! A server that stops takes no more writes, and a database that does not answer is no fault of the
//! caller: 503, and when to come back.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{assert_problem, reader_of_catalogi};
use crate::cases;
use crate::harness::ac::{AC, AcClient, path_of};
use crate::harness::{Answer, Bench, IN_FORCE, Options, Refuses, Request, eventually};

cases![
    an_issuer_that_stops_takes_no_writes_and_reads_on,
    a_database_that_others_keep_locked_takes_no_writes_and_is_read,
    a_database_that_takes_no_writes_is_not_the_callers_fault,
];

const SECOND: Duration = Duration::from_secs(1);

/// That nothing was done, and when to come back.
fn assert_not_now(answer: &Answer) {
    assert_problem(answer, 503, "service_unavailable");
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert!(answer.member("detail").contains("Er is niets veranderd"), "{}", answer.text());
}

fn an_issuer_that_stops_takes_no_writes_and_reads_on(bench: &Bench) {
    let options =
        Options::default().set("ISSUER__STOP_DELAY", "2s").set("GATEWAY__STOP_DELAY", "2s");
    let mut at = bench.with(&options);
    let ac = AcClient::writer(&at);
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&["blijft"]));
    let path = path_of(&made);
    at.issuer_process().terminate();
    eventually(SECOND, "it says so", || {
        Request::get("/health/ready").send(at.issuer).status == 503
    });
    for (method, path) in
        [("POST", "/applicaties"), ("PUT", &path), ("PATCH", &path), ("DELETE", &path)]
    {
        assert_not_now(&ac.call(method, path, &json!({ "label": "Te laat" })));
    }
    assert_eq!(ac.ask("GET", &path).json(), made);
}

fn a_database_that_others_keep_locked_takes_no_writes_and_is_read(bench: &Bench) {
    let at = bench.fresh();
    let ac = AcClient::writer(&at);
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&["op-slot"]));
    let path = path_of(&made);
    let lock = at.database.locked(at.folder.path());
    let begun = Instant::now();
    let bodies = reader_of_catalogi(&["nooit"]);
    assert_not_now(&ac.call("POST", "/applicaties", &bodies));
    assert_not_now(&ac.call("PATCH", &path, &json!({ "label": "x" })));
    assert_not_now(&ac.ask("DELETE", &path));
    assert!(begun.elapsed() < SECOND * 6, "{:?}", begun.elapsed());
    assert_eq!(ac.ask("GET", &path).json(), made);
    drop(lock);
    eventually(SECOND * 2, "it goes on", || ac.call("POST", "/applicaties", &bodies).status == 201);
}

fn a_database_that_takes_no_writes_is_not_the_callers_fault(bench: &Bench) {
    let at = bench.fresh();
    let ac = AcClient::writer(&at);
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&["alleen-lezen"]));
    let path = path_of(&made);
    at.database_refuses(Refuses::Writes);
    let refused = ac.call("PATCH", &path, &json!({ "label": "x" }));
    assert_eq!((refused.status, refused.member("code").as_str()), (503, "service_unavailable"));
    at.database_refuses(Refuses::Nothing);
    eventually(SECOND * 5, "it is there as it was", || {
        let list = Request::get(&format!("{AC}{path}")).bearer(&ac.jwt()).send(at.issuer);
        list.status == 200 && list.json() == made
    });
    let done = || ac.call("PATCH", &path, &json!({ "label": "Weer" })).status == 200;
    eventually(IN_FORCE * 5, "writes go on", done);
}
