//! Decisions on record: one line for each, whichever way it falls, and nothing in it that is secret.

use std::fs;
use std::time::Duration;

use gateway::config::{DecisionsTo, GatewayConfig, OnFailure};
use serde_json::json;

use crate::harness::recorded::{Recorded, context, lines_of};
use crate::harness::{HOST, OTHER_ZAAKTYPE, UUID, World, ZAAKTYPE, exchange, zaak};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const SENT: &[&str] = &["Content-Type: application/json"];
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

fn item() -> String {
    format!("{ZAKEN}/{UUID}")
}

#[tokio::test]
async fn a_permit_says_who_did_what_by_which_rule_to_an_object_of_which_type_and_level() {
    let mut at = Recorded::new().await;
    at.world.upstream.replies(&item(), 200, JSON, &zaak(ZAAKTYPE, "intern"));
    let parent = format!("traceparent: 00-{TRACE}-{PARENT}-01");
    let transaction = "Fsc-Transaction-Id: 01899c62-eba5-7b58-b68d-000000000001";
    assert_eq!(at.world.get("lezer", &item(), &[&parent, transaction]).await.status, 200);
    let mut record = at.only().await;
    let span = record["span_id"].take();
    assert!(span.as_str().unwrap().len() == 16 && span != PARENT, "{span}");
    let number = record["attributes"]["adl.core.policies"]["zaakpoort.autorisaties"].take();
    assert!(number.as_u64().unwrap() > 0);
    let operations = record["attributes"]["adl.core.policies"]["zaakpoort.operations"].take();
    assert!(operations.as_str().unwrap().starts_with("sha256:"), "{operations}");
    let expected = json!({
        "trace_id": TRACE,
        "span_id": null,
        "parent_span_id": PARENT,
        "event_name": "adl.access_evaluation",
        "timestamp": crate::harness::NOW * 1000,
        "status": "Unset",
        "resource": { "service.name": "zaakpoort", "service.instance.id": "gateway" },
        "attributes": {
            "adl.core.policies": { "zaakpoort.autorisaties": null, "zaakpoort.operations": null },
            "adl.core.configuration": {
                "zaakpoort.version": env!("CARGO_PKG_VERSION"),
                "zaakpoort.gateway": edge::digest::Digest::begin().name().as_str(),
            },
            "adl.fsc.transaction_id": "01899c62-eba5-7b58-b68d-000000000001",
        },
        "body": {
            "adl.core.request": {
                "subject": {
                    "type": "client", "id": "lezer",
                    "properties": { "credential": "access-token" },
                },
                "action": { "name": record["body"]["adl.core.request"]["action"]["name"],
                    "properties": { "method": "GET" } },
                "resource": {
                    "type": "path", "id": item(), "properties": { "upstream": "openzaak" },
                },
            },
            "adl.core.response": {
                "decision": true,
                "context": {
                    "verdict": "permit", "rule": "type-and-level", "requires": "zaken.lezen",
                    "http_status": 200,
                },
            },
            "adl.core.information": { "objects": [
                { "kind": "zaak", "uuid": UUID, "type": ZAAKTYPE, "level": "intern" },
            ] },
        },
    });
    assert_eq!(record, expected);
}

#[tokio::test]
async fn each_request_has_one_record_whichever_way_it_falls() {
    let mut at = Recorded::new().await;
    at.world.upstream.replies(&item(), 200, JSON, &zaak(OTHER_ZAAKTYPE, "openbaar"));
    let list = r#"{"count":0,"next":null,"previous":null,"results":[]}"#;
    at.world.upstream.replies(ZAKEN, 200, JSON, list);
    let hidden = zaak(OTHER_ZAAKTYPE, "openbaar");
    // Method, client, path and body; status, verdict and rule.
    let cases: &[(&str, &str, &str, &str, u16, &str, &str)] = &[
        ("GET", "lezer", "/nergens", "", 404, "deny", "path-unknown"),
        ("GET", "lezer", "/zaken//api", "", 400, "deny", "path-not-canonical"),
        ("PURGE", "lezer", ZAKEN, "", 400, "deny", "method-unknown"),
        ("GET", "niemand", ZAKEN, "", 401, "deny", "client-gone"),
        ("GET", "lezer", &item(), "", 403, "deny", "object-not-held"),
        ("DELETE", "lezer", &item(), "", 403, "deny", "scope-not-held"),
        ("POST", "lezer", ZAKEN, &hidden, 403, "deny", "type-not-held"),
        ("POST", "lezer", ZAKEN, "{", 400, "deny", "body-not-judged"),
        ("GET", "lezer", ZAKEN, "", 200, "permit", "rows-by-type-and-level"),
        ("GET", "alles", ZAKEN, "", 200, "permit", "heeft-alle-autorisaties"),
        ("GET", "lezer", "/catalogi/api/v1/zaaktypen", "", 200, "permit", "scopes"),
    ];
    for (method, client, path, body, status, verdict, rule) in cases {
        let headers = if body.is_empty() { &[] } else { SENT };
        let answer = at.world.ask(method, client, path, headers, body).await;
        assert_eq!(answer.status, *status, "{method} {path}: {}", answer.text());
        let record = at.only().await;
        assert_eq!(context(&record)["verdict"], *verdict, "{method} {path}");
        assert_eq!(context(&record)["rule"], *rule, "{method} {path}");
        assert_eq!(context(&record)["http_status"], *status, "{method} {path}");
        assert_eq!(record["status"], "Unset", "a refusal is no failure: {method} {path}");
        assert_eq!(record["body"]["adl.core.response"]["decision"], *verdict == "permit");
    }
}

