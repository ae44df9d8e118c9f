//! Why nothing was replayed.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Why nothing was replayed, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("{}: {source}", .file.display())]
    File { file: PathBuf, source: std::io::Error },
    #[error("{}{}: {why}", .file.display(), .line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Unreadable { file: PathBuf, line: Option<usize>, why: String },
    #[error("pair {pair}: {why}")]
    Pair { pair: String, why: String },
    #[error("the seed {0}")]
    Seed(String),
    #[error(
        "zaakpoort was not built; see what `cargo build -p zaakpoort` says, or name a binary with --zaakpoort"
    )]
    NotBuilt,
    #[error("the issuer did not start within {seconds} seconds; it said:\n{said}")]
    NotStarted { seconds: u64, said: String },
    #[error("the issuer showed no secret of an administrator; it said:\n{said}")]
    NoSecret { said: String },
    #[error("{address}: {source}")]
    Connection { address: SocketAddr, source: std::io::Error },
    #[error("{what} was answered with {status}: {body}")]
    Refused { what: String, status: u16, body: String },
}

/// Says which file something went wrong with.
pub(crate) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Fault {
    let file = path.to_owned();
    move |source| Fault::File { file, source }
}
