//! Answers that not everybody reads alike, and answers that end too early: nobody takes one for whole.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::harness::raw::{OK, Plan, Raw};
use crate::harness::{HOST, UUID, World, ZAAKTYPE, zaak};

const PATH: &str = "/zaken/api/v1/zaken";

/// An upstream that says this to every request and closes, and how to have it say something else.
async fn saying() -> (Raw, Arc<Mutex<String>>) {
    let said = Arc::new(Mutex::new(String::new()));
    let now = Arc::clone(&said);
    (Raw::by(move |_, _| Plan::SayAndClose(now.lock().unwrap().clone())).await, said)
}

async fn before(raw: &Raw) -> World {
    World::with(|config| config.upstreams[0].reach.addresses = vec![raw.url()]).await
}

/// Everything that the gateway sends until it closes.
async fn bytes(world: &World, client: &str, path: &str) -> Vec<u8> {
    let token = world.issuer.token(client);
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\
         Connection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    bytes
}

/// Status, and whether a client would take the answer for whole. Where nothing of a body came, its head
/// may not come either.
fn seems(bytes: &[u8]) -> (u16, bool) {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    if text.is_empty() {
        return (200, false);
    }
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let head = head.to_ascii_lowercase();
    let status = head[9..12].parse().unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let whole = match length {
        Some(length) => body.len() == length.parse::<usize>().unwrap(),
        None => head.contains("transfer-encoding: chunked") && body.ends_with("0\r\n\r\n"),
    };
    (status, whole)
}

#[tokio::test]
async fn an_answer_that_is_cut_anywhere_is_never_taken_for_whole() {
    let (raw, said) = saying().await;
    let world = before(&raw).await;
    let object = zaak(ZAAKTYPE, "openbaar");
    let (one, two) = object.split_at(40);
    let typed = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    let sized = format!("{typed}Content-Length: {}\r\n\r\n{object}", object.len());
    let chunked = format!(
        "{typed}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{one}\r\n{:x};x=y\r\n{two}\r\n0\r\n\r\n",
        one.len(),
        two.len()
    );
    let item = format!("{PATH}/{UUID}");
    // The second is judged whole before a byte of it is shown.
    for (client, path) in [("alles", PATH), ("lezer", item.as_str())] {
        for whole in [&sized, &chunked] {
            for cut in 0..whole.len() {
                whole[..cut].clone_into(&mut said.lock().unwrap());
                let (status, seems_whole) = seems(&bytes(&world, client, path).await);
                assert!(status == 502 || (status == 200 && !seems_whole), "cut at {cut}: {whole}");
                assert!(client == "alles" || status == 502, "cut at {cut}: {status}");
                whole.clone_into(&mut said.lock().unwrap());
                let next = bytes(&world, client, path).await;
                assert_eq!(seems(&next), (200, true), "behind a cut at {cut}");
            }
        }
    }
}

