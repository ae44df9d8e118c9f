//! A case: who is asked what, and what it cost them, round by round.

use std::borrow::Cow;
use std::net::SocketAddr;

use crate::burst::{self, Aim};
use crate::fault::Fault;
use crate::median::median;
use crate::population::Signer;
use crate::requests;
use crate::scale::Scale;
use crate::usage::Usage;

/// The cases, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Direct,
    Nginx,
    HaProxy,
    OneToken,
    ManyTokens,
    NeverSeen,
    FewApplicaties,
    ManyApplicaties,
    OneClient,
    ManyClients,
    Ac(Asked, Database),
}

/// What the Autorisaties API is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    FirstPage,
    LastPage,
    Consumer,
    ClientIds,
}

/// Where an issuer keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL, without the server's own",
        }
    }
}

impl Kind {
    pub(crate) const ALL: [Self; 18] = [
        Self::Direct,
        Self::Nginx,
        Self::HaProxy,
        Self::OneToken,
        Self::ManyTokens,
        Self::NeverSeen,
        Self::FewApplicaties,
        Self::ManyApplicaties,
        Self::OneClient,
        Self::ManyClients,
        Self::Ac(Asked::FirstPage, Database::Sqlite),
        Self::Ac(Asked::LastPage, Database::Sqlite),
        Self::Ac(Asked::Consumer, Database::Sqlite),
        Self::Ac(Asked::ClientIds, Database::Sqlite),
        Self::Ac(Asked::FirstPage, Database::Postgres),
        Self::Ac(Asked::LastPage, Database::Postgres),
        Self::Ac(Asked::Consumer, Database::Postgres),
        Self::Ac(Asked::ClientIds, Database::Postgres),
    ];

    pub(crate) fn name(self, scale: &Scale) -> String {
        let Scale { tokens, clients, applicaties, .. } = scale;
        match self {
            Self::Direct => "the upstream itself".to_owned(),
            Self::Nginx => "nginx, plain proxy, no check".to_owned(),
            Self::HaProxy => format!("HAProxy, jwt_verify ES256, {tokens} tokens in turn"),
            Self::OneToken => "gateway, one token, judged by scope".to_owned(),
            Self::ManyTokens => format!("gateway, {tokens} tokens in turn, judged by scope"),
            Self::NeverSeen => "gateway, tokens never seen, judged by scope".to_owned(),
            Self::FewApplicaties => "gateway, zaak judged by type, 10 applicaties × 50".to_owned(),
            Self::ManyApplicaties => {
                format!("gateway, zaak judged by type, {applicaties} applicaties × 50")
            }
            Self::OneClient => "issuer, client_credentials, one client".to_owned(),
            Self::ManyClients => format!("issuer, client_credentials, {clients} clients"),
            Self::Ac(asked, database) => {
                let asked = match asked {
                    Asked::FirstPage => "page 1".to_owned(),
                    Asked::LastPage => format!("page {}", applicaties.div_ceil(100)),
                    Asked::Consumer => "consumer".to_owned(),
                    Asked::ClientIds => "clientIds=".to_owned(),
                };
                format!("AC, {asked} of {applicaties} applicaties × 50, {}", database.name())
            }
        }
    }

    /// How many requests of it a round has: a page is two hundred times as large as the others.
    pub(crate) const fn requests(self, scale: &Scale) -> usize {
        match self {
            Self::Ac(Asked::FirstPage | Asked::LastPage, _) => scale.requests.div_ceil(200),
            Self::Ac(Asked::Consumer | Asked::ClientIds, _) => scale.requests.div_ceil(10),
            _ => scale.requests,
        }
    }

    /// How many come at once: whoever reads a whole list does so page after page.
    const fn connections(self, scale: &Scale) -> usize {
        match self {
            Self::Ac(Asked::FirstPage | Asked::LastPage, _) => 4,
            _ => scale.connections,
        }
    }

    /// Microseconds of processor time that a request may cost.
    pub(crate) const fn target(self) -> Option<f64> {
        match self {
            Self::ManyTokens => Some(25.0),
            Self::NeverSeen => Some(75.0),
            Self::ManyClients => Some(45.0),
            _ => None,
        }
    }
}

/// What is sent.
pub(crate) enum Source<'a> {
    /// These, in turn, in every round.
    Known(Cow<'a, [Vec<u8>]>),
    /// Tokens of this signer, of so many clients, each made for one request.
    Fresh(&'a Signer, usize),
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
        if let Source::Known(requests) = &self.source {
            let connections = burst::open(self.aim(scale)).await?;
            let enough = requests.len().max(self.kind.connections(scale) * 4);
            burst::run(connections, requests, enough).await?;
        }
        Ok(())
    }

    /// Runs once more.
    pub(crate) async fn round(&mut self, scale: &Scale) -> Result<(), Fault> {
        let requests = match &self.source {
            Source::Known(requests) => Cow::Borrowed(&requests[..]),
            Source::Fresh(signer, clients) => {
                Cow::Owned(requests::by_scope(signer, *clients, self.kind.requests(scale))?)
            }
        };
        let connections = burst::open(self.aim(scale)).await?;
        let before = Usage::of(self.pid);
        let burst = burst::run(connections, &requests, self.kind.requests(scale)).await?;
        let used = Usage::of(self.pid).since(&before);
        let count = f64::from(u32::try_from(self.kind.requests(scale)).unwrap_or(u32::MAX));
        let percentile = |percent| {
            let micros = burst.latencies.value_at_percentile(percent);
            f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1e3
        };
        self.rounds.push(Figures {
            cpu: used.as_secs_f64() * 1e6 / count,
            per_second: count / burst.took.as_secs_f64(),
            p50: percentile(50.0),
            p99: percentile(99.0),
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

    fn aim(&self, scale: &Scale) -> Aim {
        Aim { address: self.address, connections: self.kind.connections(scale) }
    }
}
