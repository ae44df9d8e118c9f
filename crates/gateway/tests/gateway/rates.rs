//! How often a client may ask.

use std::time::Duration;

use gateway::config::RateLimit;

use crate::harness::{HOST, World, exchange};

const PATH: &str = "/zaken/api/v1/zaken";

/// Three at once, and hardly one more while a test runs.
async fn world() -> World {
    let limit = RateLimit { requests: 1, per: Duration::from_mins(10), burst: 3 };
    World::with(|config| config.upstreams[0].rate_limit = Some(limit)).await
}

#[tokio::test]
async fn a_client_that_asks_too_often_is_held_back_and_another_is_not() {
    let world = world().await;
    for _ in 0..3 {
        assert_eq!(world.get("alles", PATH, &[]).await.status, 200);
    }
    for _ in 0..3 {
        let answer = world.get("alles", PATH, &[]).await;
        assert_eq!(answer.refusal(), (429, "throttled".to_owned()));
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((500..=600).contains(&wait), "{wait}");
    }
    assert_eq!(world.upstream.seen().len(), 3);
    let other = world.get("catalogus", "/catalogi/api/v1/zaaktypen", &[]).await;
    assert_eq!(other.status, 200, "{}", other.text());
}

#[tokio::test]
async fn who_is_held_back_need_not_send_the_body() {
    let world = world().await;
    for _ in 0..3 {
        assert_eq!(world.get("alles", PATH, &[]).await.status, 200);
    }
    let token = world.issuer.token("alles");
    let announced = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: 1000000\r\n\r\n"
    );
    let answer = exchange(world.address, announced.as_bytes()).await;
    assert_eq!(answer.refusal(), (429, "throttled".to_owned()));
    assert_eq!(answer.header("connection"), Some("close"));
}

#[tokio::test]
async fn who_proves_nothing_takes_nothing_from_anybody() {
    let world = world().await;
    for _ in 0..10 {
        assert_eq!(world.ask_with("GET", "", PATH, &[], "").await.status, 401);
    }
    for _ in 0..3 {
        assert_eq!(world.get("alles", PATH, &[]).await.status, 200);
    }
}