#[tokio::test]
async fn an_answer_with_two_readings_is_a_502_and_its_connection_ends() {
    let (raw, said) = saying().await;
    let world = before(&raw).await;
    let long = format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n\r\n", "a".repeat(100_000));
    let ok = "HTTP/1.1 200 OK\r\n";
    for (answer, code) in [
        (format!("{ok}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok"), "answer-ambiguous"),
        (format!("{ok}Content-Length: 2, 2\r\n\r\nok"), "answer-ambiguous"),
        (format!("{ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\nok"), "answer-garbled"),
        (format!("{ok}Content-Length: 2, 3\r\n\r\nok"), "answer-garbled"),
        (format!("{ok}Content-Length: +2\r\n\r\nok"), "answer-garbled"),
        (format!("{ok}Content-Length: 0x2\r\n\r\nok"), "answer-garbled"),
        (format!("{ok}Content-Length: 99999999999999999999\r\n\r\nok"), "answer-garbled"),
        (
            format!("{ok}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            "answer-ambiguous",
        ),
        (format!("{ok}Transfer-Encoding: chunked, identity\r\n\r\nok"), "answer-ambiguous"),
        ("HTTP/1.1 200 OK\nContent-Length: 2\n\nok".to_owned(), "answer-garbled"),
        (format!("{ok}X-A: b\nContent-Length: 2\r\n\r\nok"), "answer-garbled"),
        (format!("{ok}X-A: b\r\n continued\r\nContent-Length: 2\r\n\r\nok"), "answer-garbled"),
        (format!("{ok}X-A: b\0c\r\nContent-Length: 2\r\n\r\nok"), "answer-garbled"),
        (format!("{ok}X-A: b\rc\r\nContent-Length: 2\r\n\r\nok"), "answer-garbled"),
        (format!("{ok}Content-Length : 2\r\n\r\nok"), "answer-garbled"),
        (format!("\r\n{ok}Content-Length: 2\r\n\r\nok"), "answer-garbled"),
        (long, "answer-garbled"),
        ("HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\nok".to_owned(), "answer-garbled"),
        ("SSH-2.0-x\r\n\r\n".to_owned(), "answer-garbled"),
    ] {
        answer.clone_into(&mut said.lock().unwrap());
        let before = raw.requests();
        let refused = world.get("alles", PATH, &[]).await;
        assert_eq!(refused.refusal(), (502, code.to_owned()), "{answer:.200}");
        assert_eq!(raw.requests(), before + 1, "what was answered is not asked again");
        OK.clone_into(&mut said.lock().unwrap());
        for _ in 0..2 {
            assert_eq!(world.get("alles", PATH, &[]).await.text(), "ok");
        }
    }
}

/// What comes behind an answer with two readings would be the next client's answer.
#[tokio::test]
async fn a_connection_that_answered_with_two_readings_is_ended_by_the_gateway_itself() {
    const TWICE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok";
    const BOTH: &str =
        "HTTP/1.1 200 OK\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    for raw in [
        Raw::start(&[Plan::Say(TWICE), Plan::Say(OK)]).await,
        Raw::start(&[Plan::Say(BOTH), Plan::Say(OK)]).await,
    ] {
        let world = before(&raw).await;
        // More than there are workers, each of which keeps connections of its own.
        for _ in 0..6 {
            let refused = world.get("alles", PATH, &[]).await;
            assert_eq!(refused.refusal(), (502, "answer-ambiguous".to_owned()));
        }
    }
}

#[tokio::test]
async fn a_head_on_a_kept_connection_is_looked_at_as_the_first_one_was() {
    const BARE: &str = "HTTP/1.1 200 OK\r\nX-A: b\nContent-Length: 2\r\n\r\nok";
    const LINES: &str = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n\n\r\n\n\n\r\n\n";
    let raw = Raw::start(&[Plan::Say(LINES), Plan::Say(OK), Plan::Say(BARE)]).await;
    let world = before(&raw).await;
    let request = || {
        format!(
            "GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {}\r\n\r\n",
            world.issuer.token("alles")
        )
    };
    // One connection of a client is served by one worker, which keeps its own to the upstream.
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    for expected in ["\n\r\n\n\n\r\n\n", "ok", "answer-garbled"] {
        stream.write_all(request().as_bytes()).await.unwrap();
        let mut text = String::new();
        while !text.contains(expected) {
            let mut piece = [0; 4096];
            let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut piece));
            let read = read.await.unwrap().unwrap();
            assert!(read > 0, "{text}");
            text.push_str(std::str::from_utf8(&piece[..read]).unwrap());
        }
    }
}

#[tokio::test]
async fn surplus_bytes_that_come_later_end_the_connection_and_reach_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let ended = Arc::new(tokio::sync::Notify::new());
    let end = Arc::clone(&ended);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let end = Arc::clone(&end);
            tokio::spawn(async move {
                let mut buffer = [0; 8192];
                if stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                    stream.write_all(OK.as_bytes()).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    let surplus = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
                    stream.write_all(surplus).await.unwrap();
                    let _ = stream.read(&mut buffer).await;
                    end.notify_one();
                }
            });
        }
    });
    let world = World::with(|config| {
        config.upstreams[0].reach.addresses = vec![format!("http://{address}").parse().unwrap()];
    })
    .await;
    for _ in 0..4 {
        assert_eq!(world.get("alles", PATH, &[]).await.text(), "ok");
        tokio::time::timeout(Duration::from_secs(5), ended.notified()).await.unwrap();
    }
}
