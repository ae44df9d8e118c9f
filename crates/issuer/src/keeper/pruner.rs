//! What has had its time is taken out of the database, a little at once and for ever: assertions that
//! were used, tokens that expired, revocations of tokens that are dead by now, sessions that are over.
//!
//! Every issuer prunes; what one took out the others do not find. One whose clock is not the database's
//! takes out nothing: what it thought over could be used again.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;
use tracing::{debug, warn};

use crate::app::App;
use crate::store::changes::{self, Subject};
use crate::store::{
    self, StoreError, access_tokens, audit_records, authorizations, codes, grants, refresh_tokens,
    registration_tokens, revocations, sessions, used_assertions,
};

/// How often there is a look, while there is little.
const EVERY: Duration = Duration::from_secs(20);
/// How many rows one statement takes out: it holds up who writes at that moment.
const AT_ONCE: u64 = 2_000;
/// How long what is over stays: longer than the clocks of two issuers can differ.
const KEPT: TimeDelta = TimeDelta::minutes(5);

/// How long administrators see which registration tokens there were.
const SHOWN: TimeDelta = TimeDelta::days(30);

/// When the next look is due: at once while there is more than one look takes out.
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
        let pruned = prune(app, now - KEPT).await;
        let is_more = matches!(pruned, Ok(Pruned { more: true, .. }));
        self.next = (!is_more).then(|| Instant::now() + EVERY);
        match pruned {
            Ok(Pruned { rows: 0, .. }) => {}
            Ok(Pruned { rows, .. }) => debug!(rows, "what is over was forgotten"),
            // It is tried again. Who follows the log says that the database does not answer.
            Err(error) => warn!(%error, "what is over could not be forgotten"),
        }
    }
}

/// What one look took out.
#[derive(Debug, Default)]
struct Pruned {
    rows: u64,
    /// Whether there is more of something.
    more: bool,
}

impl Pruned {
    fn count(&mut self, rows: u64, at_once: u64) {
        self.rows += rows;
        self.more |= rows >= at_once;
    }
}

async fn prune(app: &App, over: DateTime<Utc>) -> Result<Pruned, StoreError> {
    let mut pruned = Pruned::default();
    pruned.count(used_assertions::forget(&app.db, over, AT_ONCE).await?, AT_ONCE);
    pruned.count(access_tokens::forget(&app.db, over, AT_ONCE).await?, AT_ONCE);
    if app.follower.last_known().has_a_revocation_over_at(over) {
        let rows = forget_revocations(app, over).await?;
        pruned.count(rows, revocations::FORGOTTEN_AT_ONCE);
    }
    if let Some(kept) = app.audit_retention {
        pruned.count(audit_records::forget(&app.db, over - kept, AT_ONCE).await?, AT_ONCE);
    }
    pruned.count(forget_sessions(app, over).await?, AT_ONCE);
    forget_authorizations(app, over, &mut pruned).await?;
    Ok(pruned)
}

/// Gateways forget them too, so this takes numbers in the change log.
async fn forget_revocations(app: &App, over: DateTime<Utc>) -> Result<u64, StoreError> {
    let write = store::write(&app.db).await?;
    let forgotten = revocations::forget(&write, over).await?;
    let rows = u64::try_from(forgotten.len()).unwrap_or(u64::MAX);
    if rows > 0 {
        let subjects: Vec<Subject> = forgotten.into_iter().map(Subject::Revocation).collect();
        changes::commit(write, &subjects, app.clock.now()).await?;
        // Who is answered next reads the log first, if this does not succeed.
        let _ = app.follower.catch_up().await;
    }
    Ok(rows)
}

async fn forget_sessions(app: &App, over: DateTime<Utc>) -> Result<u64, StoreError> {
    let (seen, begun) = (app.sessions.idle_before(over), app.sessions.begun_before(over));
    sessions::remove_over(&app.db, (seen, begun), AT_ONCE).await
}

/// A code stays as long as a token that came of it may live, and so do refresh tokens and grants, counted from
/// their end: by these such a token is found when somebody takes back what they gave, and one of these that
/// comes a second time ends it.
async fn forget_authorizations(
    app: &App,
    over: DateTime<Utc>,
    pruned: &mut Pruned,
) -> Result<(), StoreError> {
    let dead = over - App::longest_life();
    pruned.count(authorizations::forget(&app.db, over, AT_ONCE).await?, AT_ONCE);
    pruned.count(codes::forget(&app.db, dead, AT_ONCE).await?, AT_ONCE);
    pruned.count(refresh_tokens::forget(&app.db, dead, AT_ONCE).await?, AT_ONCE);
    pruned.count(grants::forget(&app.db, dead, AT_ONCE).await?, AT_ONCE);
    let append = store::append(&app.db).await?;
    registration_tokens::forget(&append, over - SHOWN).await?;
    append.commit().await
}

#[cfg(test)]
mod tests;
