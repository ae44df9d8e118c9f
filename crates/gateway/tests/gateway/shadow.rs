//! An upstream in shadow: what would be refused is let through, and on record as refused.

use gateway::config::Verdicts;
use serde_json::{Value, json};

use crate::harness::recorded::{Recorded, context};
use crate::harness::{OTHER_ZAAKTYPE, UUID, ZAAKTYPE, zaak};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const SENT: &[&str] = &["Content-Type: application/json"];

async fn at(verdicts: Verdicts) -> Recorded {
    Recorded::with(|config| config.upstreams[0].verdicts = verdicts).await
}

fn item() -> String {
    format!("{ZAKEN}/{UUID}")
}

fn list() -> String {
    let rows = [zaak(ZAAKTYPE, "openbaar"), zaak(OTHER_ZAAKTYPE, "geheim")].join(",");
    format!(r#"{{"count":2,"next":null,"previous":null,"results":[{rows}]}}"#)
}

/// What a request comes to: the answer's status and text, what was sent upstream, and the record.
async fn outcome(
    verdicts: Verdicts,
    (method, client, path, body): (&str, &str, &str, &str),
) -> (u16, String, Vec<(String, String)>, Value) {
    let mut at = at(verdicts).await;
    at.world.upstream.replies(&item(), 200, JSON, &zaak(OTHER_ZAAKTYPE, "geheim"));
    at.world.upstream.replies(ZAKEN, 200, JSON, &list());
    let headers = if body.is_empty() { &[] } else { SENT };
    let answer = at.world.ask(method, client, path, headers, body).await;
    let seen = at.world.upstream.seen().into_iter();
    let seen = seen.map(|seen| {
        (format!("{} {}", seen.method, seen.target), String::from_utf8(seen.body).unwrap())
    });
    (answer.status, answer.text(), seen.collect(), context(&at.only().await).clone())
}

#[tokio::test]
async fn what_is_refused_elsewhere_is_let_through_and_on_record_as_refused() {
    let other = zaak(OTHER_ZAAKTYPE, "geheim");
    let expanded = format!("{}?expand=onbekend", item());
    let item = item();
    for (request, rule) in [
        (("GET", "lezer", item.as_str(), ""), "object-not-held"),
        (("DELETE", "lezer", &item, ""), "scope-not-held"),
        (("POST", "lezer", ZAKEN, &other), "type-not-held"),
        (("PUT", "lezer", &item, &other), "scope-not-held"),
        (("GET", "lezer", &expanded, ""), "expand-not-judged"),
        (("GET", "lezer", &format!("{ZAKEN}?expand=onbekend"), ""), "expand-not-judged"),
    ] {
        let (status, _, _, record) = outcome(Verdicts::Enforce, request).await;
        assert_eq!((status, &record["rule"]), (403, &json!(rule)), "{request:?}");
        assert_eq!(record.get("enforced"), None);
        let (status, text, seen, record) = outcome(Verdicts::Shadow, request).await;
        assert_eq!(status, 200, "{request:?}: {text}");
        let expected = json!({
            "verdict": "deny", "rule": rule, "enforced": false, "http_status": 200,
            "requires": record["requires"],
        });
        assert_eq!(record, expected, "{request:?}");
        let (method, _, path, body) = request;
        assert_eq!(seen.last(), Some(&(format!("{method} {path}"), body.to_owned())));
    }
}

#[tokio::test]
async fn a_body_that_was_judged_goes_on_byte_for_byte() {
    let body = format!("{{ \"zaaktype\" :\"{OTHER_ZAAKTYPE}\",\n\"x\": 1.50 }}");
    let request = ("POST", "lezer", ZAKEN, body.as_str());
    let (status, _, seen, _) = outcome(Verdicts::Shadow, request).await;
    assert_eq!((status, seen), (200, vec![(format!("POST {ZAKEN}"), body.clone())]));
}

#[tokio::test]
async fn a_list_is_shown_whole_and_the_record_says_what_would_narrow_it() {
    let request = ("GET", "lezer", ZAKEN, "");
    let (status, text, seen, record) = outcome(Verdicts::Shadow, request).await;
    assert_eq!((status, text), (200, list()));
    assert_eq!(seen, [(format!("GET {ZAKEN}"), String::new())]);
    let expected = json!({
        "verdict": "permit", "rule": "rows-by-type-and-level", "enforced": false,
        "requires": "zaken.lezen", "http_status": 200,
    });
    assert_eq!(record, expected);
    let (status, text, ..) = outcome(Verdicts::Enforce, request).await;
    assert_ne!((status, text), (200, list()));
}

#[tokio::test]
async fn what_is_no_verdict_stands() {
    for (request, status, rule) in [
        (("GET", "niemand", ZAKEN, ""), 401, "client-gone"),
        (("GET", "lezer", "/zaken/api/v1/nergens", ""), 404, "path-unknown"),
        (("POST", "lezer", ZAKEN, r#"{"zaaktype":"x","ZAAKTYPE":"y"}"#), 400, "body-not-judged"),
        (("GET", "lezer", &format!("{ZAKEN}?access_token=x"), ""), 400, "token-in-query"),
    ] {
        let (found, text, seen, record) = outcome(Verdicts::Shadow, request).await;
        assert_eq!((found, &record["rule"]), (status, &json!(rule)), "{request:?}: {text}");
        assert!(seen.is_empty(), "{seen:?}");
    }
}

#[tokio::test]
async fn what_is_permitted_is_no_other_in_shadow() {
    let body = zaak(ZAAKTYPE, "openbaar");
    let request = ("POST", "lezer", ZAKEN, body.as_str());
    let (status, _, seen, record) = outcome(Verdicts::Shadow, request).await;
    assert_eq!((status, seen.len()), (200, 1));
    assert_eq!((&record["verdict"], &record["enforced"]), (&json!("permit"), &json!(false)));
}
