//! Long bodies, up and down, with their length and in chunks: what a gateway keeps of them in memory,
//! which is to be nothing.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::fault::Fault;
use crate::population::{ALL, ZAKEN, uuid};
use crate::requests;
use crate::stage::Gateway;
use crate::upstream::chunk;
use crate::usage;
use crate::wire::{Connection, Framing, LAST_CHUNK};

const PIECE: usize = 64 * 1024;

/// One way for a long body to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transfer {
    /// A bestandsdeel, with its length.
    Up,
    /// A bestandsdeel in chunks.
    UpInChunks,
    /// A download, with its length.
    Down,
    /// A download in chunks.
    DownInChunks,
}

impl Transfer {
    /// All of them, in the order of the table.
    pub(crate) const ALL: [Self; 4] = [Self::Up, Self::UpInChunks, Self::Down, Self::DownInChunks];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::UpInChunks => "up in chunks",
            Self::Down => "down",
            Self::DownInChunks => "down in chunks",
        }
    }

    /// By how many MiB the gateway grew at most, while a client that may do everything sent or fetched so
    /// many bytes.
    pub(crate) async fn growth(self, gateway: &Gateway, bytes: u64) -> Result<f64, Fault> {
        let token = gateway.signer.token(ALL)?;
        let mut connection = Connection::open(gateway.server.address).await?;
        // The first one on a worker has buffers to make.
        self.run(&mut connection, &token, 1 << 20).await?;
        let pid = gateway.server.pid();
        usage::forget_peak(pid);
        let before = usage::resident(pid);
        self.run(&mut connection, &token, bytes).await?;
        Ok(usage::peak(pid) - before)
    }

    async fn run(self, on: &mut Connection, token: &str, bytes: u64) -> Result<(), Fault> {
        match self {
            Self::Up => up(on, token, bytes, Framing::Length(bytes)).await,
            Self::UpInChunks => up(on, token, bytes, Framing::Chunks).await,
            Self::Down => down(on, &download("bytes", token, bytes), Framing::Length(bytes)).await,
            Self::DownInChunks => {
                down(on, &download("chunked", token, bytes), Framing::Chunks).await
            }
        }
    }
}

async fn up(
    connection: &mut Connection,
    token: &str,
    bytes: u64,
    framing: Framing,
) -> Result<(), Fault> {
    let host = ZAKEN.trim_start_matches("http://");
    let framed = match framing {
        Framing::Length(bytes) => format!("Content-Length: {bytes}"),
        Framing::Chunks => "Transfer-Encoding: chunked".to_owned(),
    };
    let head = format!(
        "PUT /documenten/api/v1/bestandsdelen/{} HTTP/1.1\r\nHost: {host}\r\n\
         Authorization: Bearer {token}\r\nContent-Type: application/octet-stream\r\n{framed}\r\n\r\n",
        uuid(1)
    );
    connection.write(head.as_bytes()).await?;
    let mut left = bytes;
    while left > 0 {
        let size = PIECE.min(usize::try_from(left).unwrap_or(PIECE));
        let piece = match framing {
            Framing::Length(_) => vec![0; size],
            Framing::Chunks => chunk(size),
        };
        connection.write(&piece).await?;
        left -= size as u64;
    }
    let last = if framing == Framing::Chunks { LAST_CHUNK } else { b"" };
    connection.expect(200, last).await.map(drop)
}

/// A request for so many bytes.
fn download(by: &str, token: &str, bytes: u64) -> Vec<u8> {
    let document = format!("/documenten/api/v1/enkelvoudiginformatieobjecten/{}", uuid(1));
    requests::get(&format!("{document}/download?{by}={bytes}"), token)
}

async fn down(connection: &mut Connection, ask: &[u8], framing: Framing) -> Result<(), Fault> {
    connection.forget();
    connection.write(ask).await?;
    let head = connection.head().await?;
    if head.framing() != framing {
        return Err(Fault::Answer("it is not framed as it was asked for"));
    }
    let come = connection.body(&head).to_vec();
    let mut piece = vec![0; PIECE];
    match framing {
        Framing::Length(bytes) => {
            let mut left = bytes - come.len() as u64;
            while left > 0 {
                left = left.saturating_sub(connection.read(&mut piece).await? as u64);
            }
        }
        Framing::Chunks => {
            let mut end = come;
            while !end.ends_with(LAST_CHUNK) {
                let read = connection.read(&mut piece).await?;
                end.extend_from_slice(&piece[..read]);
                end.drain(..end.len().saturating_sub(LAST_CHUNK.len()));
            }
        }
    }
    Ok(())
}

impl Connection {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let written = self.stream.write_all(bytes).await;
        written.map_err(|source| self.failed(source))
    }

    async fn read(&mut self, piece: &mut [u8]) -> Result<usize, Fault> {
        match self.stream.read(piece).await {
            Ok(0) => Err(self.failed(std::io::ErrorKind::UnexpectedEof.into())),
            Ok(read) => Ok(read),
            Err(source) => Err(self.failed(source)),
        }
    }
}
