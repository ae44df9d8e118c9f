//! An assertion is good until it was used: it is in no log, and not in the database.

use serde_json::json;

use super::super::{form, with_header};
use super::asserting;
use crate::cases;
use crate::harness::asserter::{ask, ask_more};
use crate::harness::people::basic;
use crate::harness::{Bench, Options};

cases![an_assertion_is_in_no_log_and_not_in_the_database];

fn an_assertion_is_in_no_log_and_not_in_the_database(bench: &Bench) {
    let at = bench.with(&Options::default().set("LOG__FILTER", "debug"));
    let client = asserting(&at, json!({}));
    let (good, unused) = (client.assertion(&at), client.assertion(&at));
    let mut late = client.claims(&at);
    late["exp"] = json!(1);
    let late = client.with.sign(&client.with.header(), &late);
    let grant = "grant_type=client_credentials";
    assert_eq!(ask(&at, &good).status, 200);
    assert_eq!(ask(&at, &good).status, 401);
    assert_eq!(ask(&at, &late).status, 401);
    ask_more(&at, &unused, "client_id=ander");
    ask_more(&at, &unused, "client_secret=x");
    form(&at, &format!("{grant}&client_assertion={unused}"));
    form(&at, &format!("{grant}&client_assertion_type={unused}&client_assertion={unused}"));
    form(&at, &format!("{grant}&client_secret={unused}&client_id={unused}"));
    form(&at, &format!("{grant}&scope={unused}&{unused}=1"));
    with_header(&at, &basic("x", &unused), grant);
    with_header(&at, &format!("Bearer {unused}"), grant);
    let (said, database) = (at.said(), at.database_bytes());
    for assertion in [&good, &unused, &late] {
        for part in assertion.split('.').skip(1) {
            let line = said.lines().find(|line| line.contains(part));
            assert!(line.is_none(), "said: {}", line.unwrap_or_default());
            assert!(!database.windows(part.len()).any(|window| window == part.as_bytes()));
        }
    }
    assert_eq!(ask(&at, &unused).status, 200, "none of these used it up");
}
