//! The figures that are not about one request: memory, starts, transfers, and what no proxy saves.

use super::everything::Everything;
use super::logins;
use crate::case::Case;
use crate::fault::Fault;
use crate::kind::Kind;
use crate::median::median;
use crate::report::Figure;
use crate::scale::Scale;
use crate::transfer::Transfer;
use crate::{bare, burden, usage, verdict};

/// All of them; called when every case has run.
pub(super) async fn of(
    running: &Everything,
    cases: &[Case<'_>],
    scale: &Scale,
) -> Result<Vec<Figure>, Fault> {
    eprintln!("memory, starts, transfers, verdicts, logins");
    // Before anything else is asked of them.
    let memory = memory(running, scale);
    let mut figures = ratios(cases);
    figures.extend(alone(running, scale)?);
    figures.extend(memory);
    figures.extend(starts(running));
    figures.extend(growth(running, scale).await?);
    figures.push(burden(running, scale).await?);
    for oauth in &running.oauths {
        figures.extend(logins::of(oauth, scale).await?);
    }
    Ok(figures)
}

/// How many times what others need we do.
fn ratios(cases: &[Case<'_>]) -> Vec<Figure> {
    let find = |kind| cases.iter().find(|case| case.kind == kind);
    let ratio = |ours, theirs| Some(find(ours)?.ratio_to(find(theirs)?));
    let gateway = ratio(Kind::ManyTokens, Kind::HaProxy)
        .map(|ratio| Figure::at_most(0.4, "gateway / HAProxy, tokens in turn", ratio, "×"));
    let issuer = ratio(Kind::ManyClients, Kind::OidcProvider).map(|ratio| {
        Figure::at_most(0.25, "issuer / node-oidc-provider, client_credentials", ratio, "×")
    });
    gateway.into_iter().chain(issuer).collect()
}

fn alone(running: &Everything, scale: &Scale) -> Result<[Figure; 3], Fault> {
    let bare = bare::measure(&running.few.signer, scale.rounds)?;
    let nanoseconds = verdict::nanoseconds(scale.applicaties, scale.verdicts);
    let verdict = format!("verdict alone, {} applicaties × 50", scale.applicaties);
    Ok([
        Figure::shown("a token alone, ES256, signed", bare.sign, "µs"),
        Figure::shown("a token alone, ES256, verified and read", bare.verify, "µs"),
        Figure::at_most(1000.0, verdict, nanoseconds, "ns"),
    ])
}

fn memory(running: &Everything, scale: &Scale) -> Vec<Figure> {
    let (idle, load) = (running.gateway_idle, usage::peak(running.few.server.pid()));
    let mut figures = vec![
        Figure::at_most(30.0, "gateway, memory, idle", idle, "MiB"),
        Figure::at_most(60.0, "gateway, memory, peak of all cases", load, "MiB"),
    ];
    if let Some(many) = &running.many {
        let name = format!("gateway, memory, {} autorisaties, after load", scale.applicaties * 50);
        let (resident, peak) = (usage::resident(many.server.pid()), usage::peak(many.server.pid()));
        figures.push(Figure::at_most(250.0, name, resident, "MiB"));
        figures.push(Figure::shown("the same, peak while they were read", peak, "MiB"));
    }
    if let Some((_, server)) = &running.issuer {
        let (idle, load) = (running.issuer_idle, usage::peak(server.pid()));
        figures.push(Figure::at_most(40.0, "issuer, memory, idle", idle, "MiB"));
        figures.push(Figure::at_most(100.0, "issuer, memory, peak, two hash workers", load, "MiB"));
    }
    figures
}

fn starts(running: &Everything) -> [Figure; 2] {
    let issuer = median(running.issuer_starts.iter().map(|start| start.as_secs_f64() * 1e3));
    let gateway = running.few.start.as_secs_f64() * 1e3;
    [
        Figure::at_most(200.0, "issuer, start to first answer, migrated", issuer, "ms"),
        Figure::at_most(200.0, "gateway, start to first verdict", gateway, "ms"),
    ]
}

async fn growth(running: &Everything, scale: &Scale) -> Result<Vec<Figure>, Fault> {
    let size = scale.transfer >> 20;
    let mut figures = Vec::new();
    for transfer in Transfer::ALL {
        let grown = transfer.growth(&running.few, scale.transfer).await?;
        let name = format!("gateway, growth, {size} MiB {}", transfer.name());
        figures.push(Figure::at_most(10.0, name, grown, "MiB"));
    }
    Ok(figures)
}

async fn burden(running: &Everything, scale: &Scale) -> Result<Figure, Fault> {
    let ratio = burden::ratio(&running.few, scale).await?;
    let standing = scale.standing;
    let name = format!("gateway, p99 beside {standing} silent and {standing} slow connections");
    Ok(Figure::at_most(2.0, name, ratio, "×"))
}
