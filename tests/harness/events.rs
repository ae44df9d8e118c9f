//! A reader of the feed: Server-Sent Events over a bare socket, as they come.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::people::basic;
use super::{Answer, Installation};

const PATIENCE: Duration = Duration::from_secs(10);

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Option<u64>,
    pub(crate) data: Value,
}

impl Event {
    /// A number among its members.
    pub(crate) fn number(&self, member: &str) -> u64 {
        self.data[member].as_u64().unwrap_or_else(|| panic!("no {member} in {self:?}"))
    }
}

/// An open feed.
pub(crate) struct Events {
    socket: TcpStream,
    /// What came in, still in chunks.
    raw: Vec<u8>,
    /// What came out of the chunks, not yet a whole event.
    text: Vec<u8>,
}

enum Chunk {
    Content,
    Partial,
    Last,
}

impl Events {
    /// Opens the feed; the answer, if that is a refusal.
    pub(crate) fn open(
        at: &Installation,
        gateway: &str,
        credential: &str,
        last: Option<&str>,
    ) -> Result<Self, Answer> {
        let mut socket = TcpStream::connect(at.issuer).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let authorization = basic(gateway, credential);
        let last = last.map(|last| format!("Last-Event-ID: {last}\r\n")).unwrap_or_default();
        let head = format!(
            "GET /feed/v1 HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\
             Authorization: {authorization}\r\n{last}\r\n",
            at.issuer
        );
        socket.write_all(head.as_bytes()).unwrap();
        let mut events = Self { socket, raw: Vec::new(), text: Vec::new() };
        let head = loop {
            if let Some(end) = find(&events.raw, b"\r\n\r\n") {
                break events.raw.drain(..end + 4).collect::<Vec<u8>>();
            }
            assert!(events.more(), "the feed gave no answer");
        };
        let answer = Answer::parse(&head, true).unwrap();
        if answer.status != 200 {
            return Err(answer);
        }
        assert_eq!(answer.header("content-type"), Some("text/event-stream"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        Ok(events)
    }

    /// Opens the feed as the installation's own gateway does.
    pub(crate) fn of_the_gateway(at: &Installation, last: Option<&str>) -> Self {
        let credential = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
        Self::open(at, "gateway", credential.trim(), last).unwrap()
    }

    /// The next event; none when the feed ended.
    pub(crate) fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = find(&self.text, b"\n\n") {
                let event: Vec<u8> = self.text.drain(..end + 2).collect();
                return Some(read(std::str::from_utf8(&event).unwrap()));
            }
            let goes_on = match self.unchunk() {
                Chunk::Last => false,
                Chunk::Content => true,
                Chunk::Partial => self.more(),
            };
            if !goes_on {
                return None;
            }
        }
    }

    /// Everything up to the end of the snapshot, and that.
    pub(crate) fn snapshot(&mut self) -> (Vec<Event>, Event) {
        let mut items = Vec::new();
        loop {
            match self.next().expect("the feed ended") {
                event if event.name == "snapshot" => return (items, event),
                event => {
                    assert_eq!(event.name, "item", "in a snapshot stand items");
                    items.push(event);
                }
            }
        }
    }

    /// The next event of a name, whatever comes before it.
    pub(crate) fn next_named(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().expect("the feed ended");
            if event.name == name {
                return event;
            }
        }
    }

    /// Reads on until the feed ends, which must come in time.
    pub(crate) fn drain(&mut self) {
        let begun = Instant::now();
        while self.next().is_some() {
            assert!(begun.elapsed() < PATIENCE, "the feed goes on and on");
        }
    }

    /// Takes one chunk, if it is there as a whole.
    fn unchunk(&mut self) -> Chunk {
        let Some(line) = find(&self.raw, b"\r\n") else { return Chunk::Partial };
        let size = std::str::from_utf8(&self.raw[..line]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        let end = line + 2 + size;
        if size == 0 {
            return Chunk::Last;
        }
        if self.raw.len() < end + 2 {
            return Chunk::Partial;
        }
        self.text.extend_from_slice(&self.raw[line + 2..end]);
        self.raw.drain(..end + 2);
        Chunk::Content
    }

    fn more(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        match self.socket.read(&mut buffer) {
            Ok(count @ 1..) => {
                self.raw.extend_from_slice(&buffer[..count]);
                true
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("the feed is silent, and still open")
            }
            Ok(0) | Err(_) => false,
        }
    }
}

fn read(text: &str) -> Event {
    let field = |name: &str| {
        let mut values = text.lines().filter_map(|line| line.strip_prefix(name));
        let value = values.next();
        assert_eq!(values.next(), None, "{name} stands once in {text}");
        value
    };
    Event {
        name: field("event: ").unwrap().to_owned(),
        id: field("id: ").map(|id| id.parse().unwrap()),
        data: serde_json::from_str(field("data: ").unwrap()).unwrap(),
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}
