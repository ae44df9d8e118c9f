//! What is asked of an installation: its settings, how many processes it runs as, and how its
//! first start goes.

use std::net::SocketAddr;
use std::time::Duration;

use super::played_notificaties::{self, PlayedNotificaties};

/// What differs from the usual.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Keys of the configuration, as environment variables.
    pub(super) environment: Vec<(String, String)>,
    /// What stands in the file behind the upstream's keys.
    pub(super) behind: String,
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

    /// Tells this Notificaties API of changes.
    pub(crate) fn telling(self, notificaties: &PlayedNotificaties) -> Self {
        self.telling_at(notificaties.address)
    }

    /// Tells whoever may be there of changes.
    pub(crate) fn telling_at(self, notificaties: SocketAddr) -> Self {
        self.set("AUTORISATIES__NOTIFICATIES__URL", &format!("http://{notificaties}/api/v1"))
            .set("AUTORISATIES__NOTIFICATIES__CLIENT_ID", played_notificaties::CLIENT_ID)
            .set("AUTORISATIES__NOTIFICATIES__SECRET__ENV", "NRC_SECRET")
            .with_variable("NRC_SECRET", played_notificaties::SECRET)
    }

    /// Writes more keys of the upstream into the file, and tables behind them.
    pub(crate) fn behind(mut self, text: &str) -> Self {
        text.clone_into(&mut self.behind);
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
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
