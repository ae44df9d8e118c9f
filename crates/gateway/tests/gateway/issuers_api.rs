//! The issuer's Autorisaties API under an upstream's public name: asked in the caller's own name, and
//! never of the upstream.

use edge::config::Document;
use edge::peer::TrustedProxies;

use crate::harness::{HOST, World, exchange};

const APPLICATIES: &str = "/autorisaties/api/v1/applicaties";
/// Nothing that the gateway would take for a token.
const OWN: &str = "Authorization: Bearer the.callers own";

fn believed(proxy: &str) -> TrustedProxies {
    let text = format!("[gateway]\ntrusted_proxies = ['{proxy}']");
    let mut document = Document::parse("zaakpoort.toml", &text, []).unwrap();
    document.section("gateway", TrustedProxies::read).unwrap()
}

#[tokio::test]
async fn every_method_path_and_query_reaches_the_issuer_with_the_callers_own_credential() {
    let world = World::new().await;
    for method in
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"]
    {
        for path in ["", "/", "/applicaties", "/applicaties/consumer?clientId=a%2Fb&clientId=%22"] {
            let target = format!("/autorisaties/api/v1{path}");
            let answer = world.ask_with(method, OWN, &target, &[], "").await;
            assert_eq!(answer.status, 200, "{method} {target}");
            let seen = world.issuer.api.only();
            assert_eq!((seen.method.as_str(), &seen.target), (method, &target));
            assert_eq!(seen.all("authorization"), ["Bearer the.callers own"], "{method}");
        }
    }
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn whoever_may_what_is_not_the_gateways_to_say() {
    let world = World::new().await;
    for credential in ["", "Authorization: Basic YTpi", "Authorization: Bearer a.b.c, Bearer d.e.f"]
    {
        let target = format!("{APPLICATIES}?access_token=x");
        let answer = world.ask_with("GET", credential, &target, &[], "").await;
        assert_eq!(answer.status, 200, "{credential}");
        let credential = credential.strip_prefix("Authorization: ");
        assert_eq!(world.issuer.api.only().all("authorization"), Vec::from_iter(credential));
    }
    let two = ["Authorization: Bearer d.e.f"];
    world.ask_with("GET", "Authorization: Bearer a.b.c", APPLICATIES, &two, "").await;
    let seen = world.issuer.api.only();
    assert_eq!(seen.all("authorization"), ["Bearer a.b.c", "Bearer d.e.f"], "it refuses two");
}

#[tokio::test]
async fn what_a_client_may_not_say_does_not_reach_the_issuer() {
    let world = World::new().await;
    let told = [
        "X-User-Id: admin",
        "x_user_id: admin",
        "X-NLX-Request-User-Id: admin",
        "X-Zaakpoort-Client: admin",
        "X-SSL-Client-Verify: SUCCESS",
        "X-Forwarded-For: 10.0.0.1",
        "X_Forwarded_For: 10.0.0.1",
        "Forwarded: for=10.0.0.1;proto=https",
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Proto: https",
        "X-Real-IP: 10.0.0.1",
        "X-Original-URL: /admin/v1/clients",
        "X-HTTP-Method-Override: DELETE",
        "Cookie: sessionid=1",
        "Proxy-Authorization: Basic YTpi",
        "TE: trailers",
        "Keep-Alive: timeout=5",
        "Upgrade: h2c",
        "Accept: application/json",
        "Content-Type: application/json",
        "X-Audit-Toelichting: waarom",
        "Connection: close, Authorization, Host, X-Forwarded-For, X-Forwarded-Proto, X-Secret",
        "X-Secret: stays on this hop",
    ];
    assert_eq!(world.ask_with("GET", OWN, APPLICATIES, &told, "").await.status, 200);
    let seen = world.issuer.api.only();
    let mut names: Vec<&str> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "accept",
            "authorization",
            "content-type",
            "host",
            "traceparent",
            "x-audit-toelichting",
            "x-forwarded-for",
            "x-forwarded-proto",
        ]
    );
    assert_eq!(seen.all("authorization"), ["Bearer the.callers own"]);
    assert_eq!(seen.all("host"), [world.issuer.address.to_string()]);
    assert_eq!(seen.all("x-forwarded-for"), ["127.0.0.1"]);
    assert_eq!(seen.all("x-forwarded-proto"), ["http"]);
}

