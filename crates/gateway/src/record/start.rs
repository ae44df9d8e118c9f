//! The journal of a process: opened at its start, shared by its workers, ended at its stop.

use std::cell::RefCell;
use std::io::{self, IsTerminal as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use edge::chance::{NoChance, Stream};
use edge::operations::Packs;

use super::out::Out;
use super::{Decisions, Journal, Sources};
use crate::config::{DecisionsConfig, DecisionsTo, GatewayConfig, OnFailure};

/// What workers get their means from.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    journal: Option<Journal>,
    on_failure: OnFailure,
    chance: Arc<Mutex<Stream>>,
}

/// Why decisions cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum DecisionsError {
    /// There is nowhere to write them.
    #[error("{to} cannot be opened: {source}; correct `to`, or make its folder")]
    Open {
        /// What was said.
        to: String,
        /// Why.
        source: io::Error,
    },
    /// Traces cannot be named.
    #[error(transparent)]
    Chance(#[from] NoChance),
}

impl Desk {
    /// Opens what the configuration says.
    pub(crate) fn open(config: &DecisionsConfig) -> Result<Self, DecisionsError> {
        let journal = opened(&config.to).and_then(|out| out.map(Journal::to).transpose());
        let failed = |source| DecisionsError::Open { to: name(&config.to), source };
        Ok(Self {
            journal: journal.map_err(failed)?,
            on_failure: config.on_failure,
            chance: Arc::new(Mutex::new(Stream::begin()?)),
        })
    }

    /// What one worker keeps records with.
    pub(crate) fn worker(&self, sources: &Arc<Sources>) -> Decisions {
        let chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner).branch();
        Decisions {
            journal: self.journal.clone(),
            on_failure: self.on_failure,
            chance: RefCell::new(chance),
            line: RefCell::default(),
            sources: Arc::clone(sources),
        }
    }

    /// How many decisions could not be put on record.
    pub(crate) fn lost(&self) -> u64 {
        self.journal.as_ref().map_or(0, Journal::ever_lost)
    }

    /// Returns when everything is written, or that took too long.
    pub(crate) async fn end(&self, patience: Duration) {
        let Some(journal) = self.journal.clone() else { return };
        // A thread that cannot be waited for was broken off with the process.
        let _ = tokio::task::spawn_blocking(move || journal.end(patience)).await;
    }
}

impl Decisions {
    /// What becomes of requests, while decisions cannot be written.
    pub(crate) fn unwritten(&self) -> Option<OnFailure> {
        let journal = self.journal.as_ref()?;
        (!journal.takes_more()).then_some(self.on_failure)
    }
}

impl Sources {
    /// What a configuration and its route packs are called.
    pub(crate) fn of(config: &GatewayConfig, packs: &Packs) -> Self {
        Self {
            gateway: config.client_id.clone(),
            configuration: config.digest.clone(),
            operations: packs.digest().clone(),
        }
    }
}

/// People at a screen are told other things; who wants them there asks for a file and follows it.
fn opened(to: &DecisionsTo) -> io::Result<Option<Out>> {
    match to {
        DecisionsTo::Off => Ok(None),
        DecisionsTo::Stdout if io::stdout().is_terminal() => Ok(None),
        DecisionsTo::Stdout => Out::beside("stdout", io::stdout()).map(Some),
        DecisionsTo::Stderr => Out::beside("stderr", io::stderr()).map(Some),
        DecisionsTo::File(path) => Out::file(path).map(Some),
    }
}

fn name(to: &DecisionsTo) -> String {
    match to {
        DecisionsTo::Off => "off".to_owned(),
        DecisionsTo::Stdout => "stdout".to_owned(),
        DecisionsTo::Stderr => "stderr".to_owned(),
        DecisionsTo::File(path) => path.display().to_string(),
    }
}
