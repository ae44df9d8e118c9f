//! Looks how much waits to be delivered, for whoever watches: a number that only the database has, read now
//! and then, so that who asks for metrics never costs it anything.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use crate::app::App;
use crate::store::backlogs::{self, Backlog};
use crate::store::outbox::Target;
use crate::store::{self, StoreError};

/// How often there is a look.
const EVERY: Duration = Duration::from_secs(5);

/// When the next look is due.
#[derive(Debug, Default)]
pub(super) struct Watcher {
    next: Option<Instant>,
    /// For whom anything was ever seen, or may be.
    targets: BTreeSet<String>,
    is_failing: bool,
}

impl Watcher {
    /// Looks, if it is time.
    pub(super) async fn look(&mut self, app: &App) {
        if self.next.is_some_and(|next| Instant::now() < next) {
            return;
        }
        let looked = self.count(app).await;
        if let Err(error) = &looked
            && !self.is_failing
        {
            warn!(%error, "how much waits to be delivered could not be read; trying again");
        }
        self.is_failing = looked.is_err();
        self.next = Some(Instant::now() + EVERY);
    }

    async fn count(&mut self, app: &App) -> Result<(), StoreError> {
        let mut backlogs = backlogs::all(&store::read(&app.db).await?).await?;
        self.targets.extend(backlogs.iter().map(|backlog| backlog.target.clone()));
        self.targets.extend(targets(app).into_iter().map(str::to_owned));
        for target in &self.targets {
            if !backlogs.iter().any(|backlog| backlog.target == *target) {
                backlogs.push(Backlog { target: target.clone(), waiting: 0, oldest: None });
            }
        }
        app.metrics.outbox(&backlogs);
        Ok(())
    }
}

/// To whom something is delivered.
fn targets(app: &App) -> Vec<&str> {
    let told = app.autorisaties.notificaties.as_ref().map(|_| Target::Notificaties.as_str());
    let hooked = app.webhook.as_ref().map(|_| Target::Webhook.as_str());
    let kept = app.mirrors.all().iter().map(|mirror| mirror.target().as_str());
    told.into_iter().chain(hooked).chain(kept).collect()
}
