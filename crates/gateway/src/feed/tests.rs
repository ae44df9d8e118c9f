//! How soon a feed that was dropped is opened again.

use edge::clock::Clock;
use edge::feed::{Confirmation, Event, SnapshotEnd, sse};
use edge::scheme::Scheme;
use edge::tls::Verification;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::config::WhenStale;

const NUMBER: ChangeNumber = ChangeNumber::new(5);

/// Reads the request, gives one event, and hangs up. Whether it was asked to resume.
async fn one_event(mut socket: TcpStream) -> bool {
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        asked.push(socket.read_u8().await.unwrap());
    }
    let resumed = String::from_utf8(asked).unwrap().to_lowercase().contains("last-event-id: 5");
    let at = Clock::system().now();
    let event = if resumed {
        Event::Number(Confirmation { number: NUMBER, at })
    } else {
        Event::Snapshot(SnapshotEnd { number: NUMBER, count: 0, at })
    };
    let event = sse::encode(&event).unwrap();
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n{event}");
    socket.write_all(answer.as_bytes()).await.unwrap();
    resumed
}

#[tokio::test]
async fn a_feed_that_confirms_without_a_change_is_opened_again_at_once_however_often_it_drops() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}/feed/v1", listener.local_addr().unwrap());
    let subscription = Subscription {
        uris: vec![uri.parse().unwrap()],
        authorization: HeaderValue::from_static("Basic"),
        connector: Verification::default().connector(Scheme::Http).unwrap(),
        live: Arc::new(Live::new(Duration::from_mins(5), WhenStale::Refuse, Clock::system())),
        first: First::default(),
        aliases: Arc::default(),
    };
    let stop = StopSignal::new();
    let until = Until { stopping: StopSignal::new(), judged: stop.clone() };
    let following = tokio::spawn(follow(subscription, Kept::nowhere(), until));
    let mut shortest = LONGEST_PAUSE;
    for number in 0..8 {
        let begun = Instant::now();
        let (socket, _) = listener.accept().await.unwrap();
        // However busy the machine is, of the last ones one is quick.
        if number > 5 {
            shortest = shortest.min(begun.elapsed());
        }
        assert_eq!(one_event(socket).await, number > 0);
    }
    assert!(shortest < LONGEST_PAUSE / 4, "{shortest:?}");
    stop.stop();
    following.await.unwrap();
}
