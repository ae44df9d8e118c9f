//! What counts as a disagreement, and what does not.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use serde_json::json;

use super::*;
use crate::counterparts::Counterparts;
use crate::seed::StandIns;

const ORIGIN: &str = "http://nieuw.example";

/// What disagrees between a recorded answer and ours: status, headers, body.
fn compared(there: &(u16, Value, Value), here: &(u16, Value, Value)) -> Vec<String> {
    let pair: Pair = serde_json::from_value(json!({
        "name": "een", "method": "GET", "path": "/autorisaties", "query": "", "auth": null,
        "request_headers": {}, "request_body": null,
        "status": there.0, "response_headers": there.1, "response_body": there.2,
    }))
    .unwrap();
    let headers = here.1.as_object().unwrap().iter();
    let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
    let body = if here.2.is_null() { Vec::new() } else { here.2.to_string().into_bytes() };
    let answer = Answer { status: here.0, headers: headers.collect(), body };
    let (known, stand_ins) = (Counterparts::default(), StandIns::default());
    let eyes = Eyes { known: &known, stand_ins: &stand_ins, origin: ORIGIN };
    disagreements(&pair, &answer, &eyes)
}

fn with_bodies(status: u16, there: Value, here: Value) -> Vec<String> {
    compared(&(status, json!({}), there), &(status, json!({}), here))
}

fn with_headers(status: u16, there: Value, here: Value) -> Vec<String> {
    compared(&(status, there, json!(null)), &(status, here, json!(null)))
}

#[test]
fn another_status_is_told_with_the_code_and_nothing_more() {
    let there = (200, json!({ "API-version": "1.0.0" }), json!({ "url": "x" }));
    let here = (403, json!({}), json!({ "code": "jwt-expired" }));
    assert_eq!(compared(&there, &here), ["answer: expected 200, got 403 jwt-expired"]);
}

#[test]
fn of_a_refusal_the_code_and_the_parameters_count_and_never_the_wording() {
    let refused = |code: &str, params: Value| json!({ "code": code, "title": code.len(), "invalidParams": params });
    let one = |name: &str, code: &str, reason: &str| json!({ "name": name, "code": code, "reason": reason });
    let there = refused("invalid", json!([one("a.", "blank", "x"), one("b", "null", "y")]));
    for (here, expected) in [
        (refused("invalid", json!([one("b", "null", ""), one("a.0", "blank", "")])), vec![]),
        (
            refused("invalid", json!([one("a.0", "blank", ""), one("b", "blank", "")])),
            vec!["invalidParams: expected [a.0 blank, b null], got [a.0 blank, b blank]"],
        ),
        (
            refused("invalid", json!([one("a.", "blank", ""), one("b", "null", "")])),
            vec!["invalidParams: expected [a.0 blank, b null], got [a. blank, b null]"],
        ),
        (
            json!({ "code": "parse_error" }),
            vec!["answer: expected 400 invalid, got 400 parse_error"],
        ),
    ] {
        assert_eq!(with_bodies(400, there.clone(), here), expected);
    }
}

#[test]
fn a_body_that_did_what_was_asked_is_compared_to_the_last_member() {
    let there = json!({ "results": [{ "label": "a" }, { "label": "b", "autorisaties": [] }] });
    for (here, expected) in [
        (there.clone(), vec![]),
        (
            json!({ "results": [{ "label": "a" }, { "label": "c", "autorisaties": [] }] }),
            vec!["body.results.1.label: expected \"b\", got \"c\""],
        ),
        (
            json!({ "results": [{ "label": "a" }, { "label": "b" }] }),
            vec!["body.results.1.autorisaties: expected [], got nothing"],
        ),
        (
            json!({ "results": [{ "label": "a", "nieuw": 1 }, { "label": "b", "autorisaties": [] }] }),
            vec!["body.results.0.nieuw: expected nothing, got 1"],
        ),
        (
            json!(null),
            vec![
                "body: expected {\"results\":[{\"label\":\"a\"},{\"autorisaties\":[],\"label\":\"b\"}]}, got null",
            ],
        ),
    ] {
        assert_eq!(with_bodies(200, there.clone(), here), expected);
    }
}

#[test]
fn lists_of_another_length_or_order_differ() {
    let there = json!(["a", "b"]);
    assert_eq!(with_bodies(200, there.clone(), json!(["a"])).len(), 1);
    assert_eq!(with_bodies(200, there, json!(["b", "a"])).len(), 1);
}

#[test]
fn where_there_was_no_body_there_is_none() {
    assert!(with_bodies(204, json!(null), json!(null)).is_empty());
    assert_eq!(with_bodies(204, json!(null), json!({})).len(), 1);
    assert_eq!(with_bodies(404, json!(null), json!({ "code": "not_found" })).len(), 1);
}

#[test]
fn of_a_page_for_people_only_the_status_counts() {
    let html = json!({ "Content-Type": "text/html; charset=utf-8" });
    let here = json!({ "API-version": "1.0.0" });
    let page = (404, html, json!("<html>"));
    assert!(compared(&page, &(404, here, json!({ "code": "not_found" }))).is_empty());
}

#[test]
fn a_version_is_equal_and_a_location_is_there_or_not() {
    let both = json!({ "API-version": "1.0.0", "Location": "http://oud.example/1" });
    let other = json!({ "api-version": "1.0.0", "location": "http://nieuw.example/2" });
    assert!(with_headers(201, both.clone(), other).is_empty());
    assert_eq!(
        with_headers(201, both, json!({ "API-version": "1.1.0" })),
        ["API-version: expected 1.0.0, got 1.1.0", "Location: expected one, got none"]
    );
    let more = json!({ "Location": "x", "API-version": "1.0.0" });
    assert_eq!(with_headers(200, json!({}), more), ["Location: expected none, got one"]);
}

#[test]
fn allow_is_a_set_that_405_must_have() {
    let there = json!({ "Allow": "GET, POST, HEAD" });
    for (status, here, count) in [
        (405, json!({ "Allow": "HEAD,GET , POST" }), 0),
        (405, json!({ "Allow": "GET" }), 1),
        (405, json!({}), 1),
        (200, json!({}), 0),
        (200, json!({ "Allow": "GET" }), 1),
    ] {
        let told = with_headers(status, there.clone(), here.clone());
        assert_eq!(told.len(), count, "{status} {here} {told:?}");
    }
}
