//! Connections that bring nothing: 200 that are silent and 200 that are slow. What they cost is how much
//! longer the others wait.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::answers::Expected;
use crate::burst::{self, Aim, Order, Requests};
use crate::fault::Fault;
use crate::median::median;
use crate::population::{ALL, uuid};
use crate::requests;
use crate::scale::Scale;
use crate::stage::Gateway;

/// How long a slow one waits before its next byte, or piece.
const PAUSE: Duration = Duration::from_millis(100);
/// What a slow reader takes at once, of an answer that fills every buffer between.
const PIECE: usize = 1024;
const LONG: u64 = 64 << 20;

/// How many times as long the slowest hundredth waits while they stand there, in the median of the rounds.
pub(crate) async fn ratio(gateway: &Gateway, scale: &Scale) -> Result<f64, Fault> {
    let requests = requests::by_scope(&gateway.signer, scale.tokens, scale.tokens)?;
    let token = gateway.signer.token(ALL)?;
    let mut ratios = Vec::new();
    for _ in 0..scale.rounds {
        let without = p99(gateway, &requests, scale).await?;
        let standing = stand(gateway.server.address, &token, scale).await;
        let with = p99(gateway, &requests, scale).await?;
        drop(standing);
        ratios.push(with / without);
    }
    Ok(median(ratios))
}

async fn p99(gateway: &Gateway, requests: &[Vec<u8>], scale: &Scale) -> Result<f64, Fault> {
    let aim = Aim { address: gateway.server.address, connections: scale.connections };
    let connections = burst::open(aim).await?;
    let (requests, count) = (Requests::InTurn(requests), scale.requests);
    let order = Order { requests, count, expected: Expected::Anything };
    Ok(burst::run(connections, order).await?.milliseconds(99.0))
}

/// Half are silent; of the others half send slowly, and half read slowly. They end when this is dropped.
async fn stand(address: SocketAddr, token: &str, scale: &Scale) -> JoinSet<()> {
    let mut standing = JoinSet::new();
    let head = requests::plain("/catalogi/api/v1/zaaktypen");
    let path = format!("/documenten/api/v1/enkelvoudiginformatieobjecten/{}/download", uuid(1));
    let long = requests::get(&format!("{path}?bytes={LONG}"), token);
    for number in 0..2 * scale.standing {
        let (head, long) = (head.clone(), long.clone());
        standing.spawn(async move {
            // One that is closed for being slow comes again.
            loop {
                let Ok(stream) = TcpStream::connect(address).await else { return };
                let _ = match number % 4 {
                    0 | 2 => silent(stream).await,
                    1 => sends_slowly(stream, &head).await,
                    _ => reads_slowly(stream, &long).await,
                };
            }
        });
    }
    // Until all of them are there.
    sleep(5 * PAUSE).await;
    standing
}

async fn silent(mut stream: TcpStream) -> std::io::Result<()> {
    let mut byte = [0];
    stream.read(&mut byte).await.map(drop)
}

async fn sends_slowly(mut stream: TcpStream, head: &[u8]) -> std::io::Result<()> {
    for byte in head {
        stream.write_all(&[*byte]).await?;
        sleep(PAUSE).await;
    }
    Ok(())
}

async fn reads_slowly(mut stream: TcpStream, request: &[u8]) -> std::io::Result<()> {
    stream.write_all(request).await?;
    let mut piece = vec![0; PIECE];
    while stream.read(&mut piece).await? > 0 {
        sleep(PAUSE).await;
    }
    Ok(())
}
