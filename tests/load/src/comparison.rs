//! The comparison from its beginning to its end: start everything, run every case once a round,
//! then look at memory, starts and transfers, and write the table.

use std::borrow::Cow;
use std::time::Duration;

use crate::case::{Case, Kind, Source};
use crate::cli::Cli;
use crate::fault::{Fault, at};
use crate::median::median;
use crate::population::{Population, Signer};
use crate::report::{Figure, Report};
use crate::scale::Scale;
use crate::stage::{self, Gateway, Issuer, Place, Server};
use crate::{process, requests, transfer, usage, verdict};

/// Measures, and prints the table.
pub(crate) async fn run(cli: &Cli) -> Result<(), Fault> {
    let scale = if cli.short { Scale::SHORT } else { Scale::FULL };
    let wanted = wanted(cli, &scale)?;
    let report = Report::begin(cli, scale);
    let binary = cli.binary.clone().map_or_else(process::built, Ok)?;
    let folder = tempfile::tempdir().map_err(at(&std::env::temp_dir()))?;
    let place = Place { folder: folder.path().to_owned(), binary, under: cli.under.clone() };
    let stage = Stage::start(&place, &wanted, &scale).await?;
    let mut cases = stage.cases(&wanted, &scale)?;
    rounds(&mut cases, &scale).await?;
    let figures = match cli.only {
        Some(_) => Vec::new(),
        None => stage.figures(&cases, &scale).await?,
    };
    report.finish(&cases, &figures)
}

fn wanted(cli: &Cli, scale: &Scale) -> Result<Vec<Kind>, Fault> {
    let only = cli.only.as_deref().unwrap_or_default();
    let wanted = Kind::ALL.into_iter().filter(|kind| kind.name(scale).contains(only));
    let wanted: Vec<Kind> = wanted.collect();
    if wanted.is_empty() { Err(Fault::NoCase(only.to_owned())) } else { Ok(wanted) }
}

