//! The comparison from its beginning to its end: start everything, run every case once a round,
//! then look at memory, starts and transfers, and write the table.

use crate::case::Case;
use crate::cli::Cli;
use crate::fault::{Fault, at};
use crate::kind::Kind;
use crate::process;
use crate::report::Report;
use crate::scale::Scale;
use crate::stage::Place;

mod everything;
mod figures;
mod logins;

use everything::Everything;

/// Measures, and prints the table.
pub(crate) async fn run(cli: &Cli) -> Result<(), Fault> {
    let scale = if cli.short { Scale::SHORT } else { Scale::FULL };
    let wanted = wanted(cli, &scale)?;
    let report = Report::begin(cli, scale)?;
    let binary = cli.binary.clone().map_or_else(process::built, Ok)?;
    let folder = tempfile::tempdir().map_err(at(&std::env::temp_dir()))?;
    let place = Place { folder: folder.path().to_owned(), binary, under: cli.under.clone() };
    let running = Everything::start(&place, &wanted, &scale).await?;
    let mut cases = running.cases(&wanted, &scale)?;
    rounds(&mut cases, &scale).await?;
    let figures = match cli.only {
        Some(_) => Vec::new(),
        None => figures::of(&running, &cases, &scale).await?,
    };
    report.finish(&cases, &figures)
}

fn wanted(cli: &Cli, scale: &Scale) -> Result<Vec<Kind>, Fault> {
    let only = cli.only.as_deref().unwrap_or_default();
    let wanted = Kind::all().into_iter().filter(|kind| kind.name(scale).contains(only));
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
