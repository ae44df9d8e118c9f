//! What is asked of an installation: its settings, how many processes it runs as, and how its
//! first start goes.

use std::time::Duration;

/// What differs from the usual.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Keys of the configuration, as environment variables.
    pub(super) environment: Vec<(String, String)>,
    pub(super) processes: Processes,
    /// When the issuer is killed in its first start.
    pub(super) killed: Option<Moment>,
}

/// A moment in the life of a process.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    /// So long after its start.
    After(Duration),
    /// So long after it has said this.
    Behind(&'static str, Duration),
}

/// How it runs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Processes {
    /// `zaakpoort up`.
    #[default]
    One,
    Apart {
        issuers: usize,
        gateways: usize,
    },
}

impl Options {
    /// Sets a key, as `ISSUER__HASH_WORKERS`.
    pub(crate) fn set(mut self, key: &str, value: &str) -> Self {
        self.environment.push((format!("ZAAKPOORT__{key}"), value.to_owned()));
        self
    }

    /// Runs issuer and gateway as two processes.
    pub(crate) fn split(self) -> Self {
        self.apart(1, 1)
    }

    /// Kills the first issuer at a moment of its first start, and starts it again.
    pub(crate) fn killed(mut self, moment: Moment) -> Self {
        self.killed = Some(moment);
        self
    }

    /// Runs so many issuers on one database, and so many gateways that follow them in turn.
    pub(crate) fn apart(mut self, issuers: usize, gateways: usize) -> Self {
        self.processes = Processes::Apart { issuers, gateways };
        self
    }
}
