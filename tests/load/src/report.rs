//! The table: of which commit, on which machine, by which command, and each target met or missed.

use std::path::Path;
use std::process::Command;

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};

use crate::case::Case;
use crate::cli::Cli;
use crate::fault::{Fault, at};
use crate::scale::Scale;

/// Between these lines the table stands in a file.
const MARKS: [&str; 2] = ["<!-- load -->", "<!-- /load -->"];

/// A figure that is not about one request.
pub(crate) struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    target: Option<f64>,
}

impl Figure {
    /// One that may not be over its target.
    pub(crate) fn at_most(
        target: f64,
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
    ) -> Self {
        Self { target: Some(target), ..Self::shown(name, value, unit) }
    }

    /// One without a target.
    pub(crate) fn shown(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, target: None }
    }
}

/// What is told of a run.
pub(crate) struct Report<'a> {
    cli: &'a Cli,
    scale: Scale,
    busy: String,
}

impl<'a> Report<'a> {
    /// Called before anything runs, to see what else the machine does, and whether the file takes
    /// a table.
    pub(crate) fn begin(cli: &'a Cli, scale: Scale) -> Result<Self, Fault> {
        if let Some(file) = &cli.into {
            placed(file, "")?;
        }
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let busy = load.split(' ').next().unwrap_or_default().to_owned();
        Ok(Self { cli, scale, busy })
    }

    /// Prints the tables, and writes them where that was asked.
    pub(crate) fn finish(&self, cases: &[Case<'_>], figures: &[Figure]) -> Result<(), Fault> {
        let mut text = format!("{}\n\n{}\n", self.origin(), self.of_cases(cases));
        if !figures.is_empty() {
            text += &format!("\n{}\n", self.of_figures(figures));
        }
        println!("{text}");
        match &self.cli.into {
            Some(file) => write_between(file, &text),
            None => Ok(()),
        }
    }

    fn origin(&self) -> String {
        let Scale { rounds, requests, connections, .. } = self.scale;
        let commit = git(&["rev-parse", "--short", "HEAD"]);
        let edited =
            if git(&["status", "--porcelain", "-uno"]).is_empty() { "" } else { ", edited" };
        let date = edge::clock::Clock::system().now().format("%Y-%m-%d");
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor = processor.lines().find(|line| line.starts_with("model name"));
        let processor = processor.and_then(|line| line.split(": ").nth(1)).unwrap_or("unknown");
        let short = if self.cli.short { " Short form: no figure counts." } else { "" };
        format!(
            "Commit {commit}{edited}, {date}; {cores} cores ({processor}), load average {} at the \
             beginning; medians of {rounds} rounds of {requests} requests over {connections} \
             connections, upstream and load generator on the same cores.{short}",
            self.busy
        )
    }

    fn of_cases(&self, cases: &[Case<'_>]) -> Table {
        let header = ["case", "CPU µs/request", "requests/s", "p50 ms", "p99 ms", "target", ""];
        let mut table = table(&header);
        for case in cases {
            let figures = case.figures();
            table.add_row([
                case.kind.name(&self.scale),
                format!("{:.1}", figures.cpu),
                format!("{:.0}", figures.per_second),
                format!("{:.2}", figures.p50),
                format!("{:.2}", figures.p99),
                case.kind.target().map_or(String::new(), |target| format!("≤ {target} µs")),
                self.verdict(figures.cpu, case.kind.target()),
            ]);
        }
        table
    }

    fn of_figures(&self, figures: &[Figure]) -> Table {
        let mut table = table(&["figure", "measured", "target", ""]);
        for Figure { name, value, unit, target } in figures {
            let decimals = if *value < 10.0 { 2 } else { 0 };
            table.add_row([
                name.clone(),
                format!("{value:.decimals$} {unit}"),
                target.map_or(String::new(), |target| format!("≤ {target} {unit}")),
                self.verdict(*value, *target),
            ]);
        }
        table
    }

    fn verdict(&self, value: f64, target: Option<f64>) -> String {
        match target {
            Some(_) if self.cli.short || self.cli.under.is_some() => "",
            Some(target) if value <= target => "met",
            Some(_) => "**missed**",
            None => "",
        }
        .to_owned()
    }
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn git(arguments: &[&str]) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let said = Command::new("git").args(["-C", root]).args(arguments).output();
    said.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned()).unwrap_or_default()
}

fn write_between(file: &Path, text: &str) -> Result<(), Fault> {
    std::fs::write(file, placed(file, text)?).map_err(at(file))
}

/// The file with the text in its place.
fn placed(file: &Path, text: &str) -> Result<String, Fault> {
    let old = std::fs::read_to_string(file).map_err(at(file))?;
    between(&old, text).ok_or_else(|| Fault::NoMarks { file: file.to_owned(), marks: MARKS })
}

fn between(old: &str, text: &str) -> Option<String> {
    let (before, rest) = old.split_once(MARKS[0])?;
    let (_, after) = rest.split_once(MARKS[1])?;
    Some(format!("{before}{}\n{}\n{}{after}", MARKS[0], text.trim_end(), MARKS[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_takes_the_place_of_the_last_one() {
        let old = "# A\n<!-- load -->\nold\n<!-- /load -->\nB\n";
        let new = "# A\n<!-- load -->\nnew\n<!-- /load -->\nB\n";
        assert_eq!(between(old, "new\n").as_deref(), Some(new));
        assert_eq!(between("no marks", "new"), None);
    }
}