/// All of them in turn, so that what disturbs the machine disturbs all alike.
async fn rounds(cases: &mut [Case<'_>], scale: &Scale) -> Result<(), Fault> {
    for case in &*cases {
        case.warm_up(scale).await?;
    }
    for round in 1..=scale.rounds {
        eprintln!("round {round} of {}", scale.rounds);
        for case in &mut *cases {
            case.round(scale).await?;
        }
    }
    Ok(())
}

/// All that runs, and what was seen while it started.
struct Stage {
    upstream: Server,
    nginx: Option<Server>,
    haproxy: Option<Server>,
    few: Gateway,
    many: Option<Gateway>,
    issuer: Option<(Issuer, Server)>,
    gateway_idle: f64,
    issuer_idle: f64,
    issuer_starts: Vec<Duration>,
}

impl Stage {
    async fn start(place: &Place, wanted: &[Kind], scale: &Scale) -> Result<Self, Fault> {
        eprintln!("starting everything");
        let upstream = stage::upstream(place).await?;
        let before = upstream.address;
        let population = Population { applicaties: 10, clients: scale.tokens };
        let few = Gateway::start("few", population, place, before).await?;
        let gateway_idle = usage::resident(few.server.pid());
        let many = if wanted.contains(&Kind::ManyApplicaties) {
            let population =
                Population { applicaties: scale.applicaties, clients: scale.applicaties };
            Some(Gateway::start("many", population, place, before).await?)
        } else {
            None
        };
        let mut issuer_starts = Vec::new();
        let issuer = if wanted.contains(&Kind::ManyClients) || wanted.contains(&Kind::OneClient) {
            Some(issuer(place, scale, &mut issuer_starts).await?)
        } else {
            None
        };
        Ok(Self {
            nginx: stage::nginx(place, before).await?,
            haproxy: stage::haproxy(place, before, &few.signer).await?,
            issuer_idle: issuer.as_ref().map_or(0.0, |(_, server)| usage::resident(server.pid())),
            upstream,
            few,
            many,
            issuer,
            gateway_idle,
            issuer_starts,
        })
    }

    fn cases(&self, wanted: &[Kind], scale: &Scale) -> Result<Vec<Case<'_>>, Fault> {
        let signer = &self.few.signer;
        let in_turn = requests::by_scope(signer, scale.tokens, scale.tokens)?;
        let mut cases = Vec::new();
        for kind in wanted {
            let Some(server) = self.server(*kind) else { continue };
            cases.push(Case {
                kind: *kind,
                address: server.address,
                pid: server.pid(),
                source: self.source(*kind, &in_turn, scale)?,
                rounds: Vec::new(),
            });
        }
        Ok(cases)
    }

    /// Who is asked; none where it is not there.
    fn server(&self, kind: Kind) -> Option<&Server> {
        match kind {
            Kind::Direct => Some(&self.upstream),
            Kind::Nginx => self.nginx.as_ref(),
            Kind::HaProxy => self.haproxy.as_ref(),
            Kind::OneToken | Kind::ManyTokens | Kind::NeverSeen | Kind::FewApplicaties => {
                Some(&self.few.server)
            }
            Kind::ManyApplicaties => self.many.as_ref().map(|many| &many.server),
            Kind::OneClient | Kind::ManyClients => self.issuer.as_ref().map(|(_, server)| server),
        }
    }

    fn source(&self, kind: Kind, in_turn: &[Vec<u8>], scale: &Scale) -> Result<Source<'_>, Fault> {
        let by_type = |gateway: &Gateway| {
            requests::by_type(&gateway.signer, gateway.population, scale.tokens)
        };
        let token_requests = || match &self.issuer {
            Some((issuer, _)) => &issuer.requests[..],
            None => &[],
        };
        let signer: &Signer = &self.few.signer;
        Ok(match kind {
            Kind::Direct | Kind::Nginx | Kind::HaProxy | Kind::ManyTokens => {
                Source::Known(Cow::Owned(in_turn.to_vec()))
            }
            Kind::OneToken => Source::Known(Cow::Owned(in_turn[..1].to_vec())),
            Kind::NeverSeen => Source::Fresh(signer, scale.tokens),
            Kind::FewApplicaties => Source::Known(Cow::Owned(by_type(&self.few)?)),
            Kind::ManyApplicaties => match &self.many {
                Some(many) => Source::Known(Cow::Owned(by_type(many)?)),
                None => Source::Known(Cow::Borrowed(&[])),
            },
            Kind::OneClient => Source::Known(Cow::Borrowed(&token_requests()[..1])),
            Kind::ManyClients => Source::Known(Cow::Borrowed(token_requests())),
        })
    }

    /// Everything that is not about one request.
    async fn figures(&self, cases: &[Case<'_>], scale: &Scale) -> Result<Vec<Figure>, Fault> {
        eprintln!("memory, starts, transfers, verdicts");
        let mut figures = Vec::new();
        let find = |kind| cases.iter().find(|case| case.kind == kind);
        if let (Some(mine), Some(theirs)) = (find(Kind::ManyTokens), find(Kind::HaProxy)) {
            let name = "gateway / HAProxy, tokens in turn";
            figures.push(Figure::at_most(0.4, name, mine.ratio_to(theirs), "×"));
        }
        let nanoseconds = verdict::nanoseconds(scale.applicaties, scale.verdicts);
        let name = format!("verdict alone, {} applicaties × 50", scale.applicaties);
        figures.push(Figure::at_most(1000.0, name, nanoseconds, "ns"));
        let load = usage::peak(self.few.server.pid());
        let transferred = transfer::growth(&self.few, scale.transfer).await?;
        figures.extend([
            Figure::at_most(30.0, "gateway, memory, idle", self.gateway_idle, "MiB"),
            Figure::at_most(60.0, "gateway, memory, peak of all cases", load, "MiB"),
        ]);
        if let Some(many) = &self.many {
            let name =
                format!("gateway, memory, {} autorisaties, after load", scale.applicaties * 50);
            let resident = usage::resident(many.server.pid());
            figures.push(Figure::at_most(250.0, name, resident, "MiB"));
            let peak = usage::peak(many.server.pid());
            figures.push(Figure::shown("the same, peak while they were read", peak, "MiB"));
        }
        if let Some((_, server)) = &self.issuer {
            let load = usage::peak(server.pid());
            figures.extend([
                Figure::at_most(40.0, "issuer, memory, idle", self.issuer_idle, "MiB"),
                Figure::at_most(100.0, "issuer, memory, peak, two hash workers", load, "MiB"),
            ]);
        }
        let start = median(self.issuer_starts.iter().map(|start| start.as_secs_f64() * 1e3));
        let gateway_start = self.few.start.as_secs_f64() * 1e3;
        let size = scale.transfer >> 20;
        figures.extend([
            Figure::at_most(200.0, "issuer, start to first answer, migrated", start, "ms"),
            Figure::at_most(200.0, "gateway, start to first verdict", gateway_start, "ms"),
            Figure::at_most(10.0, format!("gateway, growth, {size} MiB up"), transferred.up, "MiB"),
            Figure::at_most(
                10.0,
                format!("gateway, growth, {size} MiB down"),
                transferred.down,
                "MiB",
            ),
        ]);
        Ok(figures)
    }
}

/// An issuer with its clients, on a database that is there already.
async fn issuer(
    place: &Place,
    scale: &Scale,
    starts: &mut Vec<Duration>,
) -> Result<(Issuer, Server), Fault> {
    let issuer = Issuer::found(place, scale.clients).await?;
    for _ in 1..scale.starts {
        starts.push(issuer.start().await?.1);
    }
    let (server, start) = issuer.start().await?;
    starts.push(start);
    Ok((issuer, server))
}
