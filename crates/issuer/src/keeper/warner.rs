//! Says of secrets, keys and API tokens that they end before long, while there is time to replace them:
//! in the log, and to the webhook if there is one.
//!
//! Every issuer looks. What one says is written down in the same transaction in which it is queued for the
//! webhook, under the write lock, so the others find nothing to say.

use std::time::Duration;

use chrono::{DateTime, Utc};
use edge::chance;
use tokio::time::Instant;
use tracing::warn;

use super::KeeperError;
use crate::app::App;
use crate::hooks;
use crate::model::Means;
use crate::store;
use crate::store::warnings::{self, EndsSoon};

/// How often there is a look.
const EVERY: Duration = Duration::from_secs(10);
/// Of how many it is said in one transaction: who writes waits for it.
const AT_ONCE: u64 = 100;

/// When the next look is due: at once while there is more to say.
#[derive(Debug, Default)]
pub(super) struct Warner {
    next: Option<Instant>,
    is_failing: bool,
}

impl Warner {
    /// Says what is to be said, if it is time to look.
    pub(super) async fn look(&mut self, app: &App, now: DateTime<Utc>) {
        if self.next.is_some_and(|next| Instant::now() < next) {
            return;
        }
        let said = say(app, now).await;
        let is_more = matches!(said, Ok(count) if count == AT_ONCE);
        self.next = (!is_more).then(|| Instant::now() + EVERY);
        if let Err(error) = &said
            && !self.is_failing
        {
            warn!(%error, "which secrets end before long could not be read; trying again");
        }
        self.is_failing = said.is_err();
    }
}

/// How many it was said of.
async fn say(app: &App, now: DateTime<Utc>) -> Result<u64, KeeperError> {
    // A look costs others nothing; only what is to be said waits for its turn.
    if warnings::due(&store::read(&app.db).await?, now, 1).await?.is_empty() {
        return Ok(0);
    }
    let write = store::write(&app.db).await?;
    let due = warnings::due(&write, now, AT_ONCE).await?;
    for one in &due {
        warnings::said(&write, one).await?;
        hooks::queue(&write, (chance::uuid_v7(now)?, one), app, now).await?;
    }
    write.commit().await?;
    due.iter().for_each(|one| log(one, now));
    hooks::wake(app);
    Ok(u64::try_from(due.len()).unwrap_or(AT_ONCE))
}

fn log(one: &EndsSoon, now: DateTime<Utc>) {
    let EndsSoon { id, client, kind, label, expires_at, last_used_at, .. } = one;
    let days_left = (*expires_at - now).num_days();
    let last_used = last_used_at.map_or_else(|| "never".to_owned(), |at| at.to_rfc3339());
    let Some(means) = Means::of(kind) else { return };
    let (what, another) = (means.name(), means.another());
    warn!(
        client,
        credential = id,
        kind,
        label,
        expires_at = expires_at.to_rfc3339(),
        days_left,
        last_used,
        "a {what} ends before long, and whoever uses it is refused from then on; give out another: \
         `zaakpoort {another} {client}`"
    );
}

#[cfg(test)]
mod tests;
