//! Upstreams that fail: away, silent, closing, or answering what no client may see.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gateway::GatewayConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::harness::World;

const PATH: &str = "/zaken/api/v1/zaken";

/// A server that answers the first so many bytes of requests by a plan.
struct Raw {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
}

#[derive(Clone, Copy)]
enum Plan {
    /// Say this, and keep the connection.
    Say(&'static str),
    /// Say this and close.
    SayAndClose(&'static str),
    /// Read the request, then close without a word.
    Close,
    /// Read the request and never answer.
    Silence,
}

impl Raw {
    /// Every connection follows the plan from its beginning; the last step repeats.
    async fn start(plan: &'static [Plan]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, plan, Arc::clone(&counted)));
            }
        });
        Self { address, requests }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, plan: &'static [Plan], requests: Arc<AtomicUsize>) {
    for step in plan.iter().chain(std::iter::repeat(&plan[plan.len() - 1])) {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte).await {
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        requests.fetch_add(1, Ordering::SeqCst);
        match step {
            Plan::Say(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Plan::SayAndClose(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                return;
            }
            Plan::Close => return,
            Plan::Silence => std::future::pending().await,
        }
    }
}

async fn world(raw: &Raw) -> World {
    let address = raw.address;
    World::with(move |config| at(config, address)).await
}

fn at(config: &mut GatewayConfig, address: SocketAddr) {
    config.upstreams[0].address = format!("http://{address}").parse().unwrap();
    config.upstreams[0].timeout = Duration::from_millis(300);
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
    const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
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
    let raw = Raw::start(&[Plan::SayAndClose(HOP)]).await;
    let answer = world(&raw).await.get("alles", PATH, &[]).await;
    assert_eq!((answer.header("x-hop"), answer.header("x-end")), (None, Some("2")));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_passed_for_whole() {
    const SHORT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    let raw = Raw::start(&[Plan::SayAndClose(SHORT)]).await;
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