#[tokio::test]
async fn a_token_that_is_remembered_leaves_a_record_each_time_with_a_span_of_its_own() {
    let mut at = Recorded::new().await;
    let token = format!("Authorization: Bearer {}", at.world.issuer.token("alles"));
    for _ in 0..5 {
        assert_eq!(at.world.ask_with("GET", &token, ZAKEN, &[], "").await.status, 200);
    }
    let records = at.written(5).await;
    let mut spans: Vec<_> = records.iter().map(|record| record["span_id"].to_string()).collect();
    spans.sort_unstable();
    spans.dedup();
    assert_eq!(spans.len(), 5);
    assert!(records.iter().all(|record| record.get("parent_span_id").is_none()), "{records:?}");
}

#[tokio::test]
async fn what_is_no_decision_of_the_gateway_has_no_record() {
    let mut at = Recorded::new().await;
    let _ = at.world.get("lezer", "/health/ready", &[]).await;
    let _ = at.world.get("lezer", "/autorisaties/api/v1/applicaties", &[]).await;
    let _ = at.world.get("alles", ZAKEN, &[]).await;
    let record = at.only().await;
    assert_eq!(record["body"]["adl.core.request"]["resource"]["id"], ZAKEN, "of the last alone");
}

#[tokio::test]
async fn only_who_could_not_judge_has_failed() {
    let mut at = Recorded::new().await;
    at.world.upstream.replies(&item(), 200, JSON, "no JSON");
    assert_eq!(at.world.get("lezer", &item(), &[]).await.status, 502);
    let record = at.only().await;
    assert_eq!(
        (&record["status"], &context(&record)["verdict"]),
        (&json!("Error"), &json!("none"))
    );
    assert_eq!(context(&record)["failure"], "answer-not-judged");
    // Whom nothing more is judged of was permitted, whatever becomes of it upstream.
    at.world.upstream.replies(ZAKEN, 101, &[], "");
    assert_eq!(at.world.get("alles", ZAKEN, &[]).await.status, 502);
    let record = at.only().await;
    let expected = (&json!("Unset"), &json!("permit"), &json!(502));
    let context = context(&record);
    assert_eq!((&record["status"], &context["verdict"], &context["http_status"]), expected);
}

#[tokio::test]
async fn what_is_read_before_a_write_and_what_it_would_make_are_in_its_record() {
    let mut at = Recorded::new().await;
    let body = zaak(ZAAKTYPE, "zeer_geheim");
    assert_eq!(at.world.ask("POST", "lezer", ZAKEN, SENT, &body).await.status, 403);
    let record = at.only().await;
    let objects = &record["body"]["adl.core.information"]["objects"];
    let expected = json!([{ "kind": "zaak", "type": ZAAKTYPE, "level": "zeer_geheim" }]);
    assert_eq!(objects, &expected);
}

