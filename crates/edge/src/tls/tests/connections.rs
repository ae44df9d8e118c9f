//! A server of ours and a client of ours, over a real socket.

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::*;
use crate::peer::Peer;
use crate::scheme::Scheme;
use crate::serving::{Listening, Settings, serve};
use crate::stop::StopSignal;

const REMEDIES: Remedies = Remedies { trust: "issuer_ca", name: "issuer_tls_name" };

async fn scheme(request: HttpRequest) -> HttpResponse {
    HttpResponse::Ok().body(Peer::of(&request).scheme().as_str())
}

fn start(identity: &Identity) -> SocketAddr {
    // Some cases show what our own servers would refuse to show.
    let good_then = DateTime::from_timestamp(1_600_000_000, 0).unwrap();
    let tls = identity.load("issuer.tls", now()).or_else(|_| identity.load("x", good_then));
    serving(tls.unwrap())
}

/// A server that shows this, and answers how it was asked.
pub(super) fn serving(tls: ServerTls) -> SocketAddr {
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let settings = Settings {
        workers: NonZeroUsize::MIN,
        tls: Some(tls),
        handshake_timeout: Duration::from_millis(500),
        ..Settings::at(at, "issuer.listen")
    };
    let stop = StopSignal::new();
    let routes = |routes: &mut web::ServiceConfig| {
        routes.route("/", web::get().to(scheme));
    };
    let Listening { server, address } = serve(&settings, &stop, routes).unwrap();
    tokio::spawn(server);
    address
}

async fn ask(url: &str, verification: &Verification) -> Result<String, String> {
    fetch(&asker(verification), url).await
}

/// A client that keeps its connections.
pub(super) fn asker(verification: &Verification) -> Client<Connector, Empty<Bytes>> {
    let connector = verification.connector(Scheme::Https).unwrap();
    Client::builder(TokioExecutor::new()).build(connector)
}

pub(super) async fn fetch(
    client: &Client<Connector, Empty<Bytes>>,
    url: &str,
) -> Result<String, String> {
    match client.get(url.parse().unwrap()).await {
        Ok(answer) => {
            let body = answer.into_body().collect().await.unwrap().to_bytes();
            Ok(String::from_utf8(body.to_vec()).unwrap())
        }
        Err(error) => Err(ConnectFault::of(&error, REMEDIES).to_string()),
    }
}

pub(super) fn by(trust: Trust) -> Verification {
    Verification { trust, name: None }
}

#[tokio::test]
async fn a_server_is_believed_by_its_authority_for_the_names_in_its_certificate() {
    let authority = Authority::new();
    let port = start(&authority.pair(&["localhost", "127.0.0.1"], |_| {})).port();
    for host in ["localhost", "127.0.0.1"] {
        let answer = ask(&format!("https://{host}:{port}/"), &by(authority.trust())).await;
        assert_eq!(answer.as_deref(), Ok("https"), "{host}");
    }
}

#[tokio::test]
async fn a_server_of_another_authority_is_refused_with_the_key_that_helps() {
    let (authority, other) = (Authority::new(), Authority::new());
    let address = start(&authority.pair(&["127.0.0.1"], |_| {}));
    for trust in [other.trust(), Trust::System] {
        let refused = ask(&format!("https://{address}/"), &by(trust)).await.unwrap_err();
        let expected = "not signed by an authority that is trusted here; name the authority's \
                        certificate with issuer_ca";
        assert!(refused.contains(expected), "{refused}");
    }
}

#[tokio::test]
async fn a_server_under_another_name_is_refused_unless_that_name_is_meant() {
    let authority = Authority::new();
    let address = start(&authority.pair(&["openzaak.intern", "10.0.0.5"], |_| {}));
    let mut verification = by(authority.trust());
    let refused = ask(&format!("https://{address}/"), &verification).await.unwrap_err();
    let expected = "is for openzaak.intern, 10.0.0.5, not for 127.0.0.1; use an address with a \
                    name that it is for, or name that with issuer_tls_name";
    assert!(refused.contains(expected), "{refused}");
    for name in ["openzaak.intern", "10.0.0.5"] {
        verification.name = Some(TlsName::parse(name).unwrap());
        let answer = ask(&format!("https://{address}/"), &verification).await;
        assert_eq!(answer.as_deref(), Ok("https"), "{name}");
    }
    verification.name = Some(TlsName::parse("openzaak.example").unwrap());
    assert!(ask(&format!("https://{address}/"), &verification).await.is_err());
}

#[tokio::test]
async fn a_certificate_out_of_its_time_is_refused_with_the_date() {
    let authority = Authority::new();
    let address = start(&authority.pair(&["127.0.0.1"], expired));
    let refused = ask(&format!("https://{address}/"), &by(authority.trust())).await.unwrap_err();
    assert!(refused.contains("expired on 2021-02-03 00:00 UTC"), "{refused}");
}

#[tokio::test]
async fn what_speaks_no_tls_is_refused_as_that() {
    let (silent, talking) = (listening(b"").await, listening(b"HTTP/1.1 400 Bad\r\n\r\n").await);
    let authority = Authority::new();
    let verification = by(authority.trust());
    let refused = ask(&format!("https://{talking}/"), &verification).await.unwrap_err();
    assert!(refused.contains("does not speak TLS there"), "{refused}");
    let refused = ask(&format!("https://{silent}/"), &verification).await.unwrap_err();
    assert!(refused.contains("closed the connection instead of speaking TLS"), "{refused}");
}

/// Something that reads a little, answers bytes and closes.
async fn listening(answer: &'static [u8]) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 4096];
        let _ = socket.read(&mut buffer).await;
        let _ = socket.write_all(answer).await;
    });
    address
}

#[tokio::test]
async fn plain_http_on_a_tls_port_is_closed_and_keeps_nobody_out() {
    let authority = Authority::new();
    let address = start(&authority.pair(&["127.0.0.1"], |_| {}));
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(5), plain.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "it hangs");
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    assert!(ask(&format!("https://{address}/"), &by(authority.trust())).await.is_ok());
}

#[tokio::test]
async fn silent_connections_are_closed_in_time_and_keep_nobody_out() {
    let authority = Authority::new();
    let address = start(&authority.pair(&["127.0.0.1"], |_| {}));
    let mut silent = Vec::new();
    for _ in 0..400 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    let url = format!("https://{address}/");
    let verification = by(authority.trust());
    let asked = tokio::time::timeout(Duration::from_millis(400), ask(&url, &verification)).await;
    assert!(asked.is_ok_and(|answer| answer.is_ok()), "the silent ones keep others out");
    for mut socket in silent {
        let mut byte = [0];
        let closed = tokio::time::timeout(Duration::from_secs(10), socket.read(&mut byte)).await;
        assert!(matches!(closed, Ok(Ok(0) | Err(_))), "it is left open");
    }
}

#[test]
fn an_authority_that_cannot_be_read_is_told_with_its_file() {
    let authority = Authority::new();
    let connector = |trust| by(trust).connector(Scheme::Https).map(drop);
    let missing = Trust::Only(PathBuf::from("/nowhere/ca.pem"));
    let refused = connector(missing.clone()).unwrap_err().to_string();
    assert!(refused.starts_with("/nowhere/ca.pem cannot be read"), "{refused}");
    let empty = Trust::Only(authority.file("empty.pem", "", 0o644));
    assert!(connector(empty).unwrap_err().to_string().contains("has no certificate in it"));
    assert!(by(missing).connector(Scheme::Http).is_ok(), "over http nobody is asked");
}
