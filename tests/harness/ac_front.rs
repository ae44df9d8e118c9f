//! In front of an upstream's Autorisaties API: lets requests through to a real one, or plays tricks on
//! who sends them, and remembers what came and what went.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Answer, send_raw};
use super::played_notificaties::{answer, request};

/// What it does with requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trick {
    /// It lets them through.
    Passes,
    /// It lets what reads through, and answers the rest so.
    Says(u16, Value),
    /// It takes them, and says nothing.
    Hangs,
    /// It closes the connection.
    Closes,
    /// It lets them through, and never says what came of what writes.
    SwallowsWrites,
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Passed {
    pub(crate) method: String,
    pub(crate) body: Value,
    /// What the API answered; 0 if it was not asked, or swallowed.
    pub(crate) status: u16,
    /// When that was known here.
    pub(crate) at: Instant,
}

/// A running one; ends with the case.
pub(crate) struct AcFront {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    api: SocketAddr,
    trick: Mutex<Trick>,
    /// How long it takes before a request goes on.
    pause: Mutex<Duration>,
    passed: Mutex<Vec<Passed>>,
}

impl AcFront {
    pub(crate) fn of(api: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            api,
            trick: Mutex::new(Trick::Passes),
            pause: Mutex::default(),
            passed: Mutex::default(),
        });
        let theirs = Arc::clone(&shared);
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&theirs);
                // Whoever breaks off gets no answer.
                thread::spawn(move || drop(shared.serve(socket)));
            }
        });
        Self { address, shared }
    }

    /// From now on it does so.
    pub(crate) fn becomes(&self, trick: Trick) {
        *self.shared.trick.lock().unwrap() = trick;
    }

    /// From now on it takes its time.
    pub(crate) fn pauses(&self, pause: Duration) {
        *self.shared.pause.lock().unwrap() = pause;
    }

    /// All that came so far.
    pub(crate) fn passed(&self) -> Vec<Passed> {
        self.shared.passed.lock().unwrap().clone()
    }

    /// What changed something, or was to.
    pub(crate) fn writes(&self) -> Vec<Passed> {
        let mut passed = self.passed();
        passed.retain(|one| one.method != "GET");
        passed
    }
}

impl Shared {
    fn serve(&self, mut socket: TcpStream) -> std::io::Result<()> {
        let mut read = Vec::new();
        while let Some((head, body)) = request(&mut socket, &mut read)? {
            let (first, _) = head.split_once("\r\n").unwrap();
            let method = first.split(' ').next().unwrap().to_owned();
            let said = serde_json::from_slice(&body).unwrap_or(Value::Null);
            thread::park_timeout(*self.pause.lock().unwrap());
            let passed = |status| Passed {
                method: method.clone(),
                body: said.clone(),
                status,
                at: Instant::now(),
            };
            let note = |status| self.passed.lock().unwrap().push(passed(status));
            let trick = self.trick.lock().unwrap().clone();
            match trick {
                Trick::Says(status, problem) if method != "GET" => {
                    note(0);
                    answer(&mut socket, status, &problem)?;
                }
                Trick::SwallowsWrites if method != "GET" => {
                    let (status, _) = self.pass(&head, &body);
                    note(status);
                    let _ = socket.read(&mut [0])?;
                }
                Trick::Passes | Trick::Says(..) | Trick::SwallowsWrites => {
                    let (status, whole) = self.pass(&head, &body);
                    note(status);
                    socket.write_all(&whole)?;
                    return Ok(());
                }
                Trick::Hangs => {
                    note(0);
                    // Until the other side has enough of it.
                    let _ = socket.read(&mut [0])?;
                }
                Trick::Closes => {
                    note(0);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Asks the API, on a connection of its own.
    fn pass(&self, head: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let alone = [head.as_bytes(), b"\r\nConnection: close\r\n\r\n", body].concat();
        let whole = send_raw(self.api, &alone);
        let status = Answer::parse(&whole, false).map_or(0, |answer| answer.status);
        (status, whole)
    }
}

/// What an Autorisaties API says of a body that it does not take.
pub(crate) fn invalid(name: &str, code: &str, reason: &str) -> Trick {
    let params = json!([{ "name": name, "code": code, "reason": reason }]);
    let problem = json!({ "code": "invalid", "title": "Invalid input.", "status": 400, "detail": "",
        "invalidParams": params });
    Trick::Says(400, problem)
}
