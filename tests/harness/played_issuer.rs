//! An issuer that the case plays itself, as far as a gateway knows one: the feed. What it signs
//! with is in the hands of the case.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use edge::clock::Clock;
use edge::feed::{ChangeNumber, Confirmation, Event, SnapshotEnd, Thing, sse};

/// Between two confirmations.
const BEAT: Duration = Duration::from_millis(100);
const NUMBER: ChangeNumber = ChangeNumber::new(100);

/// How it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// As it should.
    Well,
    /// It takes the request and says nothing.
    Silent,
    /// A feed of something else.
    Garbage,
    /// A snapshot that breaks off before its end.
    Half,
    /// A feed that ends at once.
    Empty,
    /// 500.
    Failing,
    /// A 200 that is no feed.
    Page,
}

/// A running issuer; ends with the case.
pub(crate) struct PlayedIssuer {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    mood: Mutex<Mood>,
    changed: Condvar,
    things: Vec<Thing>,
    asked: AtomicUsize,
}

impl PlayedIssuer {
    pub(crate) fn start(mood: Mood, things: Vec<Thing>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Shared {
            mood: Mutex::new(mood),
            changed: Condvar::new(),
            things,
            asked: AtomicUsize::new(0),
        };
        let shared = Arc::new(shared);
        let theirs = Arc::clone(&shared);
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&theirs);
                thread::spawn(move || shared.serve(socket));
            }
        });
        Self { address, shared }
    }

    /// From now on it answers otherwise, and ends what runs.
    pub(crate) fn becomes(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap() = mood;
        self.shared.changed.notify_all();
    }

    /// How many requests it got, of whatever kind.
    pub(crate) fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }
}

impl Shared {
    fn serve(&self, mut socket: TcpStream) {
        let mut head = [0; 4096];
        if !matches!(socket.read(&mut head), Ok(1..)) {
            return;
        }
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mood = *self.mood.lock().unwrap();
        let feed =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
        let said = match mood {
            Mood::Well => format!("{feed}{}", self.snapshot()),
            Mood::Silent => String::new(),
            Mood::Garbage => format!("{feed}event: item\ndata: <html>\n\n\u{0}\u{1}"),
            Mood::Half => format!("{feed}{}", self.items()),
            Mood::Empty => feed.to_owned(),
            Mood::Failing => {
                "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
            }
            Mood::Page => {
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"
                    .to_owned()
            }
        };
        if socket.write_all(said.as_bytes()).is_err() || mood == Mood::Empty {
            return;
        }
        self.stay(socket, mood);
    }

    /// Keeps the connection for as long as the mood lasts.
    fn stay(&self, mut socket: TcpStream, mood: Mood) {
        let mut now = self.mood.lock().unwrap();
        while *now == mood {
            now = self.changed.wait_timeout(now, BEAT).unwrap().0;
            if mood == Mood::Well && socket.write_all(number().as_bytes()).is_err() {
                return;
            }
        }
    }

    fn items(&self) -> String {
        let items = self.things.iter().cloned().map(Event::Item);
        items.map(|event| sse::encode(&event).unwrap()).collect()
    }

    fn snapshot(&self) -> String {
        let end = SnapshotEnd {
            number: NUMBER,
            count: self.things.len() as u64,
            at: Clock::system().now(),
        };
        self.items() + &sse::encode(&Event::Snapshot(end)).unwrap() + &number()
    }
}

fn number() -> String {
    sse::encode(&Event::Number(Confirmation { number: NUMBER, at: Clock::system().now() })).unwrap()
}
