//! Why a command ends without success: one line for a person, one code for a script.

use std::process::ExitCode;

use crate::{said, table};

/// A command's failure. Its text says what to do next.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The configuration has faults: all of them.
    #[error("{}", .0.join("\nzaakpoort: "))]
    Config(Vec<String>),
    /// A server could not start, or stopped by itself.
    #[error("{0}")]
    Start(String),
    /// The answer could not be written.
    #[error("{0}")]
    Unsaid(String),
    /// The issuer or the gateway could not be reached.
    #[error("{0}")]
    Unreachable(String),
    /// The issuer refused.
    #[error("{0}")]
    Refused(String),
    /// The person was asked and said no.
    #[error("nothing was done")]
    Declined,
    /// A client breaks rules that are demanded; they are named already.
    #[error("{0}")]
    Breach(String),
    /// What is there is not what a file says; the differences are named already.
    #[error("{0}")]
    Drift(String),
    /// It could not be told whether it is.
    #[error("{0}")]
    Untold(Box<Failure>),
    /// A file or a secret is not as it must be.
    #[error("{0}")]
    Input(String),
}

impl Failure {
    /// Its text, steering no terminal. Only faults of one's own configuration have more than one
    /// line: what is said elsewhere begins none here.
    pub(crate) fn in_words(&self) -> String {
        let text = format!("zaakpoort: {self}");
        match self {
            Self::Config(_) => said::printable(&text),
            Self::Untold(failure) => failure.in_words(),
            Self::Start(_)
            | Self::Unsaid(_)
            | Self::Unreachable(_)
            | Self::Drift(_)
            | Self::Refused(_)
            | Self::Declined
            | Self::Breach(_)
            | Self::Input(_) => table::printable(&text),
        }
    }

    /// The codes that `--help` lists. clap itself uses 2 for a command that cannot be read.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Start(_) | Self::Unsaid(_) | Self::Untold(_) => 1,
            Self::Config(_) | Self::Input(_) | Self::Drift(_) => 2,
            Self::Refused(_) => 3,
            Self::Unreachable(_) => 4,
            Self::Declined => 5,
            Self::Breach(_) => 6,
        })
    }
}
