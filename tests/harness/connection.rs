//! One kept connection: requests and answers one after another, or several at once.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use super::Answer;

const PATIENCE: Duration = Duration::from_secs(20);

/// A connection, and what came in on it that nobody has read yet.
pub(crate) struct Connection {
    socket: TcpStream,
    pending: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(to: SocketAddr) -> Self {
        Self::try_open(to).unwrap()
    }

    /// One to a server that may not be there.
    pub(crate) fn try_open(to: SocketAddr) -> std::io::Result<Self> {
        let socket = TcpStream::connect(to)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.set_nodelay(true)?;
        Ok(Self { socket, pending: Vec::new() })
    }

    /// Sends bytes as they are; the other side may have closed already.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.try_send(bytes);
    }

    /// Sends bytes as they are, and says whether the system took all of them.
    pub(crate) fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
        self.socket.write_all(bytes.as_ref())
    }

    /// Says that nothing more will be sent.
    pub(crate) fn end(&mut self) {
        let _ = self.socket.shutdown(Shutdown::Write);
    }

    /// The next answer; none when the connection ended instead.
    pub(crate) fn answer(&mut self) -> Option<Answer> {
        self.answer_to("GET")
    }

    /// The next answer, to a request of this method.
    pub(crate) fn answer_to(&mut self, method: &str) -> Option<Answer> {
        let head_alone = method == "HEAD";
        loop {
            if let Some(length) = whole(&self.pending, head_alone) {
                let answer: Vec<u8> = self.pending.drain(..length).collect();
                return Answer::parse(&answer, head_alone);
            }
            if !self.more() {
                return None;
            }
        }
    }

    /// The head of an interim answer.
    pub(crate) fn interim(&mut self) -> String {
        while find(&self.pending, b"\r\n\r\n").is_none() && self.more() {}
        let end = find(&self.pending, b"\r\n\r\n").map_or(0, |end| end + 4);
        String::from_utf8(self.pending.drain(..end).collect()).unwrap()
    }

    /// Whether the other side closes without another byte. A reset is a close too.
    pub(crate) fn ends(&mut self) -> bool {
        self.pending.is_empty() && !self.more()
    }

    /// Whether nothing of an answer has come in.
    pub(crate) fn is_untouched(&self) -> bool {
        self.pending.is_empty()
    }

    fn more(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        match self.socket.read(&mut buffer) {
            Ok(count @ 1..) => {
                self.pending.extend_from_slice(&buffer[..count]);
                true
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("nothing came, and the connection is still open")
            }
            Ok(0) | Err(_) => false,
        }
    }
}

/// The length of the first answer, interim ones before it included, once it is whole.
fn whole(bytes: &[u8], head_alone: bool) -> Option<usize> {
    let head = find(bytes, b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    if text.starts_with("http/1.1 1") {
        return whole(&bytes[head..], head_alone).map(|rest| head + rest);
    }
    if head_alone {
        return Some(head);
    }
    if text.contains("transfer-encoding: chunked") {
        return find(&bytes[head..], b"0\r\n\r\n").map(|end| head + end + 5);
    }
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
    (bytes.len() >= head + length).then_some(head + length)
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}
