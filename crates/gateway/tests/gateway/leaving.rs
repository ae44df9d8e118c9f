//! A client that does not wait for its answer: what was decided is on record all the same, once.

use std::time::Duration;

use gateway::config::GatewayConfig;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use url::Url;

use crate::harness::HOST;
use crate::harness::recorded::{Recorded, context};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const PATIENCE: Duration = Duration::from_secs(10);

/// An upstream that takes what it is asked and says nothing, for so long.
async fn silent(within: Duration) -> (TcpListener, impl FnOnce(&mut GatewayConfig)) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let change = move |config: &mut GatewayConfig| {
        let reach = &mut config.upstreams[0].reach;
        reach.addresses = vec![address];
        reach.timeout = within;
    };
    (listener, change)
}

/// A client that has asked, once that came to the upstream.
async fn asked(at: &Recorded, upstream: &TcpListener, client: &str) -> (TcpStream, TcpStream) {
    let mut socket = TcpStream::connect(at.world.address).await.unwrap();
    let token = at.world.issuer.token(client);
    let head =
        format!("GET {ZAKEN} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    let (mut there, _) = timeout(PATIENCE, upstream.accept()).await.unwrap().unwrap();
    assert!(there.read(&mut [0; 1024]).await.unwrap() > 0);
    (socket, there)
}

/// The record, and that no other follows it.
async fn only(at: &mut Recorded) -> Value {
    let record = at.only().await;
    assert_eq!(at.world.get("niemand", ZAKEN, &[]).await.status, 401);
    assert_eq!(context(&at.only().await)["rule"], "client-gone", "it is the next");
    record
}

#[tokio::test]
async fn a_client_that_breaks_off_leaves_one_record_of_what_was_decided_by_then() {
    let (upstream, change) = silent(Duration::from_mins(1)).await;
    let mut at = Recorded::with(change).await;
    let (client, _there) = asked(&at, &upstream, "alles").await;
    client.set_zero_linger().unwrap();
    drop(client);
    let record = only(&mut at).await;
    let permitted = json!({
        "verdict": "permit", "rule": "heeft-alle-autorisaties", "requires": "zaken.lezen",
    });
    assert_eq!((&record["status"], context(&record)), (&json!("Unset"), &permitted));
    assert_eq!(record["body"]["adl.core.request"]["subject"]["id"], "alles");
}

#[tokio::test]
async fn a_client_that_has_said_all_it_will_say_is_answered_and_leaves_one_record() {
    let (upstream, change) = silent(Duration::from_millis(300)).await;
    let mut at = Recorded::with(change).await;
    let (mut client, _there) = asked(&at, &upstream, "alles").await;
    client.shutdown().await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, client.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 504"), "{answer}");
    assert_eq!(context(&only(&mut at).await)["http_status"], 504);
}
