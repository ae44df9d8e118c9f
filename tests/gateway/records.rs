//! Decisions on record, of the program as it is run: where it is told to, all of them, also at a stop.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use super::{melding, zaak};
use crate::cases;
use crate::harness::{Bench, OwnGateway, Request, TaskApplication};

cases![
    a_stop_in_the_midst_of_requests_loses_no_decision,
    decisions_go_to_stdout_if_nothing_else_is_said,
    a_file_that_cannot_be_opened_is_told_before_anything_is_served,
    an_upstream_in_shadow_is_warned_of_at_the_start_and_refuses_nothing,
];

const REQUESTS: usize = 200;

fn a_stop_in_the_midst_of_requests_loses_no_decision(bench: &Bench) {
    let at = bench.shared();
    let (token, refused) =
        (TaskApplication::with_all(&at).token(&at), super::melder(&at).token(&at));
    let mut gateway = OwnGateway::new(&at, "records");
    gateway.set("DECISIONS__TO", "data/decisions.jsonl");
    gateway.start_ready();
    for _ in 0..REQUESTS / 2 {
        assert_eq!(gateway.get(&melding(), &token).status, 200);
        let hidden = zaak(voorbeeldzaken::sample::ZAAK_BIJSTAND_OPENBAAR);
        assert_eq!(gateway.get(&hidden, &refused).status, 403);
    }
    gateway.stop();
    let path = at.path("data/decisions.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let records: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let decided = |decision: bool| {
        let of = |record: &&Value| record["body"]["adl.core.response"]["decision"] == decision;
        records.iter().filter(of).count()
    };
    assert_eq!((decided(true), decided(false)), (REQUESTS / 2, REQUESTS / 2));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!text.contains(&token) && !text.contains(&refused));
}

fn decisions_go_to_stdout_if_nothing_else_is_said(bench: &Bench) {
    let at = bench.shared();
    let mut gateway = OwnGateway::new(&at, "records-out");
    gateway.start_ready();
    let marked = format!("/nergens/{}", super::mark());
    assert_eq!(gateway.get(&marked, "a.b.c").status, 404);
    let said = || gateway.said().matches(&format!(r#""id":"{marked}""#)).count() == 1;
    crate::harness::eventually(std::time::Duration::from_secs(5), "it is on record", said);
    let mut silent = OwnGateway::new(&at, "records-off");
    silent.set("DECISIONS__TO", "off");
    silent.start_ready();
    assert_eq!(silent.ask("nergens.example", Request::get("/")).status, 421);
    assert!(!silent.said().contains("adl.access_evaluation"));
}

fn a_file_that_cannot_be_opened_is_told_before_anything_is_served(bench: &Bench) {
    let at = bench.shared();
    let mut gateway = OwnGateway::new(&at, "records-nowhere");
    gateway.set("DECISIONS__TO", "nergens/decisions.jsonl");
    let finished = gateway.run();
    assert!(!finished.status.success());
    let expected = "gateway.decisions: nergens/decisions.jsonl cannot be opened";
    assert!(finished.stderr.contains(expected), "{}", finished.stderr);
}

fn an_upstream_in_shadow_is_warned_of_at_the_start_and_refuses_nothing(bench: &Bench) {
    let at = bench.shared();
    let token = super::melder(&at).token(&at);
    let hidden = zaak(voorbeeldzaken::sample::ZAAK_BIJSTAND_OPENBAAR);
    let mut gateway = OwnGateway::new(&at, "records-shadow");
    gateway.set("UPSTREAM__0__VERDICTS", "shadow");
    gateway.start_ready();
    assert!(gateway.said().contains("NOTHING IS REFUSED"), "{}", gateway.said());
    assert_eq!(gateway.get(&hidden, &token).status, 200);
    assert_eq!(gateway.get(&hidden, "a.b.c").status, 401, "who asks must be known");
    let mut neighbour = OwnGateway::new(&at, "records-enforce");
    neighbour.start_ready();
    assert!(!neighbour.said().contains("NOTHING IS REFUSED"), "{}", neighbour.said());
    assert_eq!(neighbour.get(&hidden, &token).status, 403);
}
