//! A caller as careful as a load balancer: it asks whether a server is ready before it relies on it,
//! and goes to another one only when not a byte of an answer has come.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::harness::{Answer, Connection, PAUSE, Request};

/// After this a request counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// Several servers of one kind, and a kept connection to one of them.
pub(super) struct Balancer<'a> {
    servers: &'a [SocketAddr],
    at: usize,
    connection: Option<Connection>,
    moves: usize,
}

impl<'a> Balancer<'a> {
    /// Begins with the server of this number.
    pub(super) fn new(servers: &'a [SocketAddr], number: usize) -> Self {
        Self { servers, at: number % servers.len(), connection: None, moves: 0 }
    }

    /// How often it went to another server.
    pub(super) fn moves(&self) -> usize {
        self.moves
    }

    /// The answer of whichever server is there.
    pub(super) fn ask(&mut self, request: &Request) -> Answer {
        let begun = Instant::now();
        loop {
            assert!(begun.elapsed() < PATIENCE, "lost: no server answered in {PATIENCE:?}");
            let Some(mut connection) = self.connection.take().or_else(|| self.open()) else {
                self.go_on();
                std::thread::park_timeout(PAUSE);
                continue;
            };
            connection.send(request.to_bytes(self.servers[self.at]));
            if let Some(answer) = connection.answer() {
                let closes = answer.header("connection") == Some("close");
                self.connection = (!closes).then_some(connection);
                return answer;
            }
            assert!(connection.is_untouched(), "lost: the answer ended in its middle");
            self.go_on();
        }
    }

    /// A connection to a server that says it is ready.
    fn open(&self) -> Option<Connection> {
        let server = self.servers[self.at];
        let mut connection = Connection::try_open(server).ok()?;
        connection.send(Request::get("/health/ready").to_bytes(server));
        (connection.answer()?.status == 200).then_some(connection)
    }

    fn go_on(&mut self) {
        self.at = (self.at + 1) % self.servers.len();
        self.moves += 1;
    }
}
