//! A connection whose answers begin with a head that everybody reads alike.
//!
//! hyper takes a line that ends without CR (RFC 9112 2.2 lets it), and whoever stands between us and
//! the server may not: what is a header to one is part of a value to the other, and so is a length.
//! Bodies are no matter of this: they pass as they come, and how they are framed is hyper's to judge.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};

/// How much of a head is read at once.
const PIECE: usize = 4096;

/// A connection that breaks off where a head is not one.
#[derive(Debug)]
pub(crate) struct Strict<T> {
    connection: T,
    answer: Answer,
}

/// Why it broke off.
#[derive(Debug, thiserror::Error)]
#[error("a line of its head does not end with CR LF")]
pub(crate) struct NotALine;

/// Where the answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Head(Head),
    Body,
}

/// What is known of a head so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Head {
    /// How many bytes of its first line came, up to those that say what follows.
    begun: u8,
    /// Whether its status says that another head follows.
    interim: bool,
    /// How many bytes of a line came, if none but CR: 0 or 1; else more.
    line: u8,
    after_cr: bool,
}

impl<T> Strict<T> {
    pub(crate) fn new(connection: T) -> Self {
        Self { connection, answer: Answer::Head(Head::default()) }
    }

    /// A request that begins is answered by a head, whatever came before. A body whose piece looks
    /// like one harms but the answer to itself: the next request begins anew.
    fn sent(&mut self, bytes: &[u8]) {
        if begins_request(bytes) {
            self.answer = Answer::Head(Head::default());
        }
    }
}

/// As hyper writes it, the whole line at once: method, path, version.
fn begins_request(bytes: &[u8]) -> bool {
    let method = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-');
    let (end, rest) = (method.count(), |end| bytes.get(end..).unwrap_or_default());
    if end == 0 || !rest(end).starts_with(b" /") {
        return false;
    }
    let line = bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
    line.ends_with(b" HTTP/1.1") && rest(line.len()).starts_with(b"\r\n")
}

impl Answer {
    /// What comes after these bytes.
    fn after(self, bytes: &[u8]) -> Result<Self, NotALine> {
        let (mut answer, mut rest) = (self, bytes);
        while let Self::Head(head) = answer {
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
                return Ok(Self::Head(head.going_on(rest)));
            };
            answer = head.going_on(&rest[..end]).after_line()?;
            rest = &rest[end + 1..];
        }
        Ok(answer)
    }
}

impl Head {
    /// Where in the first line the status is: behind `HTTP/1.1 `.
    const STATUS: u8 = 9;

    /// After more of the same line.
    fn going_on(mut self, text: &[u8]) -> Self {
        for byte in text {
            if self.begun > Self::STATUS {
                break;
            }
            self.begin(*byte);
        }
        self.after_cr = text.last().map_or(self.after_cr, |last| *last == b'\r');
        self.line = self.line.saturating_add(u8::try_from(text.len()).unwrap_or(u8::MAX));
        self
    }

    fn begin(&mut self, byte: u8) {
        if self.begun <= Self::STATUS {
            self.interim = self.begun == Self::STATUS && byte == b'1';
            self.begun += 1;
        }
    }

    /// After the LF that ends the line.
    fn after_line(mut self) -> Result<Answer, NotALine> {
        self.begin(b'\n');
        match (self.after_cr, self.line) {
            (false, _) => Err(NotALine),
            // An empty line ends the head, and none stands before it.
            (true, 1) if self.begun <= Self::STATUS => Err(NotALine),
            (true, 1) if self.interim => Ok(Answer::Head(Self::default())),
            (true, 1) => Ok(Answer::Body),
            (true, _) => Ok(Answer::Head(Self { line: 0, after_cr: false, ..self })),
        }
    }
}

impl<T: Read + Unpin> Read for Strict<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if self.answer == Answer::Body {
            return Pin::new(&mut self.connection).poll_read(context, into);
        }
        let mut piece = [const { MaybeUninit::uninit() }; PIECE];
        let room = PIECE.min(into.remaining());
        let mut read = ReadBuf::uninit(&mut piece[..room]);
        ready!(Pin::new(&mut self.connection).poll_read(context, read.unfilled()))?;
        let told = |why| io::Error::new(io::ErrorKind::InvalidData, why);
        self.answer = self.answer.after(read.filled()).map_err(told)?;
        into.put_slice(read.filled());
        Poll::Ready(Ok(()))
    }
}

