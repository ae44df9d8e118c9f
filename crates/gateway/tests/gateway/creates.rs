//! Creates, judged by their body before a byte of it goes upstream.

use edge::feed::{ApplicatieState, Thing};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::issuer::lezer;
use crate::harness::wire::parse;
use crate::harness::{OTHER_ZAAKTYPE, World, ZAAKTYPE, zaak};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const JSON: &[&str] = &["Content-Type: application/json"];

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
async fn the_level_of_a_type_that_is_not_there_must_be_stated() {
    let world = World::new().await;
    let body = format!(r#"{{"zaaktype":"{ZAAKTYPE}","vertrouwelijkheidaanduiding":""}}"#);
    let path = ZAAKTYPE.strip_prefix("https://zaken.example").unwrap();
    world.upstream.replies(path, 404, &[], "");
    assert_eq!(create(&world, &body).await, (403, "level-not-stated".to_owned()));
    assert_eq!(world.upstream.seen().len(), 1, "the look-up and nothing else");
    world.upstream.replies(path, 403, &[], "");
    assert_eq!(
        create(&world, &body).await,
        (502, "upstream-credential-refused".to_owned()),
        "its own fault"
    );
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
async fn what_counts_is_what_is_held_when_the_body_is_whole() {
    const BIG: usize = 32 * 1024 * 1024;
    let world = World::with(|config| config.max_judged_body = 2 * BIG as u64).await;
    let body = zaak(ZAAKTYPE, "intern").replace("\"x\"", &format!("\"{}\"", "x".repeat(BIG)));
    let (first, last) = body.split_at(body.len() - 10);
    let token = world.issuer.token("lezer");
    let head = format!(
        "POST {ZAKEN} HTTP/1.1\r\nHost: zaken.example\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    // More than all buffers between here and there hold: so the first verdict was made.
    stream.write_all(first.as_bytes()).await.unwrap();

    let nothing = ApplicatieState { autorisaties: Vec::new(), ..lezer() };
    world.issuer.change(Thing::Applicatie(nothing));
    assert_eq!(world.get("alles", ZAKEN, &[]).await.status, 200, "the change has arrived");
    world.upstream.seen();

    stream.write_all(last.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert_eq!(parse(&answer).refusal(), (403, "scope-not-held".to_owned()));
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn without_the_components_scope_the_body_is_not_even_read() {
    let world = World::new().await;
    let answer = world.ask("POST", "catalogus", ZAKEN, JSON, "{").await;
    assert_eq!(answer.refusal(), (403, "scope-not-held".to_owned()));
}
