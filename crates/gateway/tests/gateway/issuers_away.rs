//! The issuer's Autorisaties API while issuers come and go, answer early, or answer in pieces.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use gateway::GatewayConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::harness::{HOST, World, exchange, wire};

const APPLICATIES: &str = "/autorisaties/api/v1/applicaties";
const OWN: &str = "Authorization: Bearer a.b.c";

/// An address at which nobody listens while this is held.
fn nobody() -> (TcpSocket, SocketAddr) {
    let held = TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = held.local_addr().unwrap();
    (held, address)
}

fn reached_at(config: &mut GatewayConfig, address: SocketAddr) {
    config.issuer_addresses = vec![format!("http://{address}").parse().unwrap()];
}

/// A world whose issuer answers by this, byte for byte, and has no feed.
async fn played<F>(answers: impl Fn(TcpStream) -> F + Send + Sync + Clone + 'static) -> World
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answers = answers.clone();
            tokio::spawn(async move {
                if !until(&mut stream, "\r\n\r\n").await.starts_with("GET /feed") {
                    answers(stream).await;
                }
            });
        }
    });
    let (world, running) = World::start(|config| reached_at(config, address));
    tokio::spawn(running.finished());
    world
}

/// What comes, up to and with an end, or to the end of the connection.
async fn until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with(end) && stream.read(&mut byte).await.is_ok_and(|read| read == 1) {
        text.push(byte[0].into());
    }
    text
}

async fn say(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn where_the_first_issuer_is_away_the_next_gets_the_whole_request() {
    let (_held, away) = nobody();
    let world = World::with(|config| {
        config.issuer_addresses.insert(0, format!("http://{away}").parse().unwrap());
        config.issuer_addresses.push(format!("http://{away}").parse().unwrap());
    })
    .await;
    let body = "0123456789abcdef".repeat(64 * 1024);
    for body in ["", "{}", &body] {
        assert_eq!(world.ask_with("POST", OWN, APPLICATIES, &[], body).await.status, 200);
        let seen = world.issuer.api.only();
        assert!(seen.body == body.as_bytes(), "{} bytes", seen.body.len());
        assert_eq!(seen.all("host"), [world.issuer.address.to_string()]);
    }
    let chunked = format!(
        "POST {APPLICATIES} HTTP/1.1\r\nHost: {HOST}\r\n{OWN}\r\nConnection: close\r\n\
         Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    );
    assert_eq!(exchange(world.address, chunked.as_bytes()).await.status, 200);
    assert_eq!(world.issuer.api.only().body, b"abcde");
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn an_issuer_under_a_path_is_asked_under_it() {
    let (world, running) = World::start(|config| {
        config.issuer_addresses = vec![config.issuer_addresses[0].join("/auth/").unwrap()];
    });
    tokio::spawn(running.finished());
    assert_eq!(world.ask_with("GET", OWN, APPLICATIES, &[], "").await.status, 200);
    let target = format!("/auth{APPLICATIES}");
    assert!(world.issuer.api.seen().iter().any(|seen| seen.target == target), "beside the feed");
}

#[tokio::test]
async fn an_issuer_that_is_away_is_a_502_that_says_so() {
    let (_held, away) = nobody();
    let (world, running) = World::start(|config| reached_at(config, away));
    tokio::spawn(running.finished());
    for (method, body) in [("GET", ""), ("POST", "{}")] {
        let answer = world.ask_with(method, OWN, APPLICATIES, &[], body).await;
        assert_eq!(answer.refusal(), (502, "issuer-unreachable".to_owned()));
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert!(answer.text().contains("the issuer, whose Autorisaties API this is, cannot be"));
        assert!(!answer.text().contains("a.b.c") && !answer.text().contains(&away.to_string()));
    }
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn what_the_gateway_knows_does_not_matter_there() {
    let world = World::new().await;
    world.issuer.go_away();
    world.hand.advance(TimeDelta::seconds(301));
    let stale = world.get("alles", "/catalogi/api/v1/zaaktypen", &[]).await;
    assert_eq!(stale.refusal(), (503, "state-stale".to_owned()));
    assert_eq!(world.ask_with("GET", OWN, APPLICATIES, &[], "").await.status, 200);
    assert_eq!(world.issuer.api.only().target, APPLICATIES);
}

#[tokio::test]
async fn body_and_answer_are_passed_on_piece_by_piece() {
    let world = played(|mut issuer| async move {
        assert!(until(&mut issuer, "one").await.ends_with("one"));
        say(&mut issuer, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nuno\r\n").await;
        until(&mut issuer, "two").await;
        say(&mut issuer, "3\r\ndos\r\n0\r\n\r\n").await;
    })
    .await;
    let mut client = TcpStream::connect(world.address).await.unwrap();
    let head = format!(
        "POST {APPLICATIES} HTTP/1.1\r\nHost: {HOST}\r\n{OWN}\r\nContent-Length: 6\r\n\
         Connection: close\r\n\r\none"
    );
    say(&mut client, &head).await;
    let first = until(&mut client, "uno\r\n").await;
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    say(&mut client, "two").await;
    assert!(until(&mut client, "0\r\n\r\n").await.contains("dos"));
}

#[tokio::test]
async fn an_answer_to_a_body_that_nobody_read_comes_through() {
    const REFUSED: &str =
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 2\r\n\r\nno";
    let world = played(|mut issuer| async move {
        say(&mut issuer, REFUSED).await;
        until(&mut issuer, "never").await;
    })
    .await;
    let mut client = TcpStream::connect(world.address).await.unwrap();
    let head = format!(
        "POST {APPLICATIES} HTTP/1.1\r\nHost: {HOST}\r\n{OWN}\r\nContent-Length: 5242880\r\n\r\n"
    );
    say(&mut client, &head).await;
    let mut answer = vec![0; 1024];
    let read = client.read(&mut answer).await.unwrap();
    let answer = wire::parse(&answer[..read]);
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")));
}

#[tokio::test]
async fn a_connection_that_closed_meanwhile_costs_a_get_nothing_and_a_post_is_sent_once() {
    let world = played(|mut issuer| async move {
        say(&mut issuer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
        until(&mut issuer, "\r\n\r\n").await;
    })
    .await;
    for _ in 0..4 {
        let answer = world.ask_with("GET", OWN, APPLICATIES, &[], "").await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "ok"));
    }
    let posted = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&posted);
    let world = played(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        std::future::ready(())
    })
    .await;
    let answer = world.ask_with("POST", OWN, APPLICATIES, &[], "{}").await;
    assert_eq!(answer.refusal(), (502, "issuer-broke-off".to_owned()));
    assert_eq!(posted.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_issuer_that_breaks_off_or_answers_in_two_ways_is_not_passed_on() {
    for (said, code) in [
        ("", "issuer-broke-off"),
        (
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
            "issuer-status",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "issuer-ambiguous",
        ),
    ] {
        let world = played(move |mut issuer| async move { say(&mut issuer, said).await }).await;
        let answer = world.ask_with("DELETE", OWN, APPLICATIES, &[], "").await;
        assert_eq!(answer.refusal(), (502, code.to_owned()));
    }
}
