//! Verdicts that hang on an object: creates judged by their body, reads by their answer.

use edge::feed::{ApplicatieState, Thing};

use crate::harness::issuer::lezer;
use crate::harness::{OTHER_ZAAKTYPE, UUID, World, ZAAKTYPE};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const JSON: &[&str] = &["Content-Type: application/json"];

fn zaak(zaaktype: &str, level: &str) -> String {
    format!(r#"{{"zaaktype":"{zaaktype}","vertrouwelijkheidaanduiding":"{level}","url":"x"}}"#)
}

async fn create(world: &World, body: &str) -> (u16, String) {
    world.ask("POST", "lezer", ZAKEN, JSON, body).await.refusal()
}

#[tokio::test]
async fn a_create_within_type_and_ceiling_goes_up_byte_for_byte() {
    let world = World::new().await;
    let body = format!("{}\n ", zaak(ZAAKTYPE, "intern"));
    let answer = world.ask("POST", "lezer", ZAKEN, JSON, &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = world.upstream.only();
    assert_eq!(seen.body, body.as_bytes());
    assert_eq!(seen.all("content-length"), [body.len().to_string()]);
    assert_eq!(seen.all("content-type"), ["application/json"]);
}

#[tokio::test]
async fn a_create_outside_type_or_ceiling_reaches_nobody() {
    let world = World::new().await;
    let other = create(&world, &zaak(OTHER_ZAAKTYPE, "openbaar")).await;
    assert_eq!(other, (403, "type-not-held".to_owned()));
    let secret = create(&world, &zaak(ZAAKTYPE, "vertrouwelijk")).await;
    assert_eq!(secret, (403, "level-too-high".to_owned()));
    for near in [
        format!("{ZAAKTYPE}/"),
        format!("{ZAAKTYPE}?x=1"),
        ZAAKTYPE.to_uppercase(),
        ZAAKTYPE.replace("https", "http"),
    ] {
        let refused = create(&world, &zaak(&near, "openbaar")).await;
        assert_eq!(refused.0, 403, "{near}: {}", refused.1);
    }
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn a_create_without_level_is_judged_at_the_level_of_its_type() {
    let world = World::new().await;
    let body = format!(r#"{{"zaaktype":"{ZAAKTYPE}"}}"#);
    let path = ZAAKTYPE.strip_prefix("https://zaken.example").unwrap();
    let json = [("content-type", "application/json")];

    world.upstream.replies(path, 200, &json, r#"{"vertrouwelijkheidaanduiding":"geheim"}"#);
    assert_eq!(create(&world, &body).await, (403, "level-too-high".to_owned()));
    let lookup = world.upstream.only();
    assert_eq!((lookup.method.as_str(), lookup.target.as_str()), ("GET", path));
    assert_eq!(lookup.claims()["client_id"], "gateway", "looked up in the gateway's own name");

    let other = World::new().await;
    other.upstream.replies(path, 200, &json, r#"{"vertrouwelijkheidaanduiding":"intern"}"#);
    assert_eq!(create(&other, &body).await.0, 200);
    assert_eq!(create(&other, &body).await.0, 200);
    let methods: Vec<String> = other.upstream.seen().into_iter().map(|seen| seen.method).collect();
    assert_eq!(methods, ["GET", "POST", "POST"], "looked up once");
}

#[tokio::test]
async fn a_level_that_cannot_be_looked_up_must_be_stated() {
    let world = World::new().await;
    let body = format!(r#"{{"zaaktype":"{ZAAKTYPE}","vertrouwelijkheidaanduiding":""}}"#);
    let path = ZAAKTYPE.strip_prefix("https://zaken.example").unwrap();
    world.upstream.replies(path, 403, &[], "");
    assert_eq!(create(&world, &body).await, (403, "level-not-stated".to_owned()));
    assert_eq!(world.upstream.seen().len(), 1, "the look-up and nothing else");
    assert_eq!(create(&world, &zaak(ZAAKTYPE, "openbaar")).await.0, 200);
}

#[tokio::test]
async fn a_type_that_is_not_held_is_never_looked_up() {
    let world = World::new().await;
    for url in [OTHER_ZAAKTYPE, "http://169.254.169.254/latest/meta-data", "file:///etc/passwd"] {
        let refused = create(&world, &format!(r#"{{"zaaktype":"{url}"}}"#)).await;
        assert!(matches!(refused.0, 400 | 403), "{url}");
    }
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn a_body_with_two_readings_is_refused() {
    let world = World::new().await;
    let good = zaak(ZAAKTYPE, "openbaar");
    let twice = good.replace("\"url\"", "\"ZAAKTYPE\"");
    for body in [
        &twice,
        "[]",
        "{",
        "zaaktype=x",
        &format!("\u{feff}{good}"),
        r#"{"a":1}"#,
        r#"{"zaaktype":1}"#,
    ] {
        assert_eq!(create(&world, body).await, (400, "body-not-judged".to_owned()), "{body}");
    }
    for headers in [
        &["Content-Type: multipart/form-data; boundary=x"][..],
        &["Content-Type: application/json; charset=utf-16"],
        &["Content-Type: application/json", "Content-Encoding: gzip"],
        &["Content-Type: application/json", "Content-Type: text/plain"],
        &[],
    ] {
        let answer = world.ask("POST", "lezer", ZAKEN, headers, &good).await;
        assert_eq!(answer.refusal(), (400, "body-not-judged".to_owned()), "{headers:?}");
    }
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn a_judged_body_keeps_its_content_type_whatever_connection_names() {
    let world = World::new().await;
    let headers = ["Content-Type: application/json", "Connection: close, Content-Type"];
    let answer = world.ask("POST", "lezer", ZAKEN, &headers, &zaak(ZAAKTYPE, "intern")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(world.upstream.only().all("content-type"), ["application/json"]);
}

#[tokio::test]
async fn a_long_body_is_judged_too_and_a_longer_one_is_refused() {
    let world = World::new().await;
    let filled = |size: usize| {
        zaak(ZAAKTYPE, "intern").replace("\"x\"", &format!("\"{}\"", "x".repeat(size)))
    };
    let body = filled(600 * 1024);
    assert_eq!(create(&world, &body).await.0, 200);
    assert_eq!(world.upstream.only().body, body.as_bytes(), "from disk, byte for byte");
    assert_eq!(create(&world, &filled(1024 * 1024)).await, (413, "body-too-large".to_owned()));
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn without_the_components_scope_the_body_is_not_even_read() {
    let world = World::new().await;
    let answer = world.ask("POST", "catalogus", ZAKEN, JSON, "{").await;
    assert_eq!(answer.refusal(), (403, "scope-not-held".to_owned()));
}

fn item() -> String {
    format!("{ZAKEN}/{UUID}")
}

fn shows(world: &World, body: &str) {
    let headers =
        [("content-type", "application/json"), ("etag", "\"v1\""), ("content-crs", "EPSG:4326")];
    world.upstream.replies(&item(), 200, &headers, body);
}

#[tokio::test]
async fn a_read_shows_what_the_autorisaties_reach() {
    let world = World::new().await;
    let body = zaak(ZAAKTYPE, "intern");
    shows(&world, &body);
    let answer = world.get("lezer", &item(), &["Accept-Encoding: gzip", "Range: bytes=0-3"]).await;
    assert_eq!((answer.status, answer.text()), (200, body.clone()));
    assert_eq!(answer.header("content-crs"), Some("EPSG:4326"));
    let seen = world.upstream.only();
    assert_eq!(seen.all("accept-encoding"), ["identity"]);
    assert!(seen.all("range").is_empty());

    let head = world.ask("HEAD", "lezer", &item(), &[], "").await;
    assert_eq!(head.header("content-length"), Some(body.len().to_string().as_str()));
    assert!(head.status == 200 && head.body.is_empty());
    assert_eq!(world.upstream.only().method, "GET", "HEAD has nothing to judge");
}

#[tokio::test]
async fn a_read_shows_nothing_of_what_they_do_not_reach() {
    let world = World::new().await;
    for (body, method) in [
        (zaak(ZAAKTYPE, "vertrouwelijk"), "GET"),
        (zaak(OTHER_ZAAKTYPE, "openbaar"), "GET"),
        (zaak(OTHER_ZAAKTYPE, "openbaar"), "HEAD"),
    ] {
        shows(&world, &body);
        for condition in ["X-Nothing: 1", "If-None-Match: *", "If-None-Match: \"v1\""] {
            let answer = world.ask(method, "lezer", &item(), &[condition], "").await;
            assert_eq!(answer.status, 403, "{method} {condition}");
            let text = answer.text();
            assert!(!text.contains("22222222") && !text.contains("vertrouwelijk"), "{text}");
            assert_eq!(answer.header("etag"), None);
        }
    }
}

#[tokio::test]
async fn a_version_that_the_client_has_is_not_sent_again() {
    let world = World::new().await;
    shows(&world, &zaak(ZAAKTYPE, "openbaar"));
    let answer = world.get("lezer", &item(), &["If-None-Match: W/\"v0\", W/\"v1\""]).await;
    assert_eq!((answer.status, answer.header("etag")), (304, Some("\"v1\"")));
    assert!(answer.body.is_empty());
    assert_eq!(world.get("lezer", &item(), &["If-None-Match: \"v0\""]).await.status, 200);
}

#[tokio::test]
async fn an_answer_that_cannot_be_judged_is_not_shown() {
    let world = World::new().await;
    let json = [("content-type", "application/json")];
    let gzip = [("content-type", "application/json"), ("content-encoding", "gzip")];
    let good = zaak(ZAAKTYPE, "openbaar");
    let long = good.replace("\"x\"", &format!("\"{}\"", "x".repeat(64 * 1024)));
    for (headers, body, code) in [
        (&json[..], "{}", "answer-not-judged"),
        (&json, "[]", "answer-not-judged"),
        (
            &json,
            r#"{"zaaktype":"https://x","vertrouwelijkheidaanduiding":""}"#,
            "answer-not-judged",
        ),
        (&[("content-type", "text/html")], good.as_str(), "answer-not-judged"),
        (&gzip, good.as_str(), "answer-not-judged"),
        (&json, long.as_str(), "answer-too-large"),
    ] {
        world.upstream.replies(&item(), 200, headers, body);
        let answer = world.get("lezer", &item(), &[]).await;
        assert_eq!(answer.refusal(), (502, code.to_owned()));
    }
    for status in [201, 204, 206, 301, 302, 304] {
        world.upstream.replies(&item(), status, &json, &good);
        let answer = world.get("lezer", &item(), &[]).await;
        assert_eq!(answer.refusal(), (502, "upstream-status".to_owned()), "{status}");
    }
    for status in [404, 406, 412, 500] {
        world.upstream.replies(&item(), status, &json, "{\"code\":\"of-the-api\"}");
        let answer = world.get("lezer", &item(), &[]).await;
        assert_eq!(answer.refusal(), (status, "of-the-api".to_owned()));
    }
}

#[tokio::test]
async fn expand_and_fields_are_not_open_to_who_is_restricted_by_type() {
    let world = World::new().await;
    shows(&world, &zaak(ZAAKTYPE, "openbaar"));
    for query in ["expand=zaaktype", "fields=url", "%65xpand=x", "a=b&Expand=x"] {
        let answer = world.get("lezer", &format!("{}?{query}", item()), &[]).await;
        assert_eq!(answer.refusal(), (403, "parameter-restricted".to_owned()), "{query}");
    }
    assert!(world.upstream.seen().is_empty());
    assert_eq!(world.get("lezer", &format!("{}?x=expand", item()), &[]).await.status, 200);
}

#[tokio::test]
async fn who_may_only_read_what_is_for_publication_sees_no_other_document() {
    let world = World::new().await;
    let publication = ApplicatieState {
        heeft_alle_autorisaties: true,
        autorisaties: Vec::new(),
        alleen_is_gereed_voor_publicatie: true,
        ..lezer()
    };
    world.issuer.change(Thing::Applicatie(publication));
    let path = format!("/documenten/api/v1/enkelvoudiginformatieobjecten/{UUID}");
    let document = |ready: &str| {
        format!(
            r#"{{"informatieobjecttype":"{ZAAKTYPE}","vertrouwelijkheidaanduiding":"openbaar"{ready}}}"#
        )
    };
    for (ready, status) in [
        (r#","isGereedVoorPublicatie":true"#, 200),
        (r#","isGereedVoorPublicatie":false"#, 403),
        ("", 403),
    ] {
        world.upstream.replies(
            &path,
            200,
            &[("content-type", "application/json")],
            &document(ready),
        );
        assert_eq!(world.get("lezer", &path, &[]).await.status, status, "{ready}");
    }
    let list = world.get("lezer", "/documenten/api/v1/enkelvoudiginformatieobjecten", &[]).await;
    assert_eq!(list.refusal(), (403, "objectregel-ontbreekt".to_owned()));
    assert_eq!(world.get("lezer", "/zaken/api/v1/zaken", &[]).await.status, 200);
}
