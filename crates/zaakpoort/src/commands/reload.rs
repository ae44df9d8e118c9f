//! SIGHUP: a running server reads its configuration anew. What is faulty, or read at the start only,
//! changes nothing, and is told.

use std::convert::Infallible;
use std::path::PathBuf;

use edge::hangup::Hangups;
use gateway::Reloader;

use crate::failure::Failure;
use crate::settings::Settings;

/// What it takes to read it anew.
pub(crate) struct Reloading {
    pub(crate) file: Option<PathBuf>,
    /// What the process was started with.
    pub(crate) started: Settings,
    pub(crate) reloader: Reloader,
    /// What has to be there before a gateway takes it over.
    pub(crate) prepare: fn(&Settings) -> Result<(), Failure>,
}

impl Reloading {
    /// Reads it at every signal.
    pub(crate) async fn run(self, mut hangups: Hangups) -> Infallible {
        loop {
            hangups.next().await;
            match self.once() {
                Ok(upstreams) => tracing::info!(upstreams, "the configuration was read anew"),
                Err(failure) => self.refuse(&failure),
            }
        }
    }

    /// Returns the names of the upstreams there are now.
    fn once(&self) -> Result<String, Failure> {
        let read = Settings::load(self.file.as_deref(), self.started.needs)?;
        self.started.stay_fixed_in(&read)?;
        let gateway = read.gateway()?;
        (self.prepare)(&read)?;
        let reloaded = self.reloader.reload(gateway, read.packs()?);
        reloaded.map_err(|error| Failure::Start(error.to_string()))?;
        let names = gateway.upstreams.iter().map(|upstream| upstream.name.as_str());
        Ok(names.collect::<Vec<_>>().join(", "))
    }

    fn refuse(&self, failure: &Failure) {
        let why = failure.to_string();
        for fault in why.lines().map(|line| line.trim_start_matches("zaakpoort: ")) {
            tracing::error!(fault, "the configuration is not taken over; what was in force stays");
        }
        self.reloader.refused(why);
    }
}
