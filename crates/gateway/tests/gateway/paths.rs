//! Paths, hosts and methods as they come over the wire.

use crate::harness::{HOST, World, exchange};

/// The status of a request line and host, with a token that opens everything.
async fn status(world: &World, line: &str, host: &str) -> u16 {
    let token = world.issuer.token("alles");
    let request = format!(
        "{line} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    exchange(world.address, request.as_bytes()).await.status
}

#[tokio::test]
async fn a_path_with_two_readings_is_refused_and_reaches_nobody() {
    let world = World::new().await;
    for path in [
        "/zaken/api/v1/zaken/../../../../autorisaties/api/v1/applicaties",
        "/zaken/api/v1/%2e%2e/%2e%2e/autorisaties",
        "/zaken%2fapi/v1/zaken",
        "/zaken/api/v1/zaken%00",
        "/zaken/api/v1/zaken;x=1",
        "/zaken/..;/api/v1/zaken",
        "//zaken/api/v1/zaken",
        "/zaken//api/v1/zaken",
        "/zaken/api/v1\\zaken",
        "/zaken/api/v1/%252e%252e/zaken",
        "/zaken/api/v1/%7Aaken",
        "*",
    ] {
        assert_eq!(status(&world, &format!("GET {path}"), HOST).await, 400, "{path}");
    }
    for path in ["/zaken/api/v1evil/zaken", "/zaken/api/v1/zaken/", "/notificaties/api/v1/kanaal"] {
        assert_eq!(status(&world, &format!("GET {path}"), HOST).await, 404, "{path}");
    }
    assert!(world.upstream.seen().is_empty());
    assert_eq!(status(&world, "GET /zaken/api/v1/zaken", HOST).await, 200);
}

/// The HTTP library cuts a target at `#`; what is judged and what is forwarded is the same rest.
#[tokio::test]
async fn nothing_behind_a_hash_reaches_the_upstream() {
    let world = World::new().await;
    assert_eq!(status(&world, "GET /zaken/api/v1/zaken#/../rollen", HOST).await, 200);
    assert_eq!(world.upstream.only().target, "/zaken/api/v1/zaken");
}

#[tokio::test]
async fn another_host_is_misdirected_and_an_absolute_target_must_agree_with_it() {
    let world = World::new().await;
    assert_eq!(status(&world, "GET /zaken/api/v1/zaken", "evil.example").await, 421);
    assert_eq!(status(&world, "GET /zaken/api/v1/zaken", &world.address.to_string()).await, 421);
    let foreign = "GET https://evil.example/zaken/api/v1/zaken";
    assert_eq!(status(&world, foreign, HOST).await, 400);
    assert!(world.upstream.seen().is_empty());
    let own = "GET https://zaken.example/zaken/api/v1/zaken";
    assert_eq!(status(&world, own, HOST).await, 200);
    assert_eq!(world.upstream.only().target, "/zaken/api/v1/zaken");
}

#[tokio::test]
async fn a_method_is_exact_and_an_unknown_one_is_refused() {
    let world = World::new().await;
    for (method, expected) in [
        ("get", 400),
        ("PROPFIND", 400),
        ("DELETE", 405),
        ("OPTIONS", 405),
        ("TRACE", 405),
        ("HEAD", 200),
    ] {
        let line = format!("{method} /zaken/api/v1/zaken");
        assert_eq!(status(&world, &line, HOST).await, expected, "{method}");
    }
    let seen = world.upstream.only();
    assert_eq!(seen.method, "HEAD", "HEAD is judged as GET and forwarded as HEAD");
    let allow = world.ask("DELETE", "alles", "/zaken/api/v1/zaken", &[], "").await;
    assert_eq!(allow.header("allow"), Some("GET, HEAD, POST"));
}

#[tokio::test]
async fn connections_are_not_upgraded() {
    let world = World::new().await;
    let upgrade = ["Connection: Upgrade, close", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
    let answer = world.get("alles", "/zaken/api/v1/zaken", &upgrade).await;
    assert_eq!(answer.refusal(), (400, "upgrade-refused".to_owned()));
    let h2c = ["Connection: Upgrade, HTTP2-Settings, close", "Upgrade: h2c", "HTTP2-Settings: AAM"];
    let answer = world.get("alles", "/zaken/api/v1/zaken", &h2c).await;
    assert_eq!(answer.status, 200, "an upgrade that is not taken up is no error (RFC 9110 7.8)");
    let seen = world.upstream.only();
    assert!(seen.all("upgrade").is_empty() && seen.all("http2-settings").is_empty());
}

#[tokio::test]
async fn health_is_told_to_whoever_asks() {
    let world = World::new().await;
    for (path, expected) in [("/health/live", 200), ("/health/ready", 200), ("/health/other", 421)]
    {
        assert_eq!(
            status(&world, &format!("GET {path}"), "10.0.0.1:8080").await,
            expected,
            "{path}"
        );
    }
    assert_eq!(status(&world, "POST /health/live", HOST).await, 404);
}
