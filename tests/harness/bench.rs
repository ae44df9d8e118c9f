//! The work bench of a run: which database, and the one installation that most cases share.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{Installation, Options};

/// Given to every case.
#[derive(Clone)]
pub(crate) struct Bench {
    shared: Arc<OnceLock<Mutex<Option<Arc<Installation>>>>>,
}

#[expect(clippy::unused_self, reason = "the bench says which database, once there are two")]
impl Bench {
    pub(crate) fn sqlite() -> Self {
        Self { shared: Arc::default() }
    }

    /// An installation that other cases use too: register what you need under names of your own.
    pub(crate) fn shared(&self) -> Arc<Installation> {
        let slot = self.shared.get_or_init(Mutex::default);
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slot.get_or_insert_with(|| Arc::new(self.fresh())))
    }

    /// An installation of your own, to stop, to starve or to break.
    pub(crate) fn fresh(&self) -> Installation {
        Installation::start(&Options::default())
    }

    /// One that runs with other settings.
    pub(crate) fn with(&self, options: &Options) -> Installation {
        Installation::start(options)
    }

    /// Ends what is shared. Statics are never dropped, and a process must not be left behind.
    pub(crate) fn close(&self) {
        if let Some(slot) = self.shared.get() {
            slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }
}
