//! What happens by itself when its time has come: signing keys enter their next phase.
//!
//! Every issuer has a keeper. A step is taken under the store's write lock from what stands there
//! then, so of several issuers one takes it and the others find nothing due. One whose clock is
//! not the database's takes none.

use std::time::Duration;

use actix_web::web::Data;
use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use sea_orm::ConnectionTrait;
use tokens::Phase;
use tracing::{error, info};

use crate::app::App;
use crate::clocks::Clocks;
use crate::rotation::{self, Step};
use crate::store::audit::{self, Deed};
use crate::store::changes::{self, Subject};
use crate::store::{self, StoreError, clients, key_lives};

/// How often it is asked whether something is due; of the state in memory.
const PACE: Duration = Duration::from_millis(250);
/// In whose name the audit log has what nobody did.
const KEEPER: &str = "zaakpoort";

/// Why a step was not taken. It is tried again.
#[derive(Debug, thiserror::Error)]
enum KeeperError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// Looks again and again, until told to stop.
pub(crate) async fn run(app: Data<App>) {
    tokio::select! {
        () = app.stop.stopped() => {}
        () = keep(&app) => {}
    }
}

async fn keep(app: &App) {
    let (mut failing, mut clocks) = (false, Clocks::default());
    loop {
        tokio::time::sleep(PACE).await;
        if !clocks.agree(app).await {
            continue;
        }
        let looked = look(app, app.clock.now()).await;
        if let Err(error) = &looked
            && !failing
        {
            error!(%error, "a signing key could not enter its next phase; trying again");
        }
        failing = looked.is_err();
    }
}

async fn look(app: &App, now: DateTime<Utc>) -> Result<(), KeeperError> {
    // What is known in memory says whether it is worth asking for the lock.
    if !app.follower.last_known().has_a_key_due_at(now) {
        return Ok(());
    }
    let write = store::write(&app.db).await?;
    let longest = longest_lifetime(&write, app).await?;
    let steps = rotation::due(&key_lives::all(&write).await?, longest, now);
    if steps.is_empty() {
        return Ok(());
    }
    for step in &steps {
        key_lives::enter(&write, step, now).await?;
        record(&write, step, now).await?;
        info!(kid = %step.kid, phase = %step.to, "a signing key entered its next phase");
    }
    let subjects: Vec<Subject> = steps.into_iter().map(|step| Subject::Key(step.kid)).collect();
    changes::commit(write, &subjects, now).await?;
    // Who is answered next reads the log first, if this does not succeed.
    let _ = app.follower.catch_up().await;
    Ok(())
}

/// In seconds.
async fn longest_lifetime(db: &impl ConnectionTrait, app: &App) -> Result<i64, StoreError> {
    let theirs = clients::longest_lifetime(db).await?;
    Ok(app.lifetime(None).max(app.lifetime(theirs)))
}

async fn record(
    db: &impl ConnectionTrait,
    step: &Step,
    now: DateTime<Utc>,
) -> Result<(), KeeperError> {
    let act = match step.to {
        Phase::Next => "key.publish",
        Phase::Active => "key.activate",
        Phase::Retiring => "key.retire",
        Phase::Removed => "key.remove",
    };
    let deed = Deed::new(KEEPER, act, step.kid.to_string());
    audit::insert(db, chance::uuid_v7(now)?, deed, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
