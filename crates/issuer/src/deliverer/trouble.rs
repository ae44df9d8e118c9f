//! Says once that messages do not arrive, and once that they all did.

use tracing::{info, warn};

use crate::store::outbox::Target;

/// Whether it was said that something is amiss.
#[derive(Debug)]
pub(super) struct Trouble<'a> {
    target: Target<'a>,
    is_said: bool,
}

impl<'a> Trouble<'a> {
    pub(super) const fn with(target: Target<'a>) -> Self {
        Self { target, is_said: false }
    }

    pub(super) const fn is_there(&self) -> bool {
        self.is_said
    }

    /// A message was refused.
    pub(super) fn begins(&mut self, error: &str) {
        if std::mem::replace(&mut self.is_said, true) {
            return;
        }
        match self.target {
            Target::Notificaties => warn!(
                error,
                "a notification is not taken; it and those after it are tried again until they \
                 are: `zaakpoort notificatie list --failing` shows which, and why"
            ),
            Target::Webhook => warn!(
                error,
                "a message is not taken by the webhook; it and those after it are tried again, each for \
                 three days"
            ),
            Target::Mirror(target) => warn!(
                target,
                error,
                "an upstream does not take an applicatie; it is tried again until it does: \
                 `zaakpoort mirror status` shows which, and why"
            ),
        }
    }

    /// None is left that was refused.
    pub(super) fn is_over(&mut self) {
        if !std::mem::take(&mut self.is_said) {
            return;
        }
        match self.target {
            Target::Notificaties => info!("no notification is left that was not taken"),
            Target::Webhook => info!("no message is left that the webhook did not take"),
            Target::Mirror(target) => {
                info!(target, "no applicatie is left that the upstream did not take");
            }
        }
    }
}
