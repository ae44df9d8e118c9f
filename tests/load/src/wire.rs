//! The least of HTTP/1.1 that a load needs: heads with a length, on connections that stay open.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::fault::Fault;

/// No head here is longer.
const LONGEST_HEAD: usize = 32 * 1024;

/// Where a head ends, and how the body after it does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) bytes: usize,
    framing: Framing,
}

/// Where a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    Length(u64),
    Chunks,
}

/// What ends a body in chunks that has no trailer.
pub(crate) const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

impl Head {
    /// The head at the beginning of what was read; none while it is not all there.
    pub(crate) fn find(read: &[u8]) -> Result<Option<Self>, Fault> {
        let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else {
            let fits = read.len() <= LONGEST_HEAD;
            return if fits { Ok(None) } else { Err(Fault::Answer("its head has no end")) };
        };
        let mut framing = Framing::Length(0);
        for line in read[..end].split(|byte| *byte == b'\n').skip(1) {
            let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
            let (name, value) = (&line[..colon], &line[colon + 1..]);
            if name.eq_ignore_ascii_case(b"content-length") {
                let length = number(value).ok_or(Fault::Answer("its length is no number"))?;
                framing = Framing::Length(length);
            } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
                framing = Framing::Chunks;
            }
        }
        Ok(Some(Self { bytes: end + 4, framing }))
    }

    pub(crate) const fn framing(&self) -> Framing {
        self.framing
    }

    /// The length of a body that is to have one.
    pub(crate) const fn length(&self) -> Result<u64, Fault> {
        match self.framing {
            Framing::Length(length) => Ok(length),
            Framing::Chunks => Err(Fault::Answer("it has chunks, where a length was expected")),
        }
    }
}

fn number(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

/// An answer, read whole.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
    head: &'a [u8],
}

impl<'a> Answer<'a> {
    /// The values of a header.
    pub(crate) fn header(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let lines = std::str::from_utf8(self.head).unwrap_or_default().lines().skip(1);
        let named = lines.filter_map(|line| line.split_once(':'));
        named.filter(move |(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// A connection that asks one thing after the other.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    address: SocketAddr,
    read: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Fault> {
        let failed = |source| Fault::Connection { address, source };
        let stream = TcpStream::connect(address).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        Ok(Self { stream, address, read: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and reads its answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>, Fault> {
        self.read.clear();
        self.stream.write_all(request).await.map_err(|source| self.failed(source))?;
        let head = self.head().await?;
        let whole = usize::try_from(head.length()?).map_err(|_| Fault::Answer("it is too long"))?;
        while self.read.len() < head.bytes + whole {
            self.more().await?;
        }
        let (head, body) = self.read.split_at(head.bytes);
        Ok(Answer { status: status(head)?, body, head })
    }

    /// The same, where only one status will do; gives the body.
    pub(crate) async fn expect(&mut self, expected: u16, request: &[u8]) -> Result<&[u8], Fault> {
        let address = self.address;
        let Answer { status, body, .. } = self.ask(request).await?;
        if status == expected {
            return Ok(body);
        }
        let body = String::from_utf8_lossy(body).into_owned();
        Err(Fault::Status { address, status, expected, body })
    }

    /// Reads until the head of an answer is there; what came after it stays in [`Self::body`].
    pub(crate) async fn head(&mut self) -> Result<Head, Fault> {
        loop {
            if let Some(head) = Head::find(&self.read)? {
                return Ok(head);
            }
            self.more().await?;
        }
    }

    /// Forgets the answer before.
    pub(crate) fn forget(&mut self) {
        self.read.clear();
    }

    /// What was read of a body when its head was found.
    pub(crate) fn body(&self, head: &Head) -> &[u8] {
        &self.read[head.bytes..]
    }

    async fn more(&mut self) -> Result<(), Fault> {
        match self.stream.read_buf(&mut self.read).await {
            Ok(0) => Err(self.failed(std::io::ErrorKind::UnexpectedEof.into())),
            Ok(_) => Ok(()),
            Err(source) => Err(self.failed(source)),
        }
    }

    pub(crate) fn failed(&self, source: std::io::Error) -> Fault {
        Fault::Connection { address: self.address, source }
    }
}

/// The three digits after `HTTP/1.1 `.
pub(crate) fn status(head: &[u8]) -> Result<u16, Fault> {
    let digits = head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
    digits.and_then(|digits| digits.parse().ok()).ok_or(Fault::Answer("it has no status"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_found_when_it_is_all_there() {
        let whole = b"HTTP/1.1 200 OK\r\ncontent-LENGTH: 12\r\nx: y\r\n\r\nbody";
        for cut in 0..whole.len() - 4 {
            assert_eq!(Head::find(&whole[..cut]).unwrap(), None, "{cut}");
        }
        let head = Head::find(whole).unwrap().unwrap();
        assert_eq!((head.bytes, head.length().unwrap()), (45, 12));
        assert_eq!(status(whole).unwrap(), 200);
    }

    #[test]
    fn chunks_and_odd_lengths_are_no_silent_zero() {
        let find = |odd: &str| Head::find(format!("HTTP/1.1 200 OK\r\n{odd}\r\n\r\n").as_bytes());
        assert!(find("Content-Length: many").is_err());
        assert!(find("Transfer-Encoding: chunked").unwrap().unwrap().length().is_err());
    }
}