impl<T: Write + Unpin> Write for Strict<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.sent(bytes);
        Pin::new(&mut self.connection).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.connection.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut pieces = bytes.iter().filter(|bytes| !bytes.is_empty());
        let (first, another) = (pieces.next(), pieces.next());
        if let Some(first) = first {
            self.sent(first);
        }
        // A head alone goes the shorter way through the kernel.
        if let (Some(only), None) = (first, another) {
            return Pin::new(&mut self.connection).poll_write(context, only);
        }
        Pin::new(&mut self.connection).poll_write_vectored(context, bytes)
    }
}

impl<T: Connection> Connection for Strict<T> {
    fn connected(&self) -> Connected {
        self.connection.connected()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str) -> Option<Answer> {
        let whole = Answer::Head(Head::default()).after(text.as_bytes()).ok();
        // In pieces of any size it is the same.
        for size in 1..text.len() {
            let mut pieces = text.as_bytes().chunks(size);
            let begun = Answer::Head(Head::default());
            let piecewise = pieces.try_fold(begun, Answer::after).ok();
            assert_eq!(piecewise, whole, "{text:?} in pieces of {size}");
        }
        whole
    }

    #[test]
    fn a_head_ends_with_an_empty_line_and_the_rest_is_not_looked_at() {
        for head in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 404 X\r\nA: b\r\nC: \r\r\n\r\n"] {
            assert_eq!(after(head), Some(Answer::Body), "{head:?}");
            assert_eq!(after(&format!("{head}a\nb\n\n")), Some(Answer::Body), "{head:?}");
            assert!(matches!(after(&head[..head.len() - 1]), Some(Answer::Head(_))), "{head:?}");
        }
    }

    #[test]
    fn another_head_follows_an_interim_one() {
        let early = "HTTP/1.1 103 X\r\nLink: a\r\n\r\n";
        assert!(matches!(after(early), Some(Answer::Head(head)) if head == Head::default()));
        assert_eq!(after(&format!("{early}HTTP/1.1 200 X\r\n\r\na\n")), Some(Answer::Body));
        assert_eq!(after(&format!("{early}HTTP/1.1 200 X\n\r\n")), None);
    }

    #[test]
    fn a_line_that_ends_without_cr_is_none() {
        for head in [
            "HTTP/1.1 200 OK\n\n",
            "HTTP/1.1 200 OK\r\nA: b\nContent-Length: 5\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\n",
            "HTTP/1.1 200 OK\r\nA: b\r\n\n",
            "\r\nHTTP/1.1 200 OK\r\n\r\n",
            "\nHTTP/1.1 200 OK\r\n\r\n",
        ] {
            assert_eq!(after(head), None, "{head:?}");
        }
    }

    #[test]
    fn whatever_a_body_looked_like_the_next_request_is_answered_by_a_head_from_its_beginning() {
        let mut connection = Strict::new(());
        let fresh = Answer::Head(Head::default());
        connection.answer = fresh.after(b"HTTP/1.1 413 X\r\n\r\n{").unwrap_or(fresh);
        connection.sent(b"a piece of a body");
        assert_eq!(connection.answer, Answer::Body);
        connection.sent(b"GET / HTTP/1.1\r\nalso a piece of that body");
        connection.answer = connection.answer.after(b"\"a\": 1").unwrap_or(fresh);
        assert_ne!(connection.answer, fresh);
        connection.sent(b"GET /zaken HTTP/1.1\r\n");
        assert_eq!(connection.answer, fresh);
    }

    #[test]
    fn only_what_begins_a_request_is_answered_by_a_head() {
        for (sent, begins) in [
            ("GET /zaken HTTP/1.1\r\n", true),
            ("M-SEARCH / HTTP/1.1\r\n", true),
            ("", false),
            (" /", false),
            ("GET http://a HTTP/1.1\r\n", false),
            ("GET /zaken HTTP/1.1", false),
            ("either /or\r\n", false),
            ("{\"a\": \"GET /\"}", false),
        ] {
            assert_eq!(begins_request(sent.as_bytes()), begins, "{sent:?}");
        }
    }
}
