//! Which connections are used again, which never, and how often a request is sent.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use edge::scheme::Scheme as OurScheme;
use edge::tls::Verification;
use http_body_util::BodyExt as _;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::super::standing::Standing;
use super::kept::{IDLE, MOST_IDLE};
use super::*;

mod connectors;

const SHORT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const EMPTY: &str = "HTTP/1.1 204 No Content\r\n\r\n";
const CHUNKS: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
const LAST: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

/// What a server has seen.
#[derive(Debug, Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
    /// Connections that the other side closed.
    ended: AtomicUsize,
}

impl Seen {
    fn counts(&self) -> (usize, usize) {
        (self.connections.load(Ordering::SeqCst), self.requests.load(Ordering::SeqCst))
    }
}

/// A server that answers each request in this way, and closes a connection behind so many.
async fn server(answer: &'static str, each: usize) -> (Arc<Seen>, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, seen) = (listener.local_addr().unwrap(), Arc::<Seen>::default());
    let book = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            book.connections.fetch_add(1, Ordering::SeqCst);
            let book = Arc::clone(&book);
            tokio::spawn(async move {
                for _ in 0..each {
                    if !request(&mut stream).await {
                        book.ended.fetch_add(1, Ordering::SeqCst);
                        return;
                    }
                    book.requests.fetch_add(1, Ordering::SeqCst);
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            });
        }
    });
    (seen, address)
}

/// Reads the head of a request; whether one came.
async fn request(stream: &mut (impl AsyncRead + Unpin)) -> bool {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return false,
        }
    }
    true
}

fn pool() -> Pool<Standing> {
    let connector = Verification::default().connector(OurScheme::Http).unwrap();
    Pool::new(Standing::within(Duration::from_secs(5), connector))
}

fn asking(address: SocketAddr) -> Request<UpstreamBody> {
    let head = Request::builder().uri(format!("http://{address}/a?b")).header("host", "a");
    head.body(UpstreamBody::Empty).unwrap()
}

async fn answered(pool: &Pool<Standing>, address: SocketAddr) -> Bytes {
    let answer = pool.send(asking(address)).await.unwrap();
    answer.into_body().collect().await.unwrap().to_bytes()
}

#[tokio::test]
async fn a_connection_is_used_again_however_its_answer_ended() {
    for answer in [SHORT, EMPTY, CHUNKS] {
        let (seen, address) = server(answer, usize::MAX).await;
        let pool = pool();
        for _ in 0..5 {
            answered(&pool, address).await;
        }
        assert_eq!(seen.counts(), (1, 5), "{answer:?}");
    }
}

#[tokio::test]
async fn two_requests_at_once_have_two_connections() {
    let (seen, address) = server(SHORT, usize::MAX).await;
    let pool = pool();
    for _ in 0..3 {
        let (one, other) = tokio::join!(answered(&pool, address), answered(&pool, address));
        assert_eq!((&*one, &*other), (&b"ok"[..], &b"ok"[..]));
    }
    assert_eq!(seen.counts(), (2, 6));
}

#[tokio::test]
async fn servers_do_not_share_connections() {
    let ((one, at_one), (other, at_other)) = (server(SHORT, 9).await, server(EMPTY, 9).await);
    let pool = pool();
    for _ in 0..2 {
        assert_eq!(answered(&pool, at_one).await, "ok");
        assert_eq!(answered(&pool, at_other).await, "");
    }
    assert_eq!([one.counts(), other.counts()], [(1, 2); 2]);
}

#[tokio::test]
async fn a_connection_whose_answer_was_not_read_to_its_end_is_never_used_again() {
    const BROKEN_OFF: &str = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nok";
    let (seen, address) = server(BROKEN_OFF, usize::MAX).await;
    let pool = pool();
    for count in 1..4 {
        let mut answer = pool.send(asking(address)).await.unwrap();
        assert_eq!(answer.body_mut().frame().await.unwrap().unwrap().into_data().unwrap(), "ok");
        drop(answer);
        assert_eq!(seen.counts(), (count, count));
    }
}

