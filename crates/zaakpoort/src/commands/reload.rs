//! SIGHUP: a running server reads its configuration anew. What is faulty, or read at the start only,
//! changes nothing, and is told.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use edge::hangup::Hangups;
use gateway::{ReloadError, Reloader};

use crate::failure::Failure;
use crate::settings::Settings;

/// What it takes to read it anew.
pub(crate) struct Reloading {
    pub(crate) file: Option<PathBuf>,
    /// What the process was started with.
    pub(crate) started: Settings,
    pub(crate) reloader: Reloader,
    /// What was taken over since.
    pub(crate) in_force: Mutex<Option<Settings>>,
    /// What has to be there before a gateway takes the first in place of the second.
    pub(crate) prepare: fn(&Settings, &Settings) -> Result<(), Failure>,
}

/// What is in force now.
struct Taken {
    /// The names of the upstreams.
    upstreams: String,
    /// Which lines are logged.
    filter: String,
}

impl Reloading {
    /// Reads it at every signal, on a thread of its own: a disk that hangs holds up neither the feed nor a stop.
    pub(crate) async fn run(self, mut hangups: Hangups) -> Infallible {
        let reloading = Arc::new(self);
        loop {
            hangups.next().await;
            let reading = Arc::clone(&reloading);
            let read = tokio::task::spawn_blocking(move || reading.once()).await;
            match read.unwrap_or_else(|error| Err(Failure::Start(error.to_string()))) {
                Ok(Taken { upstreams, filter }) => {
                    tracing::info!(upstreams, filter, "the configuration was read anew");
                }
                Err(failure) => reloading.refuse(&failure),
            }
        }
    }

    fn once(&self) -> Result<Taken, Failure> {
        let read = Settings::load(self.file.as_deref(), self.started.needs)?;
        let gateway = read.gateway()?;
        let mut fixed = self.started.fixed_that_differ_in(&read);
        fixed.extend(self.reloader.fixed_that_differ_in(gateway));
        if !fixed.is_empty() {
            return Err(Failure::Start(ReloadError::Fixed(fixed).to_string()));
        }
        let mut in_force = self.in_force.lock().unwrap_or_else(PoisonError::into_inner);
        (self.prepare)(&read, in_force.as_ref().unwrap_or(&self.started))?;
        let reloaded = self.reloader.reload(gateway, read.packs()?);
        reloaded.map_err(|error| Failure::Start(error.to_string()))?;
        read.log.refilter()?;
        let names = gateway.upstreams.iter().map(|upstream| upstream.name.as_str());
        let upstreams = names.collect::<Vec<_>>().join(", ");
        let filter = read.log.filter().to_owned();
        *in_force = Some(read);
        Ok(Taken { upstreams, filter })
    }

    fn refuse(&self, failure: &Failure) {
        let why = failure.to_string();
        let faults = why.lines().map(|line| line.trim_start_matches("zaakpoort: "));
        let faults: Vec<&str> = faults.collect();
        // Who reads the log and asks finds it there.
        self.reloader.refused(faults.join("\n"));
        for fault in faults {
            tracing::error!(fault, "the configuration is not taken over; what was in force stays");
        }
    }
}
