//! A case: who is asked what, and what it cost them, round by round.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;

use crate::assertions::{self, Asserter};
use crate::burst::{self, Aim, Burst, Order, Requests};
use crate::chain::Chain;
use crate::fault::Fault;
use crate::kind::Kind;
use crate::median::median;
use crate::population::Signer;
use crate::requests;
use crate::scale::Scale;
use crate::usage::Usage;

/// What is sent.
pub(crate) enum Source<'a> {
    /// These, in turn, in every round.
    Known(Cow<'a, [Vec<u8>]>),
    /// Tokens of this signer, of so many clients, each made for one request.
    Fresh(&'a Signer, usize),
    /// Token requests of these clients, each with an assertion that was made for it.
    Asserted(&'a [Asserter]),
    /// What the answer before gave, over each connection.
    Chains(&'a [Chain]),
}

/// One row of the table.
pub(crate) struct Case<'a> {
    pub(crate) kind: Kind,
    pub(crate) address: SocketAddr,
    pub(crate) pid: u32,
    pub(crate) source: Source<'a>,
    pub(crate) rounds: Vec<Figures>,
}

/// What a case cost, in one round or in the median of all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    /// Microseconds of processor time for a request.
    pub(crate) cpu: f64,
    pub(crate) per_second: f64,
    /// In milliseconds.
    pub(crate) p50: f64,
    /// In milliseconds.
    pub(crate) p99: f64,
}

impl Case<'_> {
    /// Lets the server meet what it will meet again.
    pub(crate) async fn warm_up(&self, scale: &Scale) -> Result<(), Fault> {
        let a_few = self.kind.connections(scale) * 4;
        match &self.source {
            Source::Known(requests) => {
                let enough = requests.len().max(a_few);
                self.burst(Requests::InTurn(requests), enough, scale).await.map(drop)
            }
            Source::Chains(chains) => {
                self.burst(Requests::Chains(chains), a_few, scale).await.map(drop)
            }
            Source::Fresh(..) | Source::Asserted(_) => Ok(()),
        }
    }

    /// Runs once more.
    pub(crate) async fn round(&mut self, scale: &Scale) -> Result<(), Fault> {
        let many = self.kind.requests(scale);
        let made;
        let requests = match &self.source {
            Source::Known(requests) => Requests::InTurn(requests),
            Source::Chains(chains) => Requests::Chains(chains),
            Source::Fresh(signer, clients) => {
                made = requests::by_scope(signer, *clients, many)?;
                Requests::InTurn(&made)
            }
            Source::Asserted(asserters) => {
                made = assertions::requests(asserters, many)?;
                Requests::InTurn(&made)
            }
        };
        let (burst, used) = self.burst(requests, many, scale).await?;
        let count = f64::from(u32::try_from(many).unwrap_or(u32::MAX));
        self.rounds.push(Figures {
            cpu: used.as_secs_f64() * 1e6 / count,
            per_second: count / burst.took.as_secs_f64(),
            p50: burst.milliseconds(50.0),
            p99: burst.milliseconds(99.0),
        });
        Ok(())
    }

    /// The median of the rounds.
    pub(crate) fn figures(&self) -> Figures {
        let of = |figure: fn(&Figures) -> f64| median(self.rounds.iter().map(figure));
        Figures {
            cpu: of(|round| round.cpu),
            per_second: of(|round| round.per_second),
            p50: of(|round| round.p50),
            p99: of(|round| round.p99),
        }
    }

    /// How many times the processor time of another it took, in the median of the rounds.
    pub(crate) fn ratio_to(&self, other: &Self) -> f64 {
        median(self.rounds.iter().zip(&other.rounds).map(|(mine, theirs)| mine.cpu / theirs.cpu))
    }

    /// What came of so many requests, and the processor time that they took.
    async fn burst(
        &self,
        requests: Requests<'_>,
        count: usize,
        scale: &Scale,
    ) -> Result<(Burst, Duration), Fault> {
        let connections = self.kind.connections(scale);
        let connections = burst::open(Aim { address: self.address, connections }).await?;
        let order = Order { requests, count, expected: self.kind.expected() };
        let before = Usage::of(self.pid);
        let burst = burst::run(connections, order).await?;
        Ok((burst, Usage::of(self.pid).since(&before)))
    }
}
