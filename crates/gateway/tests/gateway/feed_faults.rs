//! A feed that breaks, repeats itself, goes back or is not understood: never a wrong verdict.

use std::time::Duration;

use autorisaties::ClientId;
use chrono::TimeDelta;
use edge::clock::Clock;
use edge::feed::{ApplicatieState, Change, ChangeNumber, Ended, Event, Thing, sse};
use gateway::config::WhenStale;
use serde_json::Value;
use uuid::Uuid;

use crate::harness::issuer::lezer;
use crate::harness::{Issuer, World, exchange};

const TYPES: &str = "/catalogi/api/v1/zaaktypen";

/// Asks until it is so.
async fn until<F: Future<Output = bool>>(is_so: impl Fn() -> F) {
    let asked = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asked).await.unwrap();
}

async fn ready(world: &World, header: &str) -> Value {
    let request =
        format!("GET /health/ready HTTP/1.1\r\nHost: x\r\n{header}Connection: close\r\n\r\n");
    serde_json::from_str(&exchange(world.address, request.as_bytes()).await.text()).unwrap()
}

fn client_ended(client: &str) -> Thing {
    Thing::ClientEnded(Ended { id: client.to_owned() })
}

async fn opened_twice(world: &World) -> Vec<Option<u64>> {
    until(async || world.issuer.openings().len() > 1).await;
    world.issuer.openings()
}

#[tokio::test]
async fn a_snapshot_that_is_cut_in_the_middle_leaves_the_state_as_it_was() {
    let world = World::new().await;
    let nothing = ApplicatieState { id: Uuid::from_u128(3), autorisaties: Vec::new(), ..lezer() };
    world.issuer.say(&sse::encode(&Event::Item(Thing::Applicatie(nothing))).unwrap());
    world.issuer.hang_up();
    assert_eq!(opened_twice(&world).await, [None, Some(100)]);
    assert_eq!(world.get("catalogus", TYPES, &[]).await.status, 200);
}

#[tokio::test]
async fn what_a_restored_database_does_not_give_any_more_is_not_given() {
    for connected in [true, false] {
        let world = World::new().await;
        assert_eq!(world.get("catalogus", TYPES, &[]).await.status, 200);
        let lost = |thing: &Thing| matches!(thing, Thing::Applicatie(told) if told.id == Uuid::from_u128(3));
        world.issuer.go_back(50, lost);
        if !connected {
            world.issuer.hang_up();
        }
        opened_twice(&world).await;
        until(async || world.get("catalogus", TYPES, &[]).await.status == 403).await;
        assert_eq!(world.get("alles", TYPES, &[]).await.status, 200, "connected: {connected}");
        let asked = if connected { None } else { Some(100) };
        assert_eq!(world.issuer.openings()[..2], [None, asked]);
    }
}

#[tokio::test]
async fn an_event_that_comes_twice_is_answered_with_a_snapshot() {
    let world = World::new().await;
    world.issuer.change(client_ended("lezer"));
    let (number, prev) = (ChangeNumber::new(101), ChangeNumber::new(100));
    let again = Event::Change(Change { number, prev, thing: client_ended("lezer") });
    world.issuer.say(&sse::encode(&again).unwrap());
    assert_eq!(opened_twice(&world).await, [None, None]);
    assert_eq!(world.get("lezer", TYPES, &[]).await.refusal(), (401, "client-gone".to_owned()));
    assert_eq!(world.get("alles", TYPES, &[]).await.status, 200);
}

