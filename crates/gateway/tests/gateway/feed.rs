//! The feed lost, broken, and come back.

use std::time::Duration;

use chrono::TimeDelta;
use edge::feed::{ApplicatieState, Ended, Thing};
use uuid::Uuid;

use crate::harness::issuer::{client_state, lezer};
use crate::harness::{World, exchange};

const TYPES: &str = "/catalogi/api/v1/zaaktypen";

async fn ready(world: &World) -> u16 {
    let request = b"GET /health/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    exchange(world.address, request).await.status
}

/// Asks until it is so; the suite's own time limit is the end of it.
async fn until(world: &World, expected: u16) {
    opened_until(world, 1, expected).await;
}

/// The same, once the feed was opened so often.
async fn opened_until(world: &World, openings: usize, expected: u16) {
    let asked = async {
        while world.issuer.openings().len() < openings || ready(world).await != expected {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), asked).await.unwrap();
}

fn nothing() -> Thing {
    Thing::Applicatie(ApplicatieState {
        id: Uuid::from_u128(3),
        autorisaties: Vec::new(),
        ..lezer()
    })
}

#[tokio::test]
async fn before_the_first_snapshot_requests_are_told_to_come_back() {
    // Nobody answers the feed at this address.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let (world, running) =
        World::start(|config| config.issuer_addresses = vec![address.parse().unwrap()]);
    tokio::spawn(running.finished());
    let answer = world.get("alles", TYPES, &[]).await;
    assert_eq!(answer.refusal(), (503, "not-ready".to_owned()));
    assert!(answer.header("retry-after").is_some());
    assert_eq!(ready(&world).await, 503);
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn a_gateway_with_the_wrong_secret_learns_nothing() {
    let (world, running) = World::start(|config| {
        config.client_id = autorisaties::ClientId::parse("other").unwrap();
    });
    tokio::spawn(running.finished());
    assert_eq!(world.get("alles", TYPES, &[]).await.refusal(), (503, "not-ready".to_owned()));
}

#[tokio::test]
async fn a_lost_feed_is_resumed_where_it_was_left() {
    let world = World::new().await;
    world.issuer.hang_up();
    world.issuer.change(Thing::ClientEnded(Ended { id: "lezer".to_owned() }));
    assert_eq!(world.get("alles", TYPES, &[]).await.status, 200, "it waited for the change");
    let openings = world.issuer.openings();
    assert_eq!(openings[..2], [None, Some(100)]);
    assert_eq!(world.get("lezer", TYPES, &[]).await.refusal(), (401, "client-gone".to_owned()));
}

#[tokio::test]
async fn a_gap_in_the_chain_is_closed_with_a_snapshot() {
    let world = World::new().await;
    world.issuer.change_silently(nothing());
    world.issuer.change(Thing::Client(client_state("new", Some(Uuid::from_u128(2)))));
    assert_eq!(world.get("new", TYPES, &[]).await.status, 200);
    let answer = world.get("catalogus", TYPES, &[]).await;
    assert_eq!(answer.refusal(), (403, "scope-not-held".to_owned()), "what was lost came too");
    assert_eq!(world.issuer.openings(), [None, None]);
}

#[tokio::test]
async fn an_event_that_is_not_known_makes_the_gateway_not_ready_until_it_can_read_all_again() {
    let world = World::new().await;
    world.issuer.change_silently(nothing());
    world.issuer.say("event: curfew\ndata: {}\n\n");
    opened_until(&world, 2, 200).await;
    // It asked for everything again, and only then judged on.
    assert_eq!(
        world.get("catalogus", TYPES, &[]).await.refusal(),
        (403, "scope-not-held".to_owned())
    );
    assert_eq!(world.issuer.openings(), [None, None]);
}

#[tokio::test]
async fn a_state_that_cannot_be_read_stays_unread() {
    let world = World::new().await;
    let mut odd = lezer();
    odd.autorisaties[0].component = "xyz".to_owned();
    world.issuer.change(Thing::Applicatie(odd));
    until(&world, 503).await;
    let answer = world.get("alles", TYPES, &[]).await;
    assert_eq!(answer.refusal(), (503, "not-ready".to_owned()));
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn a_gateway_without_issuer_goes_on_and_then_stops() {
    let world = World::new().await;
    world.issuer.go_away();
    let token = format!("Authorization: Bearer {}", world.issuer.token("alles"));
    world.hand.advance(TimeDelta::seconds(290));
    assert_eq!(world.ask_with("GET", &token, TYPES, &[], "").await.status, 200);
    world.hand.advance(TimeDelta::seconds(11));
    let answer = world.ask_with("GET", &token, TYPES, &[], "").await;
    assert_eq!(answer.refusal(), (503, "state-stale".to_owned()));
    assert_eq!(ready(&world).await, 503);
    assert_eq!(world.upstream.seen().len(), 1);
}

#[tokio::test]
async fn a_token_of_a_state_that_never_comes_is_not_judged() {
    let world = World::new().await;
    let claims = tokens::AccessClaims { zp_change: 1_000_000, ..world.issuer.claims("alles") };
    let token = tokens::sign(&claims, &world.issuer.key).unwrap();
    let answer =
        world.ask_with("GET", &format!("Authorization: Bearer {token}"), TYPES, &[], "").await;
    assert_eq!(answer.refusal(), (503, "state-behind".to_owned()));
}
