//! The files that are given, read.

use std::path::Path;

use crate::differences::Differences;
use crate::fault::{Fault, at};
use crate::pair::Pair;
use crate::seed::Seed;

/// The state that the pairs were recorded on.
pub(crate) fn seed(path: &Path) -> Result<Seed, Fault> {
    serde_json::from_str(&text(path)?).map_err(|error| unreadable(path, None, &error.to_string()))
}

/// The pairs that are replayed, in their order: those of the Autorisaties API that were not
/// answered with the fault of a server.
pub(crate) fn pairs(path: &Path) -> Result<Vec<Pair>, Fault> {
    let text = text(path)?;
    let read = text.lines().enumerate().map(|(number, line)| {
        let told =
            |error: serde_json::Error| unreadable(path, Some(number + 1), &error.to_string());
        serde_json::from_str(line).map_err(told)
    });
    let pairs = read.collect::<Result<Vec<Pair>, _>>()?;
    Ok(pairs.into_iter().filter(Pair::is_replayed).collect())
}

/// The differences that are meant.
pub(crate) fn differences(path: &Path) -> Result<Differences, Fault> {
    Differences::parse(&text(path)?).map_err(|error| unreadable(path, None, &error))
}

fn text(path: &Path) -> Result<String, Fault> {
    std::fs::read_to_string(path).map_err(at(path))
}

fn unreadable(path: &Path, line: Option<usize>, why: &str) -> Fault {
    Fault::Unreadable { file: path.to_owned(), line, why: why.to_owned() }
}
