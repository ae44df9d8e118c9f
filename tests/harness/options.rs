//! What is asked of an installation: its settings, and how many processes it runs as.

/// What differs from the usual.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Keys of the configuration, as environment variables.
    pub(super) environment: Vec<(String, String)>,
    pub(super) processes: Processes,
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

    /// Runs so many issuers on one database, and so many gateways that follow them in turn.
    pub(crate) fn apart(mut self, issuers: usize, gateways: usize) -> Self {
        self.processes = Processes::Apart { issuers, gateways };
        self
    }
}
