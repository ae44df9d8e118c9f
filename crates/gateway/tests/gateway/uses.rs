//! Which API tokens were taken is reported once a minute, and at the end; whoever is away holds up
//! nothing.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use edge::feed::{ApiTokenState, Thing};
use edge::uses::{Minute, Report};
use tokens::{UnixTime, token_digest};
use url::Url;
use uuid::Uuid;

use crate::harness::issuer::client_state;
use crate::harness::{NOW, World};

const PATH: &str = "/zaken/api/v1/zaken";
/// It is looked at four times a second.
const LOOKS: Duration = Duration::from_secs(1);

fn token(id: &str) -> String {
    format!("zpk_{id:A<43}")
}

/// Has the issuer tell of two API tokens.
async fn known(world: &World) {
    let state = |id: &str| ApiTokenState {
        id: id.to_owned(),
        hash: URL_SAFE_NO_PAD.encode(token_digest(&token(id))),
        scopes: None,
        user: None,
        expires: None,
    };
    let mut client = client_state("alles", Some(Uuid::from_u128(2)));
    client.api_tokens = vec![state("one"), state("two")];
    world.issuer.change(Thing::Client(client));
    // A token that was fetched after that waits for it.
    assert_eq!(world.get("alles", PATH, &[]).await.status, 200);
}

async fn ask(world: &World, id: &str) -> u16 {
    let header = format!("Authorization: Token {}", token(id));
    world.ask_with("GET", &header, PATH, &[], "").await.status
}

/// What was reported since the last time.
async fn reported(world: &World) -> Vec<Report> {
    tokio::time::sleep(LOOKS).await;
    let seen = world.issuer.api.seen().into_iter();
    let reports = seen.filter(|seen| seen.target == edge::uses::PATH);
    reports.map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect()
}

fn of(uses: &[(&str, i64)]) -> Report {
    let use_of = |(id, minutes): &(&str, i64)| {
        let at = Minute::at(UnixTime::new(NOW + minutes * 60));
        ((*id).to_owned(), at)
    };
    Report { uses: uses.iter().map(use_of).collect() }
}

#[tokio::test]
async fn a_hundred_uses_are_one_report_and_the_next_comes_a_minute_later() {
    let world = World::new().await;
    known(&world).await;
    assert_eq!(reported(&world).await, [], "other tokens are no use of one");
    assert_eq!(ask(&world, "other").await, 401);
    assert_eq!(ask(&world, "one").await, 200);
    assert_eq!(reported(&world).await, [of(&[("one", 0)])]);
    for _ in 0..100 {
        assert_eq!(ask(&world, "one").await, 200);
    }
    assert_eq!(ask(&world, "two").await, 200);
    assert_eq!(reported(&world).await, []);
    world.hand.advance(TimeDelta::seconds(60));
    assert_eq!(reported(&world).await, [of(&[("one", 0), ("two", 0)])]);
    world.hand.advance(TimeDelta::minutes(3));
    assert_eq!(reported(&world).await, []);
}

#[tokio::test]
async fn what_an_issuer_refuses_is_kept_and_the_next_one_is_asked() {
    let world = World::new().await;
    known(&world).await;
    world.issuer.api.replies(edge::uses::PATH, 503, &[], "");
    assert_eq!(ask(&world, "one").await, 200);
    assert_eq!(reported(&world).await, [of(&[("one", 0)])], "it was tried");
    assert_eq!(ask(&world, "two").await, 200, "no request waits for it");
    world.issuer.api.replies(edge::uses::PATH, 204, &[], "");
    tokio::time::sleep(3 * LOOKS).await;
    assert_eq!(reported(&world).await, [of(&[("one", 0), ("two", 0)])]);
}

#[tokio::test]
async fn a_stop_reports_what_is_left_and_does_not_wait_for_an_issuer_that_says_nothing() {
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let hung = Url::parse(&format!("http://{}", held.local_addr().unwrap())).unwrap();
    for (there, most) in [(true, 1), (false, 3)] {
        let (world, running) = World::start(|config| config.issuer_addresses.push(hung.clone()));
        running.ready().await;
        let finished = tokio::spawn(running.finished());
        known(&world).await;
        assert_eq!(ask(&world, "one").await, 200);
        assert_eq!(reported(&world).await.len(), 1);
        assert_eq!(ask(&world, "two").await, 200);
        if !there {
            // The other one is asked, and does not say a word.
            world.issuer.api.replies(edge::uses::PATH, 503, &[], "");
        }
        let begun = Instant::now();
        world.stop();
        finished.await.unwrap().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(most), "{:?}", begun.elapsed());
        if there {
            assert_eq!(reported(&world).await, [of(&[("two", 0)])]);
        }
    }
    drop(held);
}