#[tokio::test]
async fn a_connection_that_the_server_ends_is_followed_by_another_and_nothing_is_sent_twice() {
    for (answer, each) in [(LAST, usize::MAX), (SHORT, 1), (SHORT, 2)] {
        let (seen, address) = server(answer, each).await;
        let pool = pool();
        for count in 1..8 {
            assert_eq!(answered(&pool, address).await, "ok");
            assert_eq!(seen.counts().1, count, "{answer:?} {each}");
            // Its end has come by then.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn what_answers_in_http_1_0_is_asked_once_however_long_it_keeps_the_connection() {
    const OLD: &str = "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok";
    let (seen, address) = server(OLD, usize::MAX).await;
    let pool = pool();
    for count in 1..4 {
        assert_eq!(answered(&pool, address).await, "ok");
        assert_eq!(seen.counts(), (count, count));
    }
}

#[tokio::test]
async fn a_connection_that_was_ended_is_never_used_again_and_the_server_sees_its_end() {
    let (seen, address) = server(SHORT, usize::MAX).await;
    let pool = pool();
    for count in 1..4 {
        let mut answer = pool.send(asking(address)).await.unwrap();
        answer.body_mut().end_connection();
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "ok");
        assert_eq!(seen.counts(), (count, count));
        while seen.ended.load(Ordering::SeqCst) < count {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_connection_is_free_where_its_answer_ends_however_long_that_is_held() {
    for answer in [SHORT, CHUNKS] {
        let (seen, address) = server(answer, usize::MAX).await;
        let pool = pool();
        let mut held = Vec::new();
        for _ in 0..3 {
            let mut answer = pool.send(asking(address)).await.unwrap();
            while let Some(frame) = answer.body_mut().frame().await {
                assert_eq!(frame.unwrap().into_data().unwrap(), "ok");
            }
            held.push(answer);
        }
        assert_eq!(seen.counts(), (1, 3), "{answer:?}");
    }
}

#[tokio::test]
async fn what_was_left_unread_and_ends_by_itself_is_used_again_by_then() {
    let (seen, address) = server(CHUNKS, usize::MAX).await;
    let pool = pool();
    for _ in 0..2 {
        drop(pool.send(asking(address)).await.unwrap());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(seen.counts(), (1, 2));
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let refused = pool().send(asking(address)).await;
    assert!(matches!(refused, Err(Broken::Unconnected(_))));
}

#[tokio::test]
async fn who_answers_nothing_has_broken_off() {
    let (seen, address) = server("", 1).await;
    let lost = pool().send(asking(address)).await;
    assert!(matches!(lost, Err(Broken::Off(_))));
    assert_eq!(seen.counts(), (1, 1), "it is not asked again");
}

#[tokio::test]
async fn what_was_idle_for_too_long_is_closed_though_nothing_more_is_asked() {
    let (seen, address) = server(SHORT, usize::MAX).await;
    let pool = pool();
    answered(&pool, address).await;
    let idle = || pool.kept.lock().idle.iter().map(|(_, idle)| idle.len()).sum::<usize>();
    tokio::time::pause();
    tokio::time::sleep(IDLE / 2).await;
    assert_eq!(idle(), 1);
    tokio::time::sleep(IDLE).await;
    assert_eq!(idle(), 0);
    while seen.ended.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    assert!(!pool.kept.lock().is_watched, "nobody watches what is not there");
    tokio::time::resume();
    answered(&pool, address).await;
    assert_eq!((seen.counts(), idle()), ((2, 2), 1));
    assert!(pool.kept.lock().is_watched, "somebody watches again");
}

#[tokio::test]
async fn no_more_are_kept_than_there_is_room_for() {
    let (_, address) = server(SHORT, usize::MAX).await;
    let pool = pool();
    let all = (0..MOST_IDLE + 3).map(|_| pool.send(asking(address)));
    let all = futures_util::future::join_all(all).await;
    drop(all.into_iter().map(Result::unwrap).collect::<Vec<_>>());
    assert_eq!(pool.kept.lock().idle[0].1.len(), MOST_IDLE);
}
