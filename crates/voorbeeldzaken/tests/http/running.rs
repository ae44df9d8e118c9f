//! Starting and stopping, in the runtimes it may be started in.

use std::net::TcpStream;
use std::time::Duration;

use voorbeeldzaken::{Content, Credentials, Crs, Options, start};

use crate::client::Request;
use crate::fixture::HOST;

#[tokio::test]
async fn it_stops_and_frees_its_port_and_a_port_in_use_is_an_error() {
    let running = start(options(0, "https://zaken.example/")).unwrap();
    let port = running.address().port();
    assert!(start(options(port, "https://zaken.example")).is_err());
    let stopped = tokio::time::timeout(Duration::from_secs(10), running.stop()).await;
    assert!(stopped.is_ok());
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[tokio::test]
async fn a_public_url_that_is_no_origin_is_refused() {
    for url in ["http://zaken.example/pad", "zaken.example", "https://", "ftp://zaken.example"] {
        let refused = start(options(0, url)).unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput, "{url}");
    }
}

#[actix_web::test]
async fn it_runs_within_an_actix_system_as_well() {
    let running = start(options(0, "http://zaken.example")).unwrap();
    let address = running.address();
    let request = Request::new("GET", "/_bytes/7").header("Host", HOST);
    let answer = actix_web::web::block(move || request.send(address)).await.unwrap();
    assert_eq!(answer.body, b"zzzzzzz");
    running.stop().await;
}

fn options(port: u16, public_url: &str) -> Options {
    Options {
        listen: ([127, 0, 0, 1], port).into(),
        public_url: public_url.to_owned(),
        credentials: Credentials::default(),
        content: Content::Handful,
        crs: Crs::Assumed,
    }
}
