//! A caller as careful as a load balancer: it asks whether a server is ready before it relies on it,
//! and repeats nothing that may have been done.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::harness::{Answer, Connection, PAUSE, Request};

/// After this a request counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// The connection was taken, and closed before a byte of an answer came.
    Unanswered,
    /// The answer ended in its middle.
    Cut,
    /// No server took a connection for [`PATIENCE`].
    Nobody,
}

/// Several servers of one kind, and a kept connection to one of them.
pub(super) struct Balancer<'a> {
    servers: &'a [SocketAddr],
    at: usize,
    kept: Option<Connection>,
    moves: usize,
    retried: usize,
}

impl<'a> Balancer<'a> {
    /// Begins with the server of this number.
    pub(super) fn new(servers: &'a [SocketAddr], number: usize) -> Self {
        let at = number % servers.len();
        Self { servers, at, kept: None, moves: 0, retried: 0 }
    }

    /// How often it went to another server.
    pub(super) fn moves(&self) -> usize {
        self.moves
    }

    /// How often a kept connection was closed before a byte of an answer came.
    pub(super) fn retried(&self) -> usize {
        self.retried
    }

    /// Which server answered last.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The answer to what changes nothing, over the kept connection if there is one.
    pub(super) fn read(&mut self, request: &Request) -> Result<Answer, Lost> {
        if let Some(mut kept) = self.kept.take() {
            kept.send(request.to_bytes(self.servers[self.at]));
            match kept.answer() {
                Some(answer) => return Ok(self.keep(kept, answer)),
                // RFC 9110 9.2.2: what changes nothing may be sent once more, if the connection was
                // closed while the request was on its way.
                None if kept.is_untouched() => self.retried += 1,
                None => return Err(Lost::Cut),
            }
            self.go_on();
        }
        let (fresh, answer) = self.over_a_fresh_connection(request)?;
        Ok(self.keep(fresh, answer))
    }

    /// The answer to what must be done once: never over a connection that its server may be closing.
    pub(super) fn write(&mut self, request: &Request) -> Result<Answer, Lost> {
        Ok(self.over_a_fresh_connection(request)?.1)
    }

    /// A server that has taken a connection owes an answer to the first request on it.
    fn over_a_fresh_connection(&mut self, request: &Request) -> Result<(Connection, Answer), Lost> {
        let mut fresh = self.open()?;
        fresh.send(request.to_bytes(self.servers[self.at]));
        match fresh.answer() {
            Some(answer) => Ok((fresh, answer)),
            None if fresh.is_untouched() => Err(Lost::Unanswered),
            None => Err(Lost::Cut),
        }
    }

    fn keep(&mut self, connection: Connection, answer: Answer) -> Answer {
        let closes = answer.header("connection") == Some("close");
        self.kept = (!closes).then_some(connection);
        answer
    }

    /// A connection to the next server that says it is ready, and takes one.
    fn open(&mut self) -> Result<Connection, Lost> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let server = self.servers[self.at];
            if is_ready(server)
                && let Ok(connection) = Connection::try_open(server)
            {
                return Ok(connection);
            }
            self.go_on();
            std::thread::park_timeout(PAUSE);
        }
        Err(Lost::Nobody)
    }

    fn go_on(&mut self) {
        self.at = (self.at + 1) % self.servers.len();
        self.kept = None;
        self.moves += 1;
    }
}

fn is_ready(server: SocketAddr) -> bool {
    let Ok(mut connection) = Connection::try_open(server) else { return false };
    let request = Request::get("/health/ready").header("Connection", "close");
    connection.send(request.to_bytes(server));
    connection.answer().is_some_and(|answer| answer.status == 200)
}
