//! Issuers that are away, or say nothing.

use std::net::{SocketAddr, TcpListener};
use std::sync::Mutex;
use std::time::Instant;

use actix_web::test::TestRequest;
use edge::scheme::Scheme;
use edge::tls::Verification;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::*;
use crate::route::Way;
use crate::testing::{config, routes, upstream};

const BRIEFLY: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Takes connections, as the kernel does for a process that was stopped, and never says a word.
fn hung() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// An address at which nobody listens while this is held.
fn nobody() -> (TcpSocket, SocketAddr) {
    let held = TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = held.local_addr().unwrap();
    (held, address)
}

/// The requests that came, each with its whole body.
type Seen = Arc<Mutex<Vec<String>>>;

/// Says this to each request after a while, and closes the connection.
async fn played(said: &'static str, after: Duration) -> (Seen, SocketAddr) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Seen::default();
    let book = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let book = Arc::clone(&book);
            tokio::spawn(async move {
                let request = whole(&mut stream).await;
                book.lock().unwrap().push(request);
                tokio::time::sleep(after).await;
                let _ = stream.write_all(said.as_bytes()).await;
            });
        }
    });
    (seen, address)
}

const FINE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

async fn whole(stream: &mut TcpStream) -> String {
    let mut request = String::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await.unwrap_or(0);
        request.push_str(std::str::from_utf8(&piece[..read]).unwrap());
        let has_body = request.contains("content-length: 2\r\n");
        if read == 0 || request.ends_with(if has_body { "{}" } else { "\r\n\r\n" }) {
            return request;
        }
    }
}

fn issuer(scheme: &str, addresses: &[SocketAddr]) -> Issuer {
    let addresses = addresses.iter().map(|at| Url::parse(&format!("{scheme}://{at}/")).unwrap());
    let addresses: Vec<Url> = addresses.collect();
    let connector = Verification::default().connector(Scheme::Http).unwrap();
    let client = Client::new(Standing::within(BRIEFLY, connector.clone()), OF_ISSUER);
    let first = First::default();
    let usual = Issuer::new(&ToIssuer { addresses, first, connector, insider: None });
    Issuer { client, patience: PATIENCE, briefly: BRIEFLY, ..usual }
}

/// The status of the answer, or what the refusal says; and how long it took.
async fn ask(issuer: &Issuer, method: &str) -> (Result<u16, String>, Duration) {
    let routes = routes(&config(vec![upstream("openzaak", "https://zaken.example")]));
    let mut request = TestRequest::with_uri("/autorisaties/api/v1/applicaties")
        .method(method.parse().unwrap())
        .insert_header(("host", "zaken.example"));
    if matches!(method, "POST" | "PUT") {
        request = request.insert_header(("content-length", "2")).set_payload("{}");
    }
    let (request, payload) = request.to_http_parts();
    let payload = if method == "GET" { Payload::None } else { payload };
    let Ok(Way::ToIssuer(target)) = routes.find(&request) else { panic!("it is the issuer's") };
    let begun = Instant::now();
    let answered = issuer.answer(target, &request, payload).await;
    let answered = answered.map(|answer| answer.status().as_u16()).map_err(|why| why.to_string());
    (answered, begun.elapsed())
}

