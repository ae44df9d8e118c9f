//! Which lines are logged; another filter may take its place while the process runs.

use std::sync::OnceLock;

use tracing_subscriber::reload::Handle;
use tracing_subscriber::{EnvFilter, Registry};

use super::TelemetryError;

/// What puts another filter in place, once logging has started.
static IN_PLACE: OnceLock<Handle<EnvFilter, Registry>> = OnceLock::new();

/// A filter of log lines: `info`, `info,gateway=debug`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter(String);

impl Filter {
    /// Reads a filter.
    pub fn parse(text: &str) -> Result<Self, TelemetryError> {
        let filter = Self(text.to_owned());
        filter.directives().map(|_| filter)
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn directives(&self) -> Result<EnvFilter, TelemetryError> {
        EnvFilter::try_new(&self.0).map_err(|error| TelemetryError::Filter {
            filter: self.0.clone(),
            reason: error.to_string(),
        })
    }
}

/// Logs by another filter from now on.
pub fn refilter(filter: &Filter) -> Result<(), TelemetryError> {
    let directives = filter.directives()?;
    let handle = IN_PLACE.get().ok_or(TelemetryError::NotStarted)?;
    handle.reload(directives).map_err(|_| TelemetryError::NotStarted)
}

/// Keeps what changes the filter of a log that has started.
pub(super) fn keep(handle: Handle<EnvFilter, Registry>) -> Result<(), TelemetryError> {
    IN_PLACE.set(handle).map_err(|_| TelemetryError::Started)
}