#[tokio::test]
async fn the_issuer_hears_of_a_client_what_a_trusted_proxy_says() {
    let world = World::with(|config| config.trusted_proxies = believed("127.0.0.1")).await;
    let told = ["X-Forwarded-For: 10.0.0.1, 203.0.113.9", "X-Forwarded-Proto: https"];
    assert_eq!(world.ask_with("GET", OWN, APPLICATIES, &told, "").await.status, 200);
    let seen = world.issuer.api.only();
    assert_eq!(seen.all("x-forwarded-for"), ["203.0.113.9"]);
    assert_eq!(seen.all("x-forwarded-proto"), ["https"]);
}

#[tokio::test]
async fn a_body_of_any_length_reaches_the_issuer_as_it_came() {
    let world = World::new().await;
    let long = "0123456789abcdef".repeat(5 * 1024 * 64);
    for body in ["{}", &long] {
        assert_eq!(world.ask_with("POST", OWN, APPLICATIES, &[], body).await.status, 200);
        let seen = world.issuer.api.only();
        assert!(seen.body == body.as_bytes(), "{} bytes", seen.body.len());
        assert_eq!(seen.all("content-length"), [body.len().to_string()]);

        let chunks = body
            .as_bytes()
            .chunks(64 * 1024)
            .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk)));
        let chunked = format!(
            "PUT {APPLICATIES}/1 HTTP/1.1\r\nHost: {HOST}\r\n{OWN}\r\nConnection: close\r\n\
             Transfer-Encoding: chunked\r\n\r\n{}0\r\nX-User-Id: admin\r\n\r\n",
            chunks.collect::<String>()
        );
        assert_eq!(exchange(world.address, chunked.as_bytes()).await.status, 200);
        let seen = world.issuer.api.only();
        assert!(seen.body == body.as_bytes(), "{} bytes", seen.body.len());
        assert_eq!(seen.all("transfer-encoding"), ["chunked"]);
        assert!(seen.all("x-user-id").is_empty());
    }
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn the_issuers_answer_comes_back_unchanged() {
    let world = World::new().await;
    let headers = [
        ("content-type", "application/problem+json"),
        ("www-authenticate", "Bearer realm=\"zaken\", error=\"invalid_token\""),
        ("location", "https://issuer.example/autorisaties/api/v1/applicaties/1"),
        ("etag", "\"a\""),
        ("allow", "GET, HEAD, POST"),
        ("api-version", "1.1.0"),
        ("cache-control", "no-store"),
        ("set-cookie", "a=b"),
        ("server", "zaakpoort"),
    ];
    for status in [200, 201, 302, 400, 401, 403, 404, 405, 413, 429, 500, 503] {
        world.issuer.api.replies(APPLICATIES, status, &headers, "{\"code\":\"x\"}");
        let answer = world.ask_with("GET", OWN, APPLICATIES, &[], "").await;
        assert_eq!(answer.refusal(), (status, "x".to_owned()));
        for (name, value) in headers {
            assert_eq!(answer.header(name), Some(value), "{status} {name}");
        }
    }
    let head = world.ask_with("HEAD", OWN, APPLICATIES, &[], "").await;
    assert_eq!((head.header("content-length"), head.body.len()), (Some("12"), 0));
    world.issuer.api.replies(APPLICATIES, 204, &[("api-version", "1.1.0")], "");
    let none = world.ask_with("DELETE", OWN, APPLICATIES, &[], "").await;
    assert_eq!((none.status, none.header("api-version"), none.body.len()), (204, Some("1.1.0"), 0));
}

