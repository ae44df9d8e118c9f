//! Upstreams that fail: away, silent, closing, or answering what no client may see.

use std::net::SocketAddr;
use std::time::Duration;

use gateway::GatewayConfig;
use tokio::net::TcpListener;

use crate::harness::World;
use crate::harness::raw::{OK, Plan, Raw};

const PATH: &str = "/zaken/api/v1/zaken";
const PATIENCE: Duration = Duration::from_millis(300);

async fn world(raw: &Raw) -> World {
    let address = raw.address;
    World::with(move |config| at(config, address)).await
}

fn at(config: &mut GatewayConfig, address: SocketAddr) {
    let reach = &mut config.upstreams[0].reach;
    reach.addresses = vec![format!("http://{address}").parse().unwrap()];
    (reach.timeout, reach.idle_timeout) = (PATIENCE, PATIENCE);
}

#[tokio::test]
async fn an_upstream_that_is_away_is_a_502() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let world = World::with(move |config| at(config, gone)).await;
    assert_eq!(
        world.get("alles", PATH, &[]).await.refusal(),
        (502, "upstream-unreachable".to_owned())
    );
}

#[tokio::test]
async fn an_upstream_that_is_silent_is_a_504() {
    let raw = Raw::start(&[Plan::Silence]).await;
    let world = world(&raw).await;
    assert_eq!(world.get("alles", PATH, &[]).await.refusal(), (504, "upstream-timeout".to_owned()));
}

#[tokio::test]
async fn a_client_that_stalls_in_its_body_is_to_blame_itself() {
    let raw = Raw::start(&[Plan::Silence]).await;
    let world = world(&raw).await;
    let answer = world.ask("POST", "alles", PATH, &["Content-Length: 10"], "").await;
    assert_eq!(answer.refusal(), (408, "body-too-slow".to_owned()));
    let answer = world.ask("POST", "alles", PATH, &[], "whole body").await;
    assert_eq!(answer.refusal(), (504, "upstream-timeout".to_owned()));
}

#[tokio::test]
async fn a_post_is_never_sent_twice_and_a_get_at_most() {
    let raw = Raw::start(&[Plan::Close]).await;
    let world = world(&raw).await;
    for (sent, body) in [(1, "{}"), (2, "")] {
        let answer =
            world.ask("POST", "alles", PATH, &["Content-Type: application/json"], body).await;
        assert_eq!(answer.refusal(), (502, "upstream-broke-off".to_owned()));
        assert_eq!(raw.requests(), sent);
    }
    assert_eq!(
        world.get("alles", PATH, &[]).await.refusal(),
        (502, "upstream-broke-off".to_owned())
    );
    assert_eq!(raw.requests(), 4);
}

#[tokio::test]
async fn a_connection_that_closed_meanwhile_costs_a_get_nothing() {
    let raw = Raw::start(&[Plan::Say(OK), Plan::Close]).await;
    let world = world(&raw).await;
    for _ in 0..4 {
        let answer = world.get("alles", PATH, &[]).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "ok"));
    }
}

#[tokio::test]
async fn a_101_is_not_passed_on() {
    const UPGRADE: &str =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";
    let raw = Raw::start(&[Plan::Say(UPGRADE)]).await;
    let answer = world(&raw).await.get("alles", PATH, &[]).await;
    assert_eq!(answer.status, 502, "{}", answer.text());
}

#[tokio::test]
async fn other_interim_answers_are_swallowed() {
    const EARLY: &str = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let raw = Raw::start(&[Plan::Say(EARLY)]).await;
    let answer = world(&raw).await.get("alles", PATH, &[]).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "ok"));
}

#[tokio::test]
async fn what_an_upstream_names_in_connection_stays_on_its_side() {
    const HOP: &str = "HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nX-End: 2\r\nContent-Length: 2\r\n\r\nok";
    let raw = Raw::by(|_, _| Plan::SayAndClose(HOP.to_owned())).await;
    let answer = world(&raw).await.get("alles", PATH, &[]).await;
    assert_eq!((answer.header("x-hop"), answer.header("x-end")), (None, Some("2")));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_passed_for_whole() {
    const SHORT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    let raw = Raw::by(|_, _| Plan::SayAndClose(SHORT.to_owned())).await;
    let answer = world(&raw).await.get("alles", PATH, &[]).await;
    assert_eq!(answer.header("content-length"), Some("10"));
    assert!(answer.body.len() < 10);
}

#[tokio::test]
async fn surplus_bytes_of_one_answer_are_not_the_next_clients() {
    const SURPLUS: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    let raw = Raw::start(&[Plan::Say(SURPLUS)]).await;
    let world = world(&raw).await;
    for _ in 0..4 {
        assert_eq!(world.get("alles", PATH, &[]).await.text(), "ok");
    }
}
