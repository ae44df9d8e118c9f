//! The command line, and the help that teaches it.

use std::path::PathBuf;

use clap::Parser;

const HELP: &str = "\
What is compared
  status, code, the set of (name, code) of invalidParams, and bodies of answers that did what was
  asked, with origin and ids masked; API-version, Location, and Allow on 405. Never the wording. Of
  an answer that was HTML, the status alone. Pairs that were answered with 500 are left out.

What it prints
  a line for each disagreement that is not named in the differences file, for each named one that
  is none any more, and the figure: agreeing / deliberate / total.

The differences file holds a table for each pair that differs on purpose, at most 40:
  [\"name of the pair\"]
  answers = \"403 jwt-expired\"      status and code of our answer, as this tool prints them
  forbidden_by = \"RFC 9110 9.1\"    where the recorded answer is a 2xx: what forbids it
  reason = \"One sentence.\"

A write that the recording left out, but that a later pair shows, is sent in front of that pair:
gaps.jsonl has them.

The exit code is 0 when every pair agrees or differs as it is named, 1 when one does not, and 2 when
nothing could be replayed.";

/// Replays recorded requests to an Autorisaties API against a scratch Zaakpoort, and compares its
/// answers with the recorded ones.
#[derive(Debug, Parser)]
#[command(name = "replay", version, after_help = HELP)]
pub(crate) struct Cli {
    /// The state that the pairs were recorded on: applicaties, keys, names (JSON).
    pub(crate) seed: PathBuf,

    /// The recorded pairs, one JSON object a line.
    pub(crate) pairs: PathBuf,

    /// This binary, instead of building it with `cargo build -p zaakpoort`.
    #[arg(long, value_name = "FILE")]
    pub(crate) zaakpoort: Option<PathBuf>,

    /// The differences that are meant, instead of those of this project.
    #[arg(long, value_name = "FILE")]
    pub(crate) differences: Option<PathBuf>,

    /// Only the pairs whose name has this in it; what they need of those before them is then missing.
    #[arg(long, value_name = "PART")]
    pub(crate) only: Option<String>,

    /// Only read both files, make every token and every request, and count them.
    #[arg(long)]
    pub(crate) dry_run: bool,
}
