//! The feed of an issuer, played: so that a gateway can be told of ten thousand applicaties in a
//! second, and the tokens are signed here.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use edge::clock::Clock;
use edge::feed::{ChangeNumber, Confirmation, Event, SnapshotEnd, Thing, sse};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::fault::Fault;

/// The number that everything stands at.
pub(crate) const NUMBER: ChangeNumber = ChangeNumber::new(100);
/// Between two confirmations, as a real issuer has it.
const BEAT: Duration = Duration::from_secs(1);

/// A feed that is served until it is dropped.
pub(crate) struct PlayedIssuer(JoinHandle<()>);

impl Drop for PlayedIssuer {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl PlayedIssuer {
    /// Serves these things to whoever connects.
    pub(crate) fn serve(listener: TcpListener, things: Vec<Thing>) -> Result<Self, Fault> {
        let snapshot: Arc<[u8]> = snapshot(things)?.into_bytes().into();
        Ok(Self(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let snapshot = Arc::clone(&snapshot);
                // A gateway that hangs up connects again.
                tokio::spawn(async move { tell(stream, &snapshot).await.unwrap_or_default() });
            }
        })))
    }
}

/// A listener for the feed, and the name that the issuer has by it.
pub(crate) async fn listener() -> Result<(TcpListener, String), Fault> {
    let any = SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 0));
    let failed = |source| Fault::Connection { address: any, source };
    let listener = TcpListener::bind(any).await.map_err(failed)?;
    let name = format!("http://{}", listener.local_addr().map_err(failed)?);
    Ok((listener, name))
}

async fn tell(mut stream: TcpStream, snapshot: &[u8]) -> std::io::Result<()> {
    let mut head = [0; 4096];
    if stream.read(&mut head).await? == 0 {
        return Ok(());
    }
    let begin = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    stream.write_all(begin).await?;
    stream.write_all(snapshot).await?;
    loop {
        tokio::time::sleep(BEAT).await;
        stream.write_all(beat().as_bytes()).await?;
    }
}

fn snapshot(things: Vec<Thing>) -> Result<String, Fault> {
    let end = Event::Snapshot(SnapshotEnd {
        number: NUMBER,
        count: things.len() as u64,
        at: Clock::system().now(),
    });
    let mut text = String::new();
    for event in things.into_iter().map(Event::Item).chain([end]) {
        text += &sse::encode(&event).map_err(|error| Fault::Token(error.to_string()))?;
    }
    Ok(text + &beat())
}

fn beat() -> String {
    sse::encode(&Event::Number(Confirmation { number: NUMBER, at: Clock::system().now() }))
        .unwrap_or_default()
}
