//! A server that listens, one that cannot, and how both end.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::net::{Ipv4Addr, TcpListener};

use actix_web::{HttpResponse, web};
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
