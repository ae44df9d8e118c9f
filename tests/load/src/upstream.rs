//! The server behind every proxy: as cheap as can be, and a process of its own, so that what it
//! costs is nobody else's.
//!
//! It answers every GET with a zaak of a kibibyte, whose zaaktype is the number at the end of the
//! path; `?bytes=N` asks for N bytes instead, `?chunked=N` for as many in chunks. A body is read to its
//! end and thrown away.

use std::fmt::Write as _;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::fault::Fault;
use crate::population::type_url;
use crate::wire::{Framing, Head, LAST_CHUNK};

/// How long the body of an answer is.
const BODY: usize = 1024;
/// What is written and read at once of a long body.
const PIECE: usize = 64 * 1024;

/// Serves until whoever started it is gone: then standard input ends.
pub(crate) async fn serve(address: SocketAddr) -> Result<(), Fault> {
    let failed = |source| Fault::Connection { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    tokio::select! {
        done = accept(&listener) => done.map_err(failed),
        () = parent_is_gone() => Ok(()),
    }
}

async fn accept(listener: &TcpListener) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // A client that hangs up is no fault of this server.
        tokio::spawn(async move { answer_all(stream).await.unwrap_or_default() });
    }
}

async fn parent_is_gone() {
    let input = || std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    // However it ends, nobody is there any more.
    let _ = tokio::task::spawn_blocking(input).await;
}

async fn answer_all(mut stream: TcpStream) -> std::io::Result<()> {
    let mut read = Vec::with_capacity(16 * 1024);
    let mut answer = Vec::with_capacity(2 * BODY);
    loop {
        let Some(head) = Head::find(&read).map_err(std::io::Error::other)? else {
            if stream.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
            continue;
        };
        let asked = Asked::of(&read[..head.bytes]);
        let come = &read[head.bytes..];
        match head.framing() {
            Framing::Length(length) => {
                swallow(&mut stream, length.saturating_sub(come.len() as u64)).await?;
            }
            Framing::Chunks => swallow_chunks(&mut stream, come).await?,
        }
        // Nobody here sends a request before the last one is answered.
        read.clear();
        match asked {
            Asked::Zaak(number) => {
                write_zaak(number, &mut answer);
                stream.write_all(&answer).await?;
            }
            Asked::Bytes(count) => pour(&mut stream, count).await?,
            Asked::Chunked(count) => pour_chunks(&mut stream, count).await?,
        }
    }
}

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Zaak(usize),
    Bytes(u64),
    Chunked(u64),
}

impl Asked {
    fn of(head: &[u8]) -> Self {
        let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let line = std::str::from_utf8(line).unwrap_or_default();
        let target = line.split(' ').nth(1).unwrap_or_default();
        let number = |name| target.split_once(name).and_then(|(_, count)| count.parse().ok());
        if let Some(count) = number("?bytes=") {
            return Self::Bytes(count);
        }
        if let Some(count) = number("?chunked=") {
            return Self::Chunked(count);
        }
        let digits = target.len().saturating_sub(12);
        Self::Zaak(target.get(digits..).and_then(|digits| digits.parse().ok()).unwrap_or(0))
    }
}

async fn swallow(stream: &mut TcpStream, mut left: u64) -> std::io::Result<()> {
    if left == 0 {
        return Ok(());
    }
    let mut piece = vec![0; PIECE];
    while left > 0 {
        let most = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        match stream.read(&mut piece[..most]).await? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => left -= read as u64,
        }
    }
    Ok(())
}

/// Reads on to the last chunk; what comes here has nothing in it that looks like that.
async fn swallow_chunks(stream: &mut TcpStream, come: &[u8]) -> std::io::Result<()> {
    let mut end: Vec<u8> = come.to_vec();
    let mut piece = vec![0; PIECE];
    while !end.ends_with(LAST_CHUNK) {
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        end.extend_from_slice(&piece[..read]);
        end.drain(..end.len().saturating_sub(LAST_CHUNK.len()));
    }
    Ok(())
}

async fn pour_chunks(stream: &mut TcpStream, mut left: u64) -> std::io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await?;
    while left > 0 {
        let size = left.min(PIECE as u64);
        stream.write_all(&chunk(usize::try_from(size).unwrap_or(PIECE))).await?;
        left -= size;
    }
    stream.write_all(LAST_CHUNK).await
}

/// A chunk of so many bytes.
pub(crate) fn chunk(size: usize) -> Vec<u8> {
    let mut chunk = format!("{size:x}\r\n").into_bytes();
    chunk.resize(chunk.len() + size, 0);
    chunk.extend_from_slice(b"\r\n");
    chunk
}

async fn pour(stream: &mut TcpStream, mut left: u64) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {left}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    let piece = vec![0; PIECE];
    while left > 0 {
        let most = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        stream.write_all(&piece[..most]).await?;
        left -= most as u64;
    }
    Ok(())
}

/// A zaak in JSON, filled up to its length.
fn write_zaak(number: usize, into: &mut Vec<u8>) {
    let mut body = String::with_capacity(BODY);
    // Writing to a String does not fail.
    let _ = write!(
        body,
        r#"{{"url":"http://zaken.example/zaken/api/v1/zaken/{number:012}","identificatie":"ZAAK-{number}","bronorganisatie":"517439943","zaaktype":"{}","vertrouwelijkheidaanduiding":"openbaar","toelichting":""#,
        type_url(number),
    );
    let fill = BODY.saturating_sub(body.len() + 2);
    body.extend(std::iter::repeat_n('.', fill));
    body.push_str("\"}");
    into.clear();
    into.extend_from_slice(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"1f0c\"\r\nAPI-version: 1.7.0\r\nContent-Length: ",
    );
    into.extend_from_slice(body.len().to_string().as_bytes());
    into.extend_from_slice(b"\r\n\r\n");
    into.extend_from_slice(body.as_bytes());
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_the_zaaktype_and_a_query_the_length() {
        let asked = |line: &str| Asked::of(format!("GET {line} HTTP/1.1\r\n\r\n").as_bytes());
        assert_eq!(asked("/zaken/00000000-0000-4000-8000-000000000471"), Asked::Zaak(471));
        assert_eq!(asked("/documenten/x/download?bytes=1024"), Asked::Bytes(1024));
        assert_eq!(asked("/documenten/x/download?chunked=7"), Asked::Chunked(7));
        assert_eq!(asked("/"), Asked::Zaak(0));
    }

    #[test]
    fn a_zaak_is_a_kibibyte_of_json_of_its_type() {
        let mut answer = Vec::new();
        write_zaak(7, &mut answer);
        let head = Head::find(&answer).unwrap().unwrap();
        assert_eq!(head.length().unwrap(), 1024);
        let zaak: serde_json::Value = serde_json::from_slice(&answer[head.bytes..]).unwrap();
        assert_eq!(zaak["zaaktype"], type_url(7));
    }
}
