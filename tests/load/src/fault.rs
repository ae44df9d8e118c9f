//! Why nothing was measured.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Why nothing was measured, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("interrupted; everything that was started is stopped")]
    Interrupted,
    #[error("somebody did not answer for forty minutes; everything that was started is stopped")]
    Unending,
    #[error("{what}: {source}")]
    Io { what: String, source: std::io::Error },
    #[error(
        "the release binary was not built; see what `cargo build --release -p zaakpoort` says, or name one with --binary"
    )]
    NotBuilt,
    #[error("{name} did not start within {seconds} seconds; it said:\n{said}")]
    NotStarted { name: &'static str, seconds: u64, said: String },
    #[error("{address} answered {status} instead of {expected}: {body}")]
    Status { address: SocketAddr, status: u16, expected: u16, body: String },
    #[error("{address}: {source}")]
    Connection { address: SocketAddr, source: std::io::Error },
    #[error("an answer cannot be read: {0}")]
    Answer(&'static str),
    #[error("an answer does not say `{0}`")]
    Silent(&'static str),
    #[error("somebody could not sign in or consent: {0}")]
    Person(&'static str),
    #[error("the issuer showed no secret of an administrator; it said:\n{said}")]
    NoSecret { said: String },
    #[error("no key or token could be made: {0}")]
    Token(String),
    #[error("{} has no line `{}` followed by a line `{}`", .file.display(), .marks[0], .marks[1])]
    NoMarks { file: PathBuf, marks: [&'static str; 2] },
    #[error("no case has `{0}` in its name")]
    NoCase(String),
}

/// Says which file or process something went wrong with.
pub(crate) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Fault {
    let what = path.display().to_string();
    move |source| Fault::Io { what, source }
}
