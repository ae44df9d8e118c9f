//! A bounded burst: so many requests over so many connections, each asking again when answered.

use std::borrow::Cow;
use std::cell::Cell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use hdrhistogram::Histogram;

use crate::answers::{Answers, Expected};
use crate::chain::Chain;
use crate::fault::Fault;
use crate::wire::Connection;

/// A minute in microseconds: no request takes longer.
const LONGEST: u64 = 60_000_000;

/// Where requests go, and how many at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Aim {
    pub(crate) address: SocketAddr,
    pub(crate) connections: usize,
}

/// What is sent.
#[derive(Clone, Copy)]
pub(crate) enum Requests<'a> {
    /// These, in turn, over whichever connection is free.
    InTurn(&'a [Vec<u8>]),
    /// Over each connection a chain of its own.
    Chains(&'a [Chain]),
}

/// How much is sent, and what must come back.
#[derive(Clone, Copy)]
pub(crate) struct Order<'a> {
    pub(crate) requests: Requests<'a>,
    pub(crate) count: usize,
    pub(crate) expected: Expected,
}

/// What came of it.
pub(crate) struct Burst {
    pub(crate) took: Duration,
    /// In microseconds.
    latencies: Histogram<u64>,
}

impl Burst {
    /// Within how many milliseconds so many in a hundred were answered.
    pub(crate) fn milliseconds(&self, percent: f64) -> f64 {
        let micros = self.latencies.value_at_percentile(percent);
        f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1e3
    }
}

/// What the connections of a burst share.
struct Running<'a> {
    order: Order<'a>,
    next: Cell<usize>,
    answers: Answers,
}

/// Opens the connections of a burst.
pub(crate) async fn open(aim: Aim) -> Result<Vec<Connection>, Fault> {
    try_join_all((0..aim.connections).map(|_| Connection::open(aim.address))).await
}

/// Sends what was ordered; every answer must be a 200, and say what it must.
pub(crate) async fn run(connections: Vec<Connection>, order: Order<'_>) -> Result<Burst, Fault> {
    let running = Running { order, next: Cell::new(0), answers: Answers::new(order.expected) };
    let begun = Instant::now();
    let each = connections.into_iter().enumerate();
    let each = each.map(|(number, connection)| running.ask_on(connection, number));
    let parts = try_join_all(each).await?;
    let took = begun.elapsed();
    let mut latencies = histogram()?;
    for part in parts {
        // Both have the same bounds.
        latencies.add(part).map_err(|_| Fault::Answer("its latency cannot be counted"))?;
    }
    Ok(Burst { took, latencies })
}

impl Running<'_> {
    async fn ask_on(
        &self,
        mut connection: Connection,
        number: usize,
    ) -> Result<Histogram<u64>, Fault> {
        let mut latencies = histogram()?;
        loop {
            let turn = self.next.replace(self.next.get() + 1);
            if turn >= self.order.count {
                return Ok(latencies);
            }
            let (request, chain) = self.request(turn, number);
            let asked = Instant::now();
            let body = connection.expect(200, &request).await?;
            let micros = u64::try_from(asked.elapsed().as_micros()).unwrap_or(LONGEST);
            latencies.saturating_record(micros);
            self.answers.take(body)?;
            chain.map_or(Ok(()), |chain| chain.go_on(body))?;
        }
    }

    /// What is sent now, and what its answer goes on with.
    fn request(&self, turn: usize, number: usize) -> (Cow<'_, [u8]>, Option<&Chain>) {
        match self.order.requests {
            Requests::InTurn(requests) => (Cow::Borrowed(&requests[turn % requests.len()]), None),
            Requests::Chains(chains) => {
                (Cow::Owned(chains[number].request()), Some(&chains[number]))
            }
        }
    }
}

fn histogram() -> Result<Histogram<u64>, Fault> {
    Histogram::new_with_bounds(1, LONGEST, 2)
        .map_err(|_| Fault::Answer("its latency cannot be counted"))
}
