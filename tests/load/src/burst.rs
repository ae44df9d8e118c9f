//! A bounded burst: so many requests over so many connections, each asking again when answered.

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use hdrhistogram::Histogram;

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

/// What came of it.
pub(crate) struct Burst {
    pub(crate) took: Duration,
    /// In microseconds.
    pub(crate) latencies: Histogram<u64>,
}

/// Opens the connections of a burst.
pub(crate) async fn open(aim: Aim) -> Result<Vec<Connection>, Fault> {
    try_join_all((0..aim.connections).map(|_| Connection::open(aim.address))).await
}

/// Sends requests in turn, `count` in all; every answer must be a 200.
pub(crate) async fn run(
    connections: Vec<Connection>,
    requests: &[Vec<u8>],
    count: usize,
) -> Result<Burst, Fault> {
    let next = Cell::new(0);
    let begun = Instant::now();
    let each = connections.into_iter().map(|connection| ask_on(connection, requests, count, &next));
    let parts = try_join_all(each).await?;
    let took = begun.elapsed();
    let mut latencies = histogram()?;
    for part in parts {
        // Both have the same bounds.
        latencies.add(part).map_err(|_| Fault::Answer("its latency cannot be counted"))?;
    }
    Ok(Burst { took, latencies })
}

async fn ask_on(
    mut connection: Connection,
    requests: &[Vec<u8>],
    count: usize,
    next: &Cell<usize>,
) -> Result<Histogram<u64>, Fault> {
    let mut latencies = histogram()?;
    loop {
        let turn = next.replace(next.get() + 1);
        if turn >= count {
            return Ok(latencies);
        }
        let asked = Instant::now();
        connection.expect(200, &requests[turn % requests.len()]).await?;
        let micros = u64::try_from(asked.elapsed().as_micros()).unwrap_or(LONGEST);
        latencies.saturating_record(micros);
    }
}

fn histogram() -> Result<Histogram<u64>, Fault> {
    Histogram::new_with_bounds(1, LONGEST, 2)
        .map_err(|_| Fault::Answer("its latency cannot be counted"))
}