#[tokio::test]
async fn nothing_that_is_secret_is_on_record() {
    let mut at = Recorded::new().await;
    let token = at.world.issuer.token("lezer");
    let bearer = format!("Authorization: Bearer {token}");
    let canary = "kanarie-999990019";
    let query = format!("{ZAKEN}?identificatie={canary}&bsn={canary}");
    let body = zaak(ZAAKTYPE, "openbaar").replace(r#""x""#, &format!("\"{canary}\""));
    let type_with_query = format!("{OTHER_ZAAKTYPE}?token={canary}");
    let asks_for_it = zaak(&type_with_query, "openbaar");
    let said = format!("Fsc-Transaction-Id: {canary}");
    let user = format!("X-User-Id: {canary}");
    for (method, target, body) in [
        ("GET", query.as_str(), ""),
        ("GET", &format!("{}?expand={canary}", item()), ""),
        ("POST", ZAKEN, body.as_str()),
        ("POST", ZAKEN, &asks_for_it),
        (&token.replace('.', "-"), ZAKEN, ""),
        ("GET", &format!("/nergens/{token}"), ""),
        ("GET", &format!("/nergens?access_token={token}"), ""),
        ("GET", &format!("{ZAKEN}?access_token={token}"), ""),
    ] {
        let mut headers = vec![said.as_str(), &user];
        headers.extend(if body.is_empty() { &[] } else { SENT });
        let _ = at.world.ask_with(method, &bearer, target, &headers, body).await;
    }
    let _ =
        at.world.ask_with("GET", &format!("Authorization: Basic {canary}"), ZAKEN, &[], "").await;
    let records = at.written(9).await;
    let written = fs::read_to_string(at.path()).unwrap();
    assert!(records.len() == 9 && !written.contains(canary), "{written}");
    let signature = token.rsplit('.').next().unwrap();
    let claims = token.split('.').nth(1).unwrap();
    assert!(!written.contains(signature) && !written.contains(claims), "{written}");
}

#[tokio::test]
async fn a_file_that_was_moved_away_is_followed_by_a_new_one() {
    let mut at = Recorded::new().await;
    let _ = at.world.get("alles", ZAKEN, &[]).await;
    let before = at.only().await;
    let moved = at.folder.path().join("decisions.jsonl.1");
    fs::rename(at.path(), &moved).unwrap();
    at.read = 0;
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let _ = at.world.get("alles", ZAKEN, &[]).await;
    let after = at.only().await;
    assert_ne!(before["span_id"], after["span_id"]);
    assert_eq!(lines_of(&moved), [before], "nothing was added to what was moved");
}

/// Asks until the journal knows that its disk is full, and then once more.
async fn on_a_full_disk(on_failure: OnFailure) -> (u16, String, usize, serde_json::Value) {
    let full = |config: &mut GatewayConfig| {
        config.decisions.to = DecisionsTo::File("/dev/full".into());
        config.decisions.on_failure = on_failure;
    };
    let world = World::with(full).await;
    assert_eq!(world.get("alles", ZAKEN, &[]).await.status, 200, "nobody knows yet");
    tokio::time::sleep(Duration::from_millis(500)).await;
    let _ = world.upstream.seen();
    let answer = world.get("alles", ZAKEN, &[]).await;
    let (asked, ready) =
        (world.upstream.seen().len(), world.get("alles", "/health/ready", &[]).await);
    let mut told: serde_json::Value = serde_json::from_str(&ready.text()).unwrap();
    let told = json!([ready.status, told["missing"].take(), told["decisions"].take()]);
    (answer.status, answer.text(), asked, told)
}

#[tokio::test]
async fn a_full_disk_stops_only_who_said_that_it_should() {
    let why = json!({ "failing": "decisions cannot be written; the log says where and why" });
    let (status, _, asked, ready) = on_a_full_disk(OnFailure::LetThrough).await;
    assert_eq!((status, asked, ready), (200, 1, json!([200, null, why])));
    let (status, text, asked, ready) = on_a_full_disk(OnFailure::Refuse).await;
    assert_eq!((status, asked), (503, 0), "{text}");
    assert!(text.contains("decision-not-recorded"), "{text}");
    assert_eq!(ready, json!([503, "a place for its decisions on record", why]));
}

#[tokio::test]
async fn what_an_upstream_never_answers_was_permitted_all_the_same() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let mut at = Recorded::with(|config| {
        let reach = &mut config.upstreams[0].reach;
        reach.addresses = vec![url::Url::parse(&address).unwrap()];
        reach.timeout = Duration::from_millis(100);
    })
    .await;
    assert_eq!(at.world.get("alles", ZAKEN, &[]).await.status, 504);
    let record = at.only().await;
    let expected = json!({
        "verdict": "permit", "rule": "heeft-alle-autorisaties", "requires": "zaken.lezen",
        "failure": "upstream-timeout", "http_status": 504,
    });
    assert_eq!(context(&record), &expected);
}

#[tokio::test]
async fn all_that_was_decided_is_written_at_the_stop() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("decisions.jsonl");
    let to = DecisionsTo::File(path.clone());
    let (world, running) = World::start(|config| config.decisions.to = to);
    running.ready().await;
    let finished = tokio::spawn(running.finished());
    for _ in 0..50 {
        let request = format!("GET {ZAKEN} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
        assert_eq!(exchange(world.address, request.as_bytes()).await.status, 401);
    }
    world.stop();
    finished.await.unwrap().unwrap();
    assert_eq!(lines_of(&path).len(), 50);
}
