//! What happens by itself when its time has come: signing keys enter their next phase, new ones are
//! published for those that have signed long enough and for algorithms that have none, what is over is
//! forgotten, and it is said of secrets that they end before long.
//!
//! Every issuer has a keeper. A step is taken under the store's write lock from what stands there
//! then, so of several issuers one takes it and the others find nothing due. One whose clock is
//! not the database's takes none.

mod pruner;
mod warner;
mod watcher;

use std::time::Duration;

use actix_web::web::Data;
use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use sea_orm::ConnectionTrait;
use tokens::{Algorithm, Phase, SigningKey};
use tracing::{error, info};

use pruner::Pruner;
use warner::Warner;
use watcher::Watcher;

use crate::act::Act;
use crate::app::App;
use crate::clocks::Clocks;
use crate::fresh_keys::{self, NotMade};
use crate::rotation::{self, KeyLife, Step};
use crate::store::audit::{self, Content, Deed, ISSUER};
use crate::store::changes::{self, Subject};
use crate::store::keys::{KeyError, NewKey};
use crate::store::{self, StoreError, Write, clients, key_lives, keys};

/// How often it is asked whether something is due; of the state in memory.
const PACE: Duration = Duration::from_millis(250);

/// Why a step was not taken. It is tried again.
#[derive(Debug, thiserror::Error)]
enum KeeperError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    NotMade(#[from] NotMade),
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// Looks again and again, until told to stop.
pub(crate) async fn run(app: Data<App>) {
    tokio::select! {
        () = app.stop.stopped() => {}
        () = Keeper::of(&app).keep() => {}
    }
}

struct Keeper<'a> {
    app: &'a App,
    /// Keys that were made and not published yet: what has to be tried again costs no other ones.
    fresh: Vec<SigningKey>,
}

impl<'a> Keeper<'a> {
    fn of(app: &'a App) -> Self {
        Self { app, fresh: Vec::new() }
    }

    async fn keep(mut self) {
        let (mut failing, mut clocks) = (false, Clocks::default());
        let (mut pruner, mut warner) = (Pruner::default(), Warner::default());
        let mut watcher = Watcher::default();
        loop {
            tokio::time::sleep(PACE).await;
            watcher.look(self.app).await;
            if !clocks.agree(self.app).await {
                continue;
            }
            let looked = self.look().await;
            if let Err(error) = &looked
                && !failing
            {
                error!(%error, "a signing key could not enter its next phase; trying again");
            }
            failing = looked.is_err();
            pruner.look(self.app, self.app.clock.now()).await;
            warner.look(self.app, self.app.clock.now()).await;
        }
    }

    async fn look(&mut self) -> Result<(), KeeperError> {
        // What is known in memory says whether it is worth making keys and asking for the lock.
        let (known, now) = (self.app.follower.last_known(), self.app.clock.now());
        let wanting = self.wanting(known.key_lives(), now);
        if wanting.is_empty() && !rotation::is_any_due(known.key_lives(), now) {
            self.fresh.clear();
            return Ok(());
        }
        self.make(&wanting).await?;
        self.step(self.app.clock.now()).await
    }

    fn wanting(&self, lives: &[KeyLife], now: DateTime<Utc>) -> Vec<Algorithm> {
        rotation::wanting(lives, self.app.key_rotation, now)
    }

    async fn make(&mut self, wanting: &[Algorithm]) -> Result<(), NotMade> {
        let is_made = |algorithm| self.fresh.iter().any(|key| key.algorithm() == algorithm);
        let lacking: Vec<Algorithm> =
            wanting.iter().copied().filter(|algorithm| !is_made(*algorithm)).collect();
        self.fresh.extend(fresh_keys::of(&lacking).await?);
        Ok(())
    }

    async fn step(&mut self, now: DateTime<Utc>) -> Result<(), KeeperError> {
        let write = store::write(&self.app.db).await?;
        let lives = key_lives::all(&write).await?;
        let mut steps = self.publish(&write, &lives, now).await?;
        let longest = longest_lifetime(&write, self.app).await?;
        steps.extend(rotation::due(&lives, longest, now));
        if steps.is_empty() {
            return Ok(());
        }
        for step in &steps {
            key_lives::enter(&write, step, now).await?;
            info!(kid = %step.kid, phase = %step.to, "a signing key entered its next phase");
        }
        let after = key_lives::all(&write).await?;
        for step in &steps {
            let content = key_lives::content(&step.kid, &lives, &after);
            record(&write, step, content, now).await?;
        }
        let subjects: Vec<Subject> = steps.into_iter().map(|step| Subject::Key(step.kid)).collect();
        changes::commit(write, &subjects, now).await?;
        // Who is answered next reads the log first, if this does not succeed.
        let _ = self.app.follower.catch_up().await;
        Ok(())
    }

    /// Adds the keys that are still wanting now that nobody else writes.
    async fn publish(
        &mut self,
        write: &Write,
        lives: &[KeyLife],
        now: DateTime<Utc>,
    ) -> Result<Vec<Step>, KeeperError> {
        let wanting = self.wanting(lives, now);
        let published = self.fresh.extract_if(.., |key| wanting.contains(&key.algorithm()));
        let mut steps = Vec::new();
        for key in published {
            let new = NewKey { key: &key, phase: Phase::Next };
            keys::insert(write, &self.app.seals, new, now).await?;
            steps.push(rotation::next(key.kid(), now));
        }
        Ok(steps)
    }
}

/// In seconds.
async fn longest_lifetime(db: &impl ConnectionTrait, app: &App) -> Result<i64, StoreError> {
    let theirs = clients::longest_lifetime(db).await?;
    Ok(app.lifetime(None).max(app.lifetime(theirs)))
}

async fn record(
    db: &impl ConnectionTrait,
    step: &Step,
    content: Content,
    now: DateTime<Utc>,
) -> Result<(), KeeperError> {
    let act = match step.to {
        Phase::Next => Act::KeyPublish,
        Phase::Active => Act::KeyActivate,
        Phase::Retiring => Act::KeyRetire,
        Phase::Removed => Act::KeyRemove,
    };
    let deed = Deed::new(ISSUER, act, step.kid.to_string(), content);
    audit::insert(db, chance::uuid_v7(now)?, deed, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