#[tokio::test]
async fn only_this_path_leads_to_the_issuer_and_only_in_one_spelling() {
    let world = World::new().await;
    for (path, status) in [
        ("/autorisaties", 404),
        ("/autorisaties/", 404),
        ("/autorisaties/api/v1x", 404),
        ("/autorisaties/api/v10/x", 404),
        ("/autorisaties/api/v2/applicaties", 404),
        ("/Autorisaties/api/v1/applicaties", 404),
        ("/zaken/api/v1/autorisaties/api/v1/applicaties", 404),
        ("/feed/v1", 404),
        ("/admin/v1/clients", 404),
        ("/autorisaties//api/v1/applicaties", 400),
        ("//autorisaties/api/v1/applicaties", 400),
        ("/autorisaties/api/v1//", 400),
        ("/autorisaties/./api/v1/applicaties", 400),
        ("/autorisaties/api/v1/../../../admin/v1/clients", 400),
        ("/autorisaties/api/v1/%2e%2e/%2e%2e/%2e%2e/admin/v1/clients", 400),
        ("/autorisaties/api/v1/..%2f..%2f..%2fadmin", 400),
        ("/autorisaties/api/v1/..;/..;/..;/admin", 400),
        ("/autorisaties/api/v1/\\..\\admin", 400),
        ("/zaken/../autorisaties/api/v1/applicaties", 400),
        ("/%61utorisaties/api/v1/applicaties", 400),
        ("/autorisaties/api/%761/applicaties", 400),
        ("/autorisaties%2fapi/v1/applicaties", 400),
    ] {
        for method in ["GET", "POST"] {
            let answer = world.ask(method, "alles", path, &[], "").await;
            assert_eq!(answer.status, status, "{method} {path}");
        }
    }
    assert!(world.issuer.api.seen().is_empty() && world.upstream.seen().is_empty());
}

#[tokio::test]
async fn under_another_name_there_is_nothing_and_connections_are_not_upgraded() {
    let world = World::new().await;
    for (line, host, refusal) in [
        (format!("GET {APPLICATIES}"), "evil.example", (421, "host-unknown")),
        (format!("GET https://evil.example{APPLICATIES}"), HOST, (400, "target-not-a-path")),
        (format!("CONNECT {APPLICATIES}"), HOST, (400, "upgrade-refused")),
        (format!("CONNECT {HOST}:443"), HOST, (400, "upgrade-refused")),
    ] {
        let request = format!("{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = exchange(world.address, request.as_bytes()).await;
        assert_eq!(answer.refusal(), (refusal.0, refusal.1.to_owned()), "{line} {host}");
    }
    let upgrade = ["Connection: Upgrade, close", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
    let answer = world.ask_with("GET", OWN, APPLICATIES, &upgrade, "").await;
    assert_eq!(answer.refusal(), (400, "upgrade-refused".to_owned()));
    assert!(world.issuer.api.seen().is_empty() && world.upstream.seen().is_empty());
}

#[tokio::test]
async fn each_request_of_a_connection_goes_its_own_way() {
    let world = World::new().await;
    let zaken = |last: &str| format!("GET /zaken/api/v1/zaken HTTP/1.1\r\nHost: {HOST}\r\n{last}");
    let token = format!("Authorization: Bearer {}\r\n", world.issuer.token("alles"));
    let ours = format!(
        "POST {APPLICATIES} HTTP/1.1\r\nHost: {HOST}\r\n{token}Content-Length: 2\r\n\r\n{{}}"
    );
    let both = format!("{ours}{}", zaken("Connection: close\r\n\r\n"));
    let answers = exchange(world.address, both.as_bytes()).await;
    assert!(answers.status == 200 && answers.text().contains("HTTP/1.1 401 "), "{answers:?}");
    assert_eq!(world.issuer.api.only().body, b"{}");
    assert!(world.upstream.seen().is_empty());

    let bare = format!("GET {APPLICATIES} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
    let both = format!("{}{bare}", zaken(&format!("{token}\r\n")));
    let answers = exchange(world.address, both.as_bytes()).await;
    assert!(answers.status == 200 && answers.text().contains("HTTP/1.1 200 "), "{answers:?}");
    assert!(world.issuer.api.only().all("authorization").is_empty(), "no credential of another's");
    assert_eq!(world.upstream.only().claims()["client_id"], "alles");
}
