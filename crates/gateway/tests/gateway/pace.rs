//! Bodies that come slowly: one that keeps moving may take as long as it likes.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::harness::raw::{Plan, Raw};
use crate::harness::{Answer, HOST, World, wire};

const PATIENCE: Duration = Duration::from_millis(300);
/// Well within the patience, so that a slow machine does not exceed it.
const PAUSE: Duration = Duration::from_millis(100);
/// Together more than three times the patience.
const PIECES: usize = 10;

/// The answer to a body of [`PIECES`] pieces, of which so many come and the rest never does.
async fn drip(world: &World, pieces: usize) -> Answer {
    let token = world.issuer.token("alles");
    let head = format!(
        "POST /zaken/api/v1/zaken HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {PIECES}\r\nConnection: close\r\n\r\n"
    );
    let (mut from, mut to) = TcpStream::connect(world.address).await.unwrap().into_split();
    to.write_all(head.as_bytes()).await.unwrap();
    let mut ticks = tokio::time::interval(PAUSE);
    for _ in 0..pieces {
        ticks.tick().await;
        to.write_all(b" ").await.unwrap();
    }
    let mut bytes = Vec::new();
    let _ = from.read_to_end(&mut bytes).await;
    wire::parse(&bytes)
}

#[tokio::test]
async fn a_body_that_keeps_moving_is_waited_for_and_one_that_stalls_is_not() {
    let world = World::with(|config| config.upstreams[0].reach.idle_timeout = PATIENCE).await;
    let answer = drip(&world, PIECES).await;
    assert_eq!((answer.status, world.upstream.only().body.len()), (200, PIECES));
    let answer = drip(&world, PIECES / 2).await;
    assert_eq!(answer.refusal(), (408, "body-too-slow".to_owned()));
}

#[tokio::test]
async fn a_chunk_extension_without_end_is_no_body_that_moves() {
    let world = World::with(|config| config.upstreams[0].reach.timeout = PATIENCE).await;
    let token = world.issuer.token("alles");
    let head = format!(
        "POST /zaken/api/v1/zaken HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1;"
    );
    let (mut from, mut to) = TcpStream::connect(world.address).await.unwrap().into_split();
    to.write_all(head.as_bytes()).await.unwrap();
    let flood = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(PAUSE / 10);
        loop {
            ticks.tick().await;
            if to.write_all(&[b'a'; 1024]).await.is_err() {
                return;
            }
        }
    });
    let mut bytes = Vec::new();
    let _ = from.read_to_end(&mut bytes).await;
    assert_eq!(wire::parse(&bytes).refusal(), (408, "body-too-slow".to_owned()));
    flood.abort();
}

/// An API that takes everything and says nothing; its address.
async fn mute() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move { tokio::io::copy(&mut socket, &mut tokio::io::sink()).await });
        }
    });
    address
}

#[tokio::test]
async fn an_upstream_is_given_its_time_once_whether_there_is_a_body_or_not() {
    const GIVEN: Duration = Duration::from_secs(2);
    let address = Url::parse(&format!("http://{}", mute().await)).unwrap();
    let world = World::with(|config| {
        config.upstreams[0].reach.timeout = GIVEN;
        config.upstreams[0].reach.addresses = vec![address];
    })
    .await;
    for (method, body) in [("GET", ""), ("POST", "{}")] {
        let begun = Instant::now();
        let answer = world.ask(method, "alles", "/zaken/api/v1/zaken", &[], body).await;
        assert_eq!(answer.refusal(), (504, "upstream-timeout".to_owned()), "{method}");
        let taken = begun.elapsed();
        assert!(taken >= GIVEN && taken < GIVEN * 2, "{method}: {taken:?}");
    }
}

#[tokio::test]
async fn a_body_that_the_upstream_takes_no_further_is_given_up_before_an_answer_would_be() {
    let raw = Raw::start(&[Plan::Silence]).await;
    let world = World::with(|config| {
        let reach = &mut config.upstreams[0].reach;
        (reach.addresses, reach.idle_timeout) = (vec![raw.url()], PATIENCE);
        reach.timeout = Duration::from_mins(1);
    })
    .await;
    let begun = Instant::now();
    // More than the sockets between them hold.
    let body = "a".repeat(64 * 1024 * 1024);
    let answer = world.ask("POST", "alles", "/zaken/api/v1/zaken", &[], &body).await;
    assert_eq!(answer.refusal(), (504, "upstream-timeout".to_owned()));
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}
