//! Why a command ends without success: one line for a person, one code for a script.

use std::process::ExitCode;

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
    /// A file or a secret is not as it must be.
    #[error("{0}")]
    Input(String),
}

impl Failure {
    /// The codes that `--help` lists. clap itself uses 2 for a command that cannot be read.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Start(_) | Self::Unsaid(_) => 1,
            Self::Config(_) | Self::Input(_) => 2,
            Self::Refused(_) => 3,
            Self::Unreachable(_) => 4,
            Self::Declined => 5,
        })
    }
}
