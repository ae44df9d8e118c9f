//! Long bodies, up and down: what a gateway keeps of them in memory, which is to be nothing.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::fault::Fault;
use crate::population::{ALL, ZAKEN, uuid};
use crate::requests;
use crate::stage::Gateway;
use crate::usage;
use crate::wire::Connection;

const PIECE: usize = 64 * 1024;

/// By how many MiB the gateway grew at most, while so many bytes went up, and down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Growth {
    pub(crate) up: f64,
    pub(crate) down: f64,
}

/// Sends and fetches a document of so many bytes, as a client that may do everything.
pub(crate) async fn growth(gateway: &Gateway, bytes: u64) -> Result<Growth, Fault> {
    let token = gateway.signer.token(ALL)?;
    let mut connection = Connection::open(gateway.server.address).await?;
    // The first one on a worker has buffers to make.
    up(&mut connection, &token, 1 << 20).await?;
    down(&token, 1 << 20, gateway).await?;
    let pid = gateway.server.pid();
    let before = measured(pid);
    up(&mut connection, &token, bytes).await?;
    let up = usage::peak(pid) - before;
    let before = measured(pid);
    down(&token, bytes, gateway).await?;
    Ok(Growth { up, down: usage::peak(pid) - before })
}

fn measured(pid: u32) -> f64 {
    usage::forget_peak(pid);
    usage::resident(pid)
}

async fn up(connection: &mut Connection, token: &str, bytes: u64) -> Result<(), Fault> {
    let host = ZAKEN.trim_start_matches("http://");
    let head = format!(
        "PUT /documenten/api/v1/bestandsdelen/{} HTTP/1.1\r\nHost: {host}\r\n\
         Authorization: Bearer {token}\r\nContent-Type: application/octet-stream\r\n\
         Content-Length: {bytes}\r\n\r\n",
        uuid(1)
    );
    let piece = vec![0; PIECE];
    let mut left = bytes;
    let sent = connection.stream.write_all(head.as_bytes()).await;
    sent.map_err(|source| connection.failed(source))?;
    while left > 0 {
        let most = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let sent = connection.stream.write_all(&piece[..most]).await;
        sent.map_err(|source| connection.failed(source))?;
        left -= most as u64;
    }
    connection.expect(200, b"").await?;
    Ok(())
}

async fn down(token: &str, bytes: u64, gateway: &Gateway) -> Result<(), Fault> {
    let mut connection = Connection::open(gateway.server.address).await?;
    let path = format!(
        "/documenten/api/v1/enkelvoudiginformatieobjecten/{}/download?bytes={bytes}",
        uuid(1)
    );
    let asked = connection.stream.write_all(&requests::get(&path, token)).await;
    asked.map_err(|source| connection.failed(source))?;
    let head = connection.head().await?;
    if head.length != bytes {
        return Err(Fault::Answer("it is not of the length that was asked for"));
    }
    let mut left = bytes - connection.body(&head).len() as u64;
    let mut piece = vec![0; PIECE];
    while left > 0 {
        match connection.stream.read(&mut piece).await {
            Ok(0) => return Err(connection.failed(std::io::ErrorKind::UnexpectedEof.into())),
            Ok(read) => left = left.saturating_sub(read as u64),
            Err(source) => return Err(connection.failed(source)),
        }
    }
    Ok(())
}
