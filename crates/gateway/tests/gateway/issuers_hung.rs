//! The issuer's Autorisaties API while one of several issuers takes connections and says nothing.

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use gateway::config::GatewayConfig;

use crate::harness::{Answer, World};

const APPLICATIES: &str = "/autorisaties/api/v1/applicaties";
const OWN: &str = "Authorization: Bearer a.b.c";
const SOON: Duration = Duration::from_secs(1);

/// Takes connections, as the kernel does for a process that was stopped, and never says a word.
fn hung() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn begin_at(config: &mut GatewayConfig, address: SocketAddr) {
    config.issuer_addresses.insert(0, format!("http://{address}").parse().unwrap());
}

async fn timed(world: &World, method: &str, body: &str) -> (Answer, Duration) {
    let begun = Instant::now();
    let answer = world.ask_with(method, OWN, APPLICATIES, &[], body).await;
    (answer, begun.elapsed())
}

#[tokio::test]
async fn the_next_issuer_answers_a_get_in_seconds_and_everything_behind_it_at_once() {
    let (_held, hung) = hung();
    let (world, running) = World::start(|config| begin_at(config, hung));
    // Without a feed nothing tells the gateway which of them is there.
    world.issuer.go_away();
    tokio::spawn(running.finished());
    let (answer, took) = timed(&world, "GET", "").await;
    assert_eq!(answer.status, 200);
    assert!((Duration::from_secs(5)..Duration::from_secs(8)).contains(&took), "{took:?}");
    for (method, body) in [("POST", "{}"), ("GET", ""), ("DELETE", ""), ("PUT", "{}")] {
        let (answer, took) = timed(&world, method, body).await;
        assert!(answer.status == 200 && took < SOON, "{method}: {} {took:?}", answer.status);
    }
    let seen = world.issuer.api.seen();
    let methods: Vec<&str> = seen.iter().map(|seen| seen.method.as_str()).collect();
    assert_eq!(methods, ["GET", "POST", "GET", "DELETE", "PUT"]);
}

#[tokio::test]
async fn the_issuer_that_the_feed_comes_from_is_asked_first() {
    let (_held, hung) = hung();
    let world = World::with(|config| begin_at(config, hung)).await;
    for (method, body) in [("POST", "{}"), ("GET", "")] {
        let (answer, took) = timed(&world, method, body).await;
        assert!(answer.status == 200 && took < SOON, "{method}: {} {took:?}", answer.status);
        assert_eq!(world.issuer.api.only().method, method);
    }
}
