//! `/admin/v1/audit`: who did what, to what, when and from where, and that nobody changes it.

use chrono::{SecondsFormat, TimeDelta};
use edge::clock::Clock;
use serde_json::{Value, json};

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::ac::{AcClient, path_of};
use crate::harness::client::encoded;
use crate::harness::{Bench, Installation};

cases![
    what_was_done_to_a_thing_is_read_with_who_and_from_where_the_newest_first,
    what_belongs_to_a_thing_is_found_with_it_and_its_namesakes_are_not,
    lines_are_found_by_act_actor_and_moment,
    pages_hold_every_line_once_in_either_order,
    what_a_thing_was_before_and_after_stands_there_with_for_whom_it_was_done,
    no_secret_is_in_the_log,
    nobody_changes_the_log,
    a_query_that_finds_nothing_by_its_form_is_refused,
];

fn lines(at: &Installation, query: &str) -> Vec<Value> {
    let answer = at.administrator().done("GET", &format!("/audit?{query}"), &json!({}));
    answer["results"].as_array().unwrap().clone()
}

fn acts(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["act"].as_str().unwrap()).collect()
}

/// A client, with so many secrets.
fn client(at: &Installation, id: &str, secrets: usize) -> Vec<Value> {
    let admin = at.administrator();
    admin.done("POST", "/clients", &json!({ "client_id": id, "applicatie": empty(at) }));
    let path = format!("/clients/{}/secrets", encoded(id));
    (0..secrets).map(|_| admin.done("POST", &path, &json!({}))).collect()
}

fn what_was_done_to_a_thing_is_read_with_who_and_from_where_the_newest_first(bench: &Bench) {
    let at = bench.shared();
    let begun = Clock::system().now() - TimeDelta::seconds(1);
    let secret = client(&at, "gelogd", 1).remove(0);
    at.administrator().done("POST", "/clients/gelogd/tokens/revoke", &json!({}));
    let found = lines(&at, "subject=gelogd");
    assert_eq!(acts(&found), ["tokens.revoke", "secret.create", "client.create"]);
    for line in &found {
        assert_eq!((&line["actor"], &line["address"]), (&json!("beheerder"), &json!("127.0.0.1")));
        let moment: chrono::DateTime<chrono::Utc> = line["at"].as_str().unwrap().parse().unwrap();
        assert!(begun < moment && moment <= Clock::system().now(), "{line}");
    }
    assert_eq!(found[1]["subject"], format!("gelogd/{}", secret["id"].as_str().unwrap()));
}

fn what_belongs_to_a_thing_is_found_with_it_and_its_namesakes_are_not(bench: &Bench) {
    let at = bench.shared();
    client(&at, "audit-naam", 1);
    client(&at, "Audit-Naam", 2);
    client(&at, "audit-naam-2", 3);
    client(&at, "audit_naam", 3);
    assert_eq!(acts(&lines(&at, "subject=audit-naam")), ["secret.create", "client.create"]);
    assert_eq!(lines(&at, "subject=Audit-Naam").len(), 3);
    assert_eq!(lines(&at, "subject=audit%25naam"), [] as [Value; 0], "no letter stands for others");
}

fn lines_are_found_by_act_actor_and_moment(bench: &Bench) {
    let at = bench.shared();
    client(&at, "gezocht", 2);
    let of = |query: &str| lines(&at, &format!("subject=gezocht&{query}"));
    assert_eq!(of("act=secret.create").len(), 2);
    assert_eq!(of("act=secret").len(), 2, "all on a kind of thing");
    assert_eq!(acts(&of("act=client")), ["client.create"]);
    assert_eq!(of("act=secre").len(), 0);
    assert_eq!((of("actor=beheerder").len(), of("actor=niemand").len()), (3, 0));
    let first = of("order=oldest").remove(0);
    let moment = encoded(first["at"].as_str().unwrap());
    assert_eq!(of(&format!("since={moment}")).len(), 3, "from this moment on");
    assert_eq!(of(&format!("until={moment}")).len(), 0, "before this moment");
    let later =
        (Clock::system().now() + TimeDelta::hours(1)).to_rfc3339_opts(SecondsFormat::Secs, true);
    assert_eq!((of(&format!("since={later}")).len(), of(&format!("until={later}")).len()), (0, 3));
}

fn pages_hold_every_line_once_in_either_order(bench: &Bench) {
    let at = bench.shared();
    client(&at, "bladzijden", 6);
    let all = |order: &str| {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let path = format!("/audit?subject=bladzijden&limit=2&order={order}{after}");
            let page = at.administrator().done("GET", &path, &json!({}));
            let results = page["results"].as_array().unwrap();
            assert!(results.len() <= 2);
            seen.extend(results.iter().map(|line| line["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { return seen };
            after = format!("&after={next}");
        }
    };
    let (newest, mut oldest) = (all("newest"), all("oldest"));
    assert_eq!(newest.len(), 7);
    oldest.reverse();
    assert_eq!(newest, oldest);
}

fn what_a_thing_was_before_and_after_stands_there_with_for_whom_it_was_done(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let body =
        json!({ "clientIds": ["audit-ac"], "label": "Eerst", "heeftAlleAutorisaties": true });
    let made = ac.done("POST", "/applicaties", &body);
    ac.done("PATCH", &path_of(&made), &json!({ "label": "Later" }));
    let id = made["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let found = lines(&at, &format!("subject={id}"));
    let changed = &found[0];
    assert_eq!(changed["actor"], ac.application.client_id.as_str());
    assert_eq!(
        (&changed["before"]["label"], &changed["after"]["label"]),
        (&json!("Eerst"), &json!("Later"))
    );
    assert_eq!(found[1]["before"], Value::Null, "it was made: {found:?}");
}

fn no_secret_is_in_the_log(bench: &Bench) {
    let at = bench.shared();
    let secret = client(&at, "zwijgt", 1).remove(0);
    let all = json!(lines(&at, "limit=500")).to_string();
    assert!(all.contains("zwijgt"));
    assert!(!all.contains(secret["secret"].as_str().unwrap()));
    assert!(!all.contains("argon2"), "nor what it is verified with");
}

fn nobody_changes_the_log(bench: &Bench) {
    let at = bench.shared();
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let refused = at.administrator().call(method, "/audit", &json!({}));
        assert_fout(&refused, 405, "method-not-allowed");
    }
}

fn a_query_that_finds_nothing_by_its_form_is_refused(bench: &Bench) {
    let at = bench.shared();
    for query in [
        "actor=",
        "subject=%00",
        "since=gisteren",
        "until=2027-01-01",
        "order=random",
        "limit=501",
        "after=x",
        "subjects=x",
    ] {
        let refused = at.administrator().call("GET", &format!("/audit?{query}"), &json!({}));
        assert_fout(&refused, 400, "invalid");
    }
}
