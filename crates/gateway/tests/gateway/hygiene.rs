//! What is said beside every answer, and what an upstream is told of the way here.

use edge::config::Document;
use edge::peer::TrustedProxies;
use gateway::config::{Answers, ForwardedHeader};

use crate::harness::wire::Answer;
use crate::harness::{HOST, World, exchange};

const PATH: &str = "/zaken/api/v1/zaken";
/// What the policy says of an answer that no cache may keep.
const SAID: [(&str, &str); 5] = [
    ("cache-control", "no-store"),
    ("content-security-policy", "frame-ancestors 'none'"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

#[track_caller]
fn says_all(answer: &Answer, but: &[&str]) {
    for (name, value) in SAID.iter().filter(|(name, _)| !but.contains(name)) {
        assert_eq!(answer.header(name), Some(*value), "{name}: {answer:?}");
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers_and_so_has_every_refusal() {
    let world = World::new().await;
    for (client, path, status) in
        [("alles", PATH, 200), ("catalogus", PATH, 403), ("alles", "/elders", 404)]
    {
        let answer = world.get(client, path, &[]).await;
        assert_eq!(answer.status, status);
        says_all(&answer, &[]);
        assert!(answer.header("content-type").is_some());
    }
    says_all(&world.ask_with("GET", "", PATH, &[], "").await, &[]);
    says_all(&world.ask("PATCH", "alles", PATH, &[], "").await, &[]);
    says_all(&world.get("alles", "/health/live", &[]).await, &[]);
    let elsewhere = b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    let answer = exchange(world.address, elsewhere).await;
    assert_eq!(answer.status, 421);
    // RFC 6797 8.1: it would bind a name that is not ours.
    assert_eq!(answer.header("strict-transport-security"), None);
    says_all(&answer, &["strict-transport-security"]);
}

#[tokio::test]
async fn tls_is_demanded_where_the_public_name_is_https_and_nowhere_else() {
    let plain = World::with(|config| {
        let name = edge::public_url::PublicUrl::parse(&format!("http://{HOST}")).unwrap();
        config.upstreams[0].public_url = name;
    });
    let answer = plain.await.get("alles", PATH, &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("strict-transport-security"), None);
    says_all(&answer, &["strict-transport-security"]);
}

#[tokio::test]
async fn what_an_upstream_says_more_strictly_stays_and_what_it_says_less_does_not() {
    let world = World::new().await;
    let strict = [
        ("cache-control", "private, max-age=0, no-store"),
        ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ("content-type", "text/csv"),
    ];
    world.upstream.replies(PATH, 200, &strict, "{}");
    let answer = world.get("alles", PATH, &[]).await;
    for (name, value) in strict {
        assert_eq!(answer.header(name), Some(value));
    }
    let loose = [
        ("cache-control", "public, max-age=600"),
        ("strict-transport-security", "max-age=0"),
        ("x-frame-options", "ALLOWALL"),
        ("x-content-type-options", "sniff"),
        ("content-security-policy", "frame-ancestors *"),
    ];
    world.upstream.replies(PATH, 200, &loose, "{}");
    let answer = world.get("alles", PATH, &[]).await;
    says_all(&answer, &[]);
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"), "nobody named one");
}

#[tokio::test]
async fn an_answer_with_an_etag_is_kept_by_its_client_alone_which_asks_each_time() {
    let world = World::new().await;
    world.upstream.replies(PATH, 200, &[("etag", "\"a\"")], "{}");
    let answer = world.get("alles", PATH, &[]).await;
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    assert_eq!(answer.header("etag"), Some("\"a\""));
    world.upstream.replies(PATH, 304, &[("etag", "\"a\"")], "");
    let known = world.get("alles", PATH, &["If-None-Match: \"a\""]).await;
    assert_eq!((known.status, known.header("cache-control")), (304, Some("private, no-cache")));
    assert_eq!(known.header("content-type"), None);
}

#[tokio::test]
async fn answers_pass_as_they_come_where_that_is_wanted() {
    let world = World::with(|config| config.answers = Answers::AsTheyCome).await;
    let loose = [("cache-control", "public"), ("x-frame-options", "SAMEORIGIN"), ("etag", "\"a\"")];
    world.upstream.replies(PATH, 200, &loose, "{}");
    let answer = world.get("alles", PATH, &[]).await;
    for (name, value) in loose {
        assert_eq!(answer.header(name), Some(value));
    }
    for (name, _) in &SAID[1..4] {
        assert_eq!(answer.header(name), None, "{name}");
    }
    world.upstream.replies(PATH, 200, &[], "{}");
    let silent = world.get("alles", PATH, &[]).await;
    assert_eq!(silent.header("cache-control"), Some("private"), "of caches it said nothing");
}

#[tokio::test]
async fn an_upstream_is_told_who_asks_in_forwarded_too_where_that_is_wanted() {
    let told = ["Forwarded: for=10.0.0.1;host=evil.example", "X-Forwarded-For: 10.0.0.1"];
    let world = World::with(|config| config.forwarded_header = ForwardedHeader::Sent).await;
    assert_eq!(world.get("alles", PATH, &told).await.status, 200);
    let seen = world.upstream.only();
    assert_eq!(seen.all("forwarded"), [format!("for=127.0.0.1;proto=https;host={HOST}")]);
    assert_eq!(seen.all("x-forwarded-for"), ["127.0.0.1"]);
    assert_eq!(seen.all("x-forwarded-proto"), ["https"]);
    for name in ["x-forwarded-host", "x-forwarded-port"] {
        assert!(seen.all(name).is_empty(), "{name}: Host says it");
    }
    let world = World::new().await;
    assert_eq!(world.get("alles", PATH, &told).await.status, 200);
    assert!(world.upstream.only().all("forwarded").is_empty());
}

#[tokio::test]
async fn of_a_chain_an_upstream_hears_the_part_that_is_believed() {
    let text = "[gateway]\ntrusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]";
    let mut document = Document::parse("zaakpoort.toml", text, []).unwrap();
    let proxies = document.section("gateway", TrustedProxies::read).unwrap();
    let behind_proxy = World::with(|config| config.trusted_proxies = proxies).await;
    let direct = World::new().await;
    for (said, believed) in [
        ("X-Forwarded-For: 203.0.113.9", "203.0.113.9"),
        ("X-Forwarded-For: 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("X-Forwarded-For: 10.9.9.9, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("X-Forwarded-For: [2001:db8::7]:4711", "2001:db8::7"),
        ("Forwarded: for=forged, for=\"[2001:db8::7]:80\";proto=https", "2001:db8::7"),
        ("Forwarded: for=203.0.113.9;host=evil.example", "203.0.113.9"),
        ("X-Forwarded-For: 203.0.113.9, forged", "127.0.0.1"),
        ("Forwarded: for=\"203.0.113.9", "127.0.0.1"),
        ("X-Real-IP: 203.0.113.9", "127.0.0.1"),
    ] {
        for (world, heard) in [(&behind_proxy, believed), (&direct, "127.0.0.1")] {
            assert_eq!(world.get("alles", PATH, &[said]).await.status, 200, "{said}");
            let seen = world.upstream.only();
            assert_eq!(seen.all("x-forwarded-for"), [heard], "{said}");
            assert_eq!(seen.all("x-forwarded-proto"), ["https"], "as the public name has it");
            assert_eq!(seen.all("host"), [HOST], "{said}");
        }
    }
}