fn methods(seen: &Seen) -> Vec<String> {
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    seen.iter().map(|request| request.split(' ').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_get_goes_on_to_the_next_and_what_follows_begins_there() {
    let ((_held, hung), (seen, there)) = (hung(), played(FINE, Duration::ZERO).await);
    let issuer = issuer("http", &[hung, there]);
    let (answered, took) = ask(&issuer, "GET").await;
    assert!(answered == Ok(200) && (BRIEFLY..PATIENCE).contains(&took), "{answered:?} {took:?}");
    for method in ["POST", "GET", "DELETE"] {
        let (answered, took) = ask(&issuer, method).await;
        assert!(answered == Ok(200) && took < BRIEFLY, "{method} {answered:?} {took:?}");
    }
    assert_eq!(methods(&seen), ["GET", "POST", "GET", "DELETE"]);
}

#[tokio::test]
async fn what_may_have_acted_is_asked_once_and_says_that_its_outcome_is_unknown() {
    for method in ["POST", "DELETE"] {
        let ((_held, hung), (seen, there)) = (hung(), played(FINE, Duration::ZERO).await);
        let issuer = issuer("http", &[hung, there]);
        let (answered, took) = ask(&issuer, method).await;
        let said = answered.unwrap_err();
        assert!(took >= PATIENCE && said.contains("did not answer within"), "{took:?} {said}");
        assert!(said.contains("is unknown") && said.contains("before you send this again"));
        assert!(methods(&seen).is_empty(), "{method} was sent twice");
        let (answered, took) = ask(&issuer, method).await;
        assert!(answered == Ok(200) && took < BRIEFLY, "{method} {answered:?} {took:?}");
        assert_eq!(methods(&seen), [method]);
    }
}

#[tokio::test]
async fn a_connection_that_breaks_off_counts_as_a_silence() {
    for (method, twice) in [("GET", true), ("POST", false)] {
        let (lost, breaks) = played("", Duration::ZERO).await;
        let (seen, there) = played(FINE, Duration::ZERO).await;
        let issuer = issuer("http", &[breaks, there]);
        let (answered, _) = ask(&issuer, method).await;
        if twice {
            assert_eq!((answered, methods(&lost).len()), (Ok(200), 2));
        } else {
            let said = answered.unwrap_err();
            assert!(said.contains("broke off") && said.contains("before you send"), "{said}");
            assert_eq!(methods(&lost), [method]);
            assert!(methods(&seen).is_empty(), "it was sent twice");
        }
        assert_eq!(ask(&issuer, method).await.0, Ok(200));
        assert!(methods(&lost).is_empty(), "it is not asked first again");
    }
}

#[tokio::test]
async fn where_no_connection_stands_anything_is_asked_elsewhere() {
    // Of a full queue, Linux drops what would open one more connection, as a firewall does.
    let full = TcpSocket::new_v4().unwrap();
    full.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let full = full.listen(1).unwrap();
    let swallowed = full.local_addr().unwrap();
    let mut queued = Vec::new();
    while let Ok(Ok(one)) = tokio::time::timeout(BRIEFLY, TcpStream::connect(swallowed)).await {
        queued.push(one);
    }
    for method in ["POST", "GET"] {
        let (seen, there) = played(FINE, Duration::ZERO).await;
        let (answered, took) = ask(&issuer("http", &[swallowed, there]), method).await;
        assert!(answered == Ok(200) && (BRIEFLY..PATIENCE).contains(&took), "{method} {took:?}");
        assert_eq!(methods(&seen), [method]);
    }
}

#[tokio::test]
async fn one_that_takes_connections_but_does_not_come_to_tls_has_got_nothing() {
    let (_held, hung) = hung();
    let (_socket, away) = nobody();
    let issuer = issuer("https", &[hung, away]);
    let (answered, took) = ask(&issuer, "POST").await;
    let said = answered.unwrap_err();
    assert!(said.contains("cannot be reached") && took < PATIENCE, "{said} {took:?}");
}

#[tokio::test]
async fn one_that_is_slow_is_waited_for_where_nobody_else_is_there() {
    let (_held, away) = nobody();
    let (_seen, slow) = played(FINE, BRIEFLY * 2).await;
    for addresses in [vec![slow], vec![slow, away], vec![away, slow]] {
        assert_eq!(ask(&issuer("http", &addresses), "GET").await.0, Ok(200), "{addresses:?}");
    }
}

#[tokio::test]
async fn where_all_are_silent_the_last_has_all_the_time_and_a_get_may_be_tried_again() {
    let ((_one, first), (_other, second)) = (hung(), hung());
    let issuer = issuer("http", &[first, second]);
    let (answered, took) = ask(&issuer, "GET").await;
    let said = answered.unwrap_err();
    assert!(said.ends_with("; try again") && !said.contains("unknown"), "{said}");
    assert!((BRIEFLY + PATIENCE..PATIENCE * 3).contains(&took), "{took:?}");
}

#[test]
fn the_word_of_an_insider_is_sent_and_never_shown() {
    let insider = Insider::new().unwrap();
    let word = word(&insider).unwrap();
    assert_eq!(word.as_bytes(), insider.as_str().as_bytes());
    assert!(!format!("{word:?}").contains(insider.as_str()));
}
