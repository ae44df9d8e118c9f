//! What goes up, what comes back, and what does neither.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateway::config::{CredentialConfig, UpstreamName};
use gateway::{UpstreamKey, upstream_secret};
use secrecy::ExposeSecret;

use crate::harness::{HOST, UPSTREAM_KEY, World, exchange};

const PATH: &str = "/zaken/api/v1/zaken";

#[tokio::test]
async fn the_upstreams_jwt_is_signed_with_the_derived_secret_of_the_caller() {
    let world = World::new().await;
    assert_eq!(world.get("alles", PATH, &[]).await.status, 200);
    let seen = world.upstream.only();
    let token = seen.all("authorization")[0].strip_prefix("Bearer ").unwrap().to_owned();
    let key = UpstreamKey::new(UPSTREAM_KEY.to_owned().into()).unwrap();
    let name = UpstreamName::parse("openzaak").unwrap();
    let secret = upstream_secret(&key, &name, 1, &autorisaties::ClientId::parse("alles").unwrap());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut mac = <hmac::Hmac<sha2::Sha256> as hmac::KeyInit>::new_from_slice(
        secret.expose_secret().as_bytes(),
    )
    .unwrap();
    hmac::Mac::update(&mut mac, signed.as_bytes());
    let expected = URL_SAFE_NO_PAD.encode(hmac::Mac::finalize(mac).into_bytes());
    assert_eq!(signature, expected);
}

#[tokio::test]
async fn identity_and_forwarding_headers_of_the_client_do_not_reach_the_upstream() {
    let world = World::new().await;
    let told = [
        "X-User-Id: admin",
        "x_user_id: admin",
        "X.User.Id: admin",
        "X-NLX-Request-User-Id: admin",
        "X-Forwarded-For: 10.0.0.1",
        "X-Forwarded-Host: evil.example",
        "X_Forwarded_Proto: http",
        "X-Original-URL: /admin",
        "X-HTTP-Method-Override: DELETE",
        "Cookie: sessionid=1",
        "Destination: /admin",
        "Proxy: http://evil.example",
        "X-Audit-Toelichting: waarom",
        "X_Audit-Toelichting: evil",
        "X-NLX-Logrecord-ID: 1",
        "Accept-Crs: EPSG:4326",
        "Connection: close, Authorization, Host, X-Forwarded-Proto, X-Secret",
        "X-Secret: stays on this hop",
    ];
    assert_eq!(world.get("alles", PATH, &told).await.status, 200);
    let seen = world.upstream.only();
    let mut names: Vec<&str> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "accept-crs",
            "authorization",
            "host",
            "traceparent",
            "x-audit-toelichting",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-nlx-logrecord-id",
        ]
    );
    assert_eq!(seen.all("host"), [HOST]);
    assert_eq!(seen.all("x-forwarded-proto"), ["https"]);
    assert_eq!(seen.all("x-forwarded-for"), ["127.0.0.1"]);
    assert_eq!(seen.all("x-audit-toelichting"), ["waarom"]);
    assert_eq!(seen.claims()["client_id"], "alles");
}

#[tokio::test]
async fn a_body_goes_up_as_it_came_with_its_length_or_in_chunks() {
    let world = World::new().await;
    let types = ["Content-Type: multipart/form-data; boundary=x"];
    assert_eq!(world.ask("POST", "alles", PATH, &types, "not json").await.status, 200);
    let seen = world.upstream.only();
    assert_eq!(seen.body, b"not json");
    assert_eq!(seen.all("content-length"), ["8"]);

    let token = world.issuer.token("alles");
    let chunked = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    );
    assert_eq!(exchange(world.address, chunked.as_bytes()).await.status, 200);
    let seen = world.upstream.only();
    assert_eq!(seen.body, b"abcde");
    assert_eq!(seen.all("transfer-encoding"), ["chunked"]);
}

#[tokio::test]
async fn an_answer_comes_back_as_it_is_but_for_what_is_not_the_clients() {
    let world = World::new().await;
    let headers = [
        ("content-type", "application/json"),
        ("etag", "\"a\""),
        ("location", "https://zaken.example/zaken/api/v1/zaken/1"),
        ("api-version", "1.5.1"),
        ("server", "uwsgi"),
        ("set-cookie", "sessionid=1"),
        ("access-control-allow-origin", "*"),
        ("x-powered-by", "x"),
    ];
    world.upstream.replies(PATH, 200, &headers, "{\"a\":1}");
    let answer = world.get("alles", PATH, &[]).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "{\"a\":1}"));
    assert_eq!(answer.header("content-length"), Some("7"));
    for (name, value) in &headers[..4] {
        assert_eq!(answer.header(name), Some(*value), "{name}");
    }
    for name in ["server", "set-cookie", "access-control-allow-origin", "x-powered-by"] {
        assert_eq!(answer.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn a_head_keeps_its_length_and_a_304_its_tag() {
    let world = World::new().await;
    world.upstream.replies(PATH, 200, &[("content-type", "application/json")], "{\"a\":1}");
    let answer = world.ask("HEAD", "alles", PATH, &[], "").await;
    assert_eq!((answer.status, answer.header("content-length")), (200, Some("7")));
    assert!(answer.body.is_empty());
    world.upstream.replies(PATH, 304, &[("etag", "\"a\"")], "");
    let answer = world.get("alles", PATH, &["If-None-Match: \"a\""]).await;
    assert_eq!((answer.status, answer.header("etag")), (304, Some("\"a\"")));
    assert_eq!(world.upstream.seen()[1].all("if-none-match"), ["\"a\""]);
}

#[tokio::test]
async fn an_upstream_that_refuses_the_gateway_is_not_the_clients_fault() {
    let world = World::new().await;
    world.upstream.replies(PATH, 401, &[("www-authenticate", "Basic realm=\"x\"")], "{}");
    let answer = world.get("alles", PATH, &[]).await;
    assert_eq!(answer.refusal(), (502, "upstream-credential-refused".to_owned()));
    assert_eq!(answer.header("www-authenticate"), None);
    for of_its_connection in [407, 426] {
        world.upstream.replies(PATH, of_its_connection, &[("upgrade", "h2c")], "{}");
        let answer = world.get("alles", PATH, &[]).await;
        assert_eq!(answer.refusal(), (502, "upstream-status".to_owned()), "{of_its_connection}");
    }
    world.upstream.replies(PATH, 403, &[("content-type", "application/json")], "{\"code\":\"x\"}");
    assert_eq!(world.get("alles", PATH, &[]).await.refusal(), (403, "x".to_owned()));
}

#[tokio::test]
async fn without_upstream_credential_nothing_is_said_of_the_caller() {
    let world = World::with(|config| config.upstreams[0].credential = CredentialConfig::None).await;
    assert_eq!(world.get("alles", PATH, &[]).await.status, 200);
    assert!(world.upstream.only().all("authorization").is_empty());
}

#[tokio::test]
async fn a_refused_body_is_not_taken_for_the_next_request() {
    let world = World::new().await;
    let token = world.issuer.token("alles");
    let smuggled =
        format!("GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\r\n");
    let request = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {}\r\n\r\n{smuggled}",
        smuggled.len()
    );
    let answer = exchange(world.address, request.as_bytes()).await;
    assert_eq!((answer.status, answer.header("connection")), (401, Some("close")));
    assert!(!answer.text().contains("HTTP/1.1"), "one answer and no more");
    assert!(world.upstream.seen().is_empty());
}