#[tokio::test]
async fn what_is_two_things_at_once_or_restricts_in_new_words_is_read_anew() {
    for thing in [
        r#"{"kind":"client_ended","kind":"client","id":"alles"}"#,
        r#"{"kind":"client_ended","id":"lezer","id":"alles"}"#,
        r#"{"kind":"client_ended","id":"alles","until":"monday"}"#,
        r#"{"kind":"curfew","id":"alles"}"#,
    ] {
        let world = World::new().await;
        let change = format!(r#"{{"number":101,"prev":100,"thing":{thing}}}"#);
        world.issuer.say(&format!("event: change\ndata: {change}\n\n"));
        assert_eq!(opened_twice(&world).await, [None, None], "{thing}");
        until(async || world.get("alles", TYPES, &[]).await.status == 200).await;
    }
}

#[tokio::test]
async fn an_event_without_end_ends_the_feed_and_not_the_gateway() {
    let world = World::new().await;
    world.issuer.say("event: item\ndata: ");
    let megabyte = "x".repeat(1024 * 1024);
    for _ in 0..18 {
        world.issuer.say_and_nothing_else(&megabyte);
        assert_eq!(world.get("alles", TYPES, &[]).await.status, 200);
    }
    assert_eq!(opened_twice(&world).await[..2], [None, None]);
    assert_eq!(world.get("alles", TYPES, &[]).await.status, 200);
}

#[tokio::test]
async fn a_feed_that_drips_confirms_nothing_and_is_opened_anew() {
    let world = World::new().await;
    world.issuer.say_and_nothing_else("event: number\ndata: ");
    world.hand.advance(TimeDelta::seconds(301));
    let refusal = world.get("alles", TYPES, &[]).await.refusal();
    assert_eq!(refusal, (503, "state-stale".to_owned()));
    // It waits for whole events, however many bytes there are.
    until(async || {
        world.issuer.say_and_nothing_else(" ");
        tokio::time::sleep(Duration::from_millis(100)).await;
        world.issuer.openings().len() > 1
    })
    .await;
    assert_eq!(world.issuer.openings(), [None, Some(100)]);
    until(async || world.get("alles", TYPES, &[]).await.status == 200).await;
}

#[tokio::test]
async fn who_chose_to_go_on_when_stale_goes_on_but_never_without_a_state() {
    let world = World::with(|config| config.when_stale = WhenStale::Serve).await;
    world.issuer.go_away();
    world.hand.advance(TimeDelta::hours(100));
    let token = format!("Authorization: Bearer {}", world.issuer.token_at("alles", 360_000));
    assert_eq!(world.ask_with("GET", &token, TYPES, &[], "").await.status, 200);

    let (world, running) = World::start(|config| {
        config.when_stale = WhenStale::Serve;
        config.client_id = ClientId::parse("other").unwrap();
    });
    tokio::spawn(running.finished());
    assert_eq!(world.get("alles", TYPES, &[]).await.refusal(), (503, "not-ready".to_owned()));
}

#[tokio::test]
async fn when_one_issuer_is_away_the_next_is_asked() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("http://{closed}").parse().unwrap();
    let world = World::with(|config| config.issuer_addresses.insert(0, nobody)).await;
    assert_eq!(world.get("alles", TYPES, &[]).await.status, 200);

    let second = Issuer::start(Clock::system());
    let address = format!("http://{}", second.address).parse().unwrap();
    let world = World::with(|config| config.issuer_addresses.push(address)).await;
    world.issuer.go_away();
    until(async || !second.openings().is_empty()).await;
    assert_eq!(second.openings()[0], Some(100), "resumed at the other");
}

#[tokio::test]
async fn a_gateway_that_is_not_ready_says_what_is_missing_and_to_its_operator_why() {
    let (world, running) = World::start(|config| {
        config.client_id = ClientId::parse("other").unwrap();
    });
    tokio::spawn(running.finished());
    let refused = "the issuer refuses the gateway's client id or credential";
    let why = async || ready(&world, "").await["waiting_for"].to_string();
    until(async || why().await.contains(refused)).await;
    let said = ready(&world, "X-Forwarded-For: 127.0.0.1\r\n").await;
    let missing = "a first snapshot of the feed";
    assert_eq!(said, serde_json::json!({ "status": "not ready", "missing": missing }));

    let world = World::new().await;
    let said = ready(&world, "").await;
    assert_eq!((&said["status"], &said["number"]), (&"ready".into(), &100.into()), "{said}");
    assert_eq!(said["state"].as_str().unwrap().len(), 32);
    let said = ready(&world, "Forwarded: for=127.0.0.1\r\n").await;
    assert_eq!(said, serde_json::json!({ "status": "ready" }));
}
