//! What nobody needs any more leaves the database by itself: tokens that expired, revocations of tokens
//! that are dead by now, and sessions that are over. There is nothing that an operator must run.

use std::time::Duration;

use actix_web::web::Data;
use chrono::{DateTime, Utc};
use tracing::{debug, error};

use crate::app::App;
use crate::store::changes::{self, Subject};
use crate::store::{self, StoreError, access_tokens, revocations, sessions};

/// How often it is looked for.
const PACE: Duration = Duration::from_secs(20);
/// How long after its end a thing leaves: other clocks may differ.
const MARGIN: chrono::TimeDelta = chrono::TimeDelta::minutes(2);

/// Looks again and again, until told to stop.
pub(crate) async fn run(app: Data<App>) {
    tokio::select! {
        () = app.stop.stopped() => {}
        () = sweep(&app) => {}
    }
}

async fn sweep(app: &App) {
    loop {
        tokio::time::sleep(PACE).await;
        if let Err(error) = look(app, app.clock.now() - MARGIN).await {
            error!(%error, "what has expired could not leave the database; trying again");
        }
    }
}

/// Takes out what was over at this moment, in stretches that hold up nobody for long.
async fn look(app: &App, over: DateTime<Utc>) -> Result<(), StoreError> {
    forget_sessions(app, over).await?;
    while forget_tokens(app, over).await? > 0 {}
    while app.follower.last_known().has_a_revocation_over_at(over) {
        if !forget_revocations(app, over).await? {
            break;
        }
    }
    Ok(())
}

async fn forget_sessions(app: &App, over: DateTime<Utc>) -> Result<(), StoreError> {
    let append = store::append(&app.db).await?;
    let (seen, begun) = (app.sessions.idle_before(over), app.sessions.begun_before(over));
    sessions::remove_over(&append, seen, begun).await?;
    append.commit().await
}

async fn forget_tokens(app: &App, over: DateTime<Utc>) -> Result<u64, StoreError> {
    let append = store::append(&app.db).await?;
    let count = access_tokens::forget(&append, over).await?;
    append.commit().await?;
    Ok(count)
}

/// Gateways forget them too, so this takes numbers in the change log. Says whether any was found.
async fn forget_revocations(app: &App, over: DateTime<Utc>) -> Result<bool, StoreError> {
    let write = store::write(&app.db).await?;
    let forgotten = revocations::forget(&write, over).await?;
    if forgotten.is_empty() {
        return Ok(false);
    }
    debug!(count = forgotten.len(), "revocations of dead tokens are forgotten");
    let subjects: Vec<Subject> = forgotten.into_iter().map(Subject::Revocation).collect();
    changes::commit(write, &subjects, app.clock.now()).await?;
    // Who is answered next reads the log first, if this does not succeed.
    let _ = app.follower.catch_up().await;
    Ok(true)
}
