//! Says once that notifications do not arrive, and once that they all did.

use tracing::{info, warn};

/// Whether it was said that something is amiss.
#[derive(Debug, Default)]
pub(super) struct Trouble(bool);

impl Trouble {
    pub(super) const fn is_there(&self) -> bool {
        self.0
    }

    /// A message was refused.
    pub(super) fn begins(&mut self, error: &str) {
        if !std::mem::replace(&mut self.0, true) {
            warn!(
                error,
                "a notification is not taken; it and those after it are tried again until they \
                 are: `zaakpoort notificatie list --failing` shows which, and why"
            );
        }
    }

    /// None is left that was refused.
    pub(super) fn is_over(&mut self) {
        if std::mem::take(&mut self.0) {
            info!("no notification is left that was not taken");
        }
    }
}
