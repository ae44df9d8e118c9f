//! A server that listens, one that cannot, and how both end.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::{HttpRequest, HttpResponse, web};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

fn settings(port: u16) -> Settings {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    Settings { workers: NonZeroUsize::MIN, ..Settings::at(address, "issuer.listen") }
}

fn routes(config: &mut ServiceConfig) {
    config.route("/", web::get().to(|| async { HttpResponse::Ok().body("hello") }));
}

#[tokio::test]
async fn a_server_answers_until_the_stop_signal() {
    let stop = StopSignal::new();
    let Listening { server, address } = serve(&settings(0), &stop, routes).unwrap();
    let running = tokio::spawn(server);
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("hello"), "{answer}");
    stop.stop();
    let ended = tokio::time::timeout(Duration::from_secs(30), running).await;
    ended.unwrap().unwrap().unwrap();
    // The thread that accepts lets go of the address a moment after the server's end.
    let refused = async { while TcpStream::connect(address).await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(30), refused).await.unwrap();
}

#[tokio::test]
async fn who_resets_a_connection_at_once_is_not_served_as_somebody_without_an_address() {
    static ASKED: [AtomicUsize; 2] = [AtomicUsize::new(0), AtomicUsize::new(0)];
    async fn count(request: HttpRequest) -> HttpResponse {
        ASKED[usize::from(request.peer_addr().is_some())].fetch_add(1, Ordering::SeqCst);
        HttpResponse::Ok().finish()
    }
    let counted = |config: &mut ServiceConfig| {
        config.route("/", web::delete().to(count));
    };
    let stop = StopSignal::new();
    let Listening { server, address } = serve(&settings(0), &stop, counted).unwrap();
    let running = tokio::spawn(server);
    let asks = async |gone: bool| {
        let mut client = TcpStream::connect(address).await.unwrap();
        if gone {
            client.set_zero_linger().unwrap();
        }
        client.write_all(b"DELETE / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        client
    };
    for _ in 0..50 {
        drop(asks(true).await);
    }
    // Who only says that nothing more comes is answered, and after all of those.
    let mut client = asks(false).await;
    client.shutdown().await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    stop.stop();
    tokio::time::timeout(Duration::from_secs(30), running).await.unwrap().unwrap().unwrap();
    let [nobody, somebody] = ASKED.each_ref().map(|asked| asked.load(Ordering::SeqCst));
    assert_eq!(nobody, 0, "requests of nobody were served");
    assert!(somebody >= 1);
}

#[tokio::test]
async fn a_port_in_use_is_named_in_one_line_with_its_key_and_what_to_do() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = serve(&settings(port), &StopSignal::new(), routes).err().unwrap().to_string();
    let expected = format!(
        "cannot listen on 127.0.0.1:{port} (issuer.listen): something listens there already; \
         stop it, or choose another port with issuer.listen or ZAAKPOORT__ISSUER__LISTEN"
    );
    assert_eq!(error, expected);
}

#[test]
fn other_refusals_of_the_system_say_what_to_do_too() {
    for (kind, expected) in [
        (io::ErrorKind::PermissionDenied, "ports below 1024 need a privilege"),
        (io::ErrorKind::AddrNotAvailable, "this machine has no such address"),
        (io::ErrorKind::OutOfMemory, "out of memory; correct issuer.listen"),
    ] {
        let advice = advice(&kind.into(), "issuer.listen");
        assert!(advice.starts_with(expected), "{advice}");
        assert!(advice.ends_with("issuer.listen or ZAAKPOORT__ISSUER__LISTEN"), "{advice}");
    }
}

#[tokio::test]
async fn a_request_that_never_ends_is_broken_off_when_the_time_for_a_stop_is_over() {
    let settings = Settings { shutdown_timeout: Duration::from_secs(1), ..settings(0) };
    let stop = StopSignal::new();
    let endless = |config: &mut ServiceConfig| {
        config.route("/", web::get().to(std::future::pending::<HttpResponse>));
    };
    let Listening { server, address } = serve(&settings, &stop, endless).unwrap();
    let running = tokio::spawn(server);
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\n\r\n").await.unwrap();
    // The interim answer says that the request has begun.
    client.read_u8().await.unwrap();
    stop.stop();
    let ended = tokio::time::timeout(Duration::from_secs(10), running).await;
    ended.unwrap().unwrap().unwrap();
}
