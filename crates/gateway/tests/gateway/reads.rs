//! Reads, judged by their answer before a byte of it is shown.

use autorisaties::TypeAliases;
use edge::feed::{ApplicatieState, Thing};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::harness::issuer::lezer;
use crate::harness::{OTHER_ZAAKTYPE, UUID, World, ZAAKTYPE, zaak};

const ZAKEN: &str = "/zaken/api/v1/zaken";

async fn create(world: &World, body: &str) -> u16 {
    world.ask("POST", "lezer", ZAKEN, &["Content-Type: application/json"], body).await.status
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
async fn what_counts_is_what_is_held_when_the_object_is_known() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let world =
        World::with(|config| config.upstreams[0].reach.addresses = vec![address.parse().unwrap()])
            .await;
    let upstream = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        // `readable` alone may be wrong, and an answer before its request is none.
        stream.peek(&mut [0]).await.unwrap();
        let nothing = ApplicatieState { autorisaties: Vec::new(), ..lezer() };
        world.issuer.change(Thing::Applicatie(nothing));
        assert_eq!(world.get("catalogus", ZAKEN, &[]).await.status, 403, "the change has arrived");
        let body = zaak(ZAAKTYPE, "openbaar");
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:";
        let answer = format!("{head} {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream
    };
    let path = item();
    let (answer, _open) = tokio::join!(world.get("lezer", &path, &[]), upstream);
    assert_eq!(answer.refusal(), (403, "object-not-held".to_owned()));
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
    let twice = [("content-type", "application/json"), ("content-type", "text/html")];
    let later = [json[0], ("content-encoding", "identity"), ("content-encoding", "gzip")];
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
        (&twice, good.as_str(), "answer-not-judged"),
        (&later, good.as_str(), "answer-not-judged"),
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
    let documents = "/documenten/api/v1/enkelvoudiginformatieobjecten";
    let rows = format!(
        r#"{{"count":3,"next":null,"previous":null,"results":[{},{},{}]}}"#,
        document(r#","isGereedVoorPublicatie":false"#),
        document(r#","isGereedVoorPublicatie":true"#),
        document(""),
    );
    world.upstream.replies(documents, 200, &[("content-type", "application/json")], &rows);
    let list: serde_json::Value =
        serde_json::from_str(&world.get("lezer", documents, &[]).await.text()).unwrap();
    assert_eq!((list["count"].as_u64(), list["results"].as_array().unwrap().len()), (Some(1), 1));
    assert_eq!(list["results"][0]["isGereedVoorPublicatie"], true);
    assert_eq!(world.get("lezer", "/zaken/api/v1/zaken", &[]).await.status, 200);
}

#[tokio::test]
async fn a_type_under_an_alias_is_the_type_it_stands_for() {
    let pair = ("https://oud.example".to_owned(), "https://zaken.example".to_owned());
    let aliases = TypeAliases::new([pair]).unwrap();
    let world = World::with(|config| config.type_aliases = aliases).await;
    let old = ZAAKTYPE.replace("zaken.example", "oud.example");
    let body = zaak(&old, "intern");
    assert_eq!(create(&world, &body).await, 200);
    assert_eq!(world.upstream.only().body, body.as_bytes(), "bodies are never rewritten");
    shows(&world, &body);
    assert_eq!(world.get("lezer", &item(), &[]).await.status, 200);
    assert_eq!(create(&world, &zaak(&old, "geheim")).await, 403);
}
