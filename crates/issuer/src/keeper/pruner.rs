//! What has had its time is taken out of the database, a little at once and for ever.
//!
//! Every issuer prunes; what one took out the others do not find.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;
use tracing::{debug, warn};

use crate::app::App;
use crate::store::{StoreError, used_assertions};

/// How often there is a look, while there is little.
const EVERY: Duration = Duration::from_mins(1);
/// How many rows one statement takes out: it holds up who writes at that moment.
const AT_ONCE: u64 = 2_000;
/// How long what is over stays: longer than the clocks of two issuers can differ.
const KEPT: TimeDelta = TimeDelta::minutes(5);

/// When the next look is due: at once while there is more than one statement takes out.
#[derive(Debug, Default)]
pub(super) struct Pruner {
    next: Option<Instant>,
}

impl Pruner {
    /// Takes something out, if it is time to.
    pub(super) async fn look(&mut self, app: &App, now: DateTime<Utc>) {
        if self.next.is_some_and(|next| Instant::now() < next) {
            return;
        }
        let pruned = prune(app, now).await;
        let is_more = matches!(pruned, Ok(AT_ONCE));
        self.next = (!is_more).then(|| Instant::now() + EVERY);
        match pruned {
            Ok(0) => {}
            Ok(rows) => debug!(rows, "client assertions that are over were forgotten"),
            // It is tried again. Who follows the log says that the database does not answer.
            Err(error) => warn!(%error, "client assertions that are over could not be forgotten"),
        }
    }
}

async fn prune(app: &App, now: DateTime<Utc>) -> Result<u64, StoreError> {
    used_assertions::forget(&app.db, now - KEPT, AT_ONCE).await
}
