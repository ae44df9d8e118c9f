//! The Autorisaties APIs of upstreams, kept as ours is: a zaak API of before asks its own, and never
//! ours.
//!
//! Which applicatie is to be written is queued in the transaction of the deed ([`queue`]), and what it
//! says is read when it is sent ([`Mirror::bring`]). What an applicatie may do beside what it might
//! before, gateways hear of once the upstreams have it ([`release`]); what it may no longer do, they
//! hear of at once, and the upstreams a second later.

use std::sync::Arc;
use std::time::Duration;

use autorisaties::{Applicatie, ApplicatieId};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;
use tokio::time::timeout;
use tracing::warn;

use crate::app::App;
use crate::config::MirrorConfig;
use crate::store::changes::{self, Subject};
use crate::store::outbox::{self, NewMessage, Target};
use crate::store::shown::{self, Shown};
use crate::store::{self, Db, StoreError, Write, held_back, mirrored};

mod compare;
mod mirror;
mod said;
mod step;
mod there;

pub(crate) use compare::{Difference, What, compare};
pub(crate) use mirror::{Brought, Mirror, MirrorError, settle};
use step::Step;

/// In which time a change is in force at every gateway that hears of it.
const IN_FORCE: TimeDelta = TimeDelta::seconds(1);
/// How long an administrator waits for the upstreams. What takes longer goes on by itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// All that are kept.
#[derive(Debug, Default)]
pub(crate) struct Mirrors(Vec<Arc<Mirror>>);

impl Mirrors {
    pub(crate) fn new(configs: &[MirrorConfig]) -> Result<Self, MirrorError> {
        let mirrors = configs.iter().map(|config| Mirror::new(config).map(Arc::new));
        mirrors.collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn all(&self) -> &[Arc<Mirror>] {
        &self.0
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Arc<Mirror>> {
        self.0.iter().find(|mirror| mirror.name() == name)
    }

    fn targets(&self) -> Vec<&str> {
        self.0.iter().map(|mirror| mirror.target().as_str()).collect()
    }

    /// For how long gateways wait for all of them.
    fn hold(&self) -> TimeDelta {
        let longest = self.0.iter().map(|mirror| mirror.hold()).max().unwrap_or_default();
        TimeDelta::from_std(longest).unwrap_or(TimeDelta::MAX)
    }

    /// Tells who writes them that something is queued.
    pub(crate) fn wake(&self) {
        self.0.iter().for_each(|mirror| mirror.queued.notify_one());
    }
}

/// When a write is in force at the gateways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InForce {
    AtOnce,
    /// When the upstreams have it.
    Later,
}

/// Queues what upstreams must have of a changed applicatie, and holds back from gateways what they are
/// to have first. The `now` must be that of the commit.
pub(crate) async fn queue(
    write: &Write,
    id: ApplicatieId,
    app: &App,
    now: DateTime<Utc>,
) -> Result<InForce, StoreError> {
    if app.mirrors.0.is_empty() {
        return Ok(InForce::AtOnce);
    }
    // What was committed last: no other write runs beside this one.
    let before = in_force(&store::read(&app.db).await?, id).await?;
    let after = shown::present(write, id).await?;
    let step = Step::between(before.as_ref(), after.as_ref());
    let due_at = if step.narrows { now + IN_FORCE } else { now };
    for mirror in app.mirrors.all() {
        enqueue(write, (mirror.target(), id), (now, due_at)).await?;
    }
    match step.told {
        None => held_back::end(write, &[id]).await.map(|()| InForce::AtOnce),
        Some(told) => {
            let until = due_at + app.mirrors.hold();
            held_back::put(write, &told, until).await.map(|()| InForce::Later)
        }
    }
}

/// Queues that an applicatie is to be written at a mirror, due then.
pub(crate) async fn enqueue(
    db: &impl ConnectionTrait,
    (target, id): (Target<'_>, ApplicatieId),
    times: (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), StoreError> {
    let new = NewMessage { target, subject: id.to_string(), message: json!({}) };
    outbox::queue_once(db, new, times).await
}

/// An applicatie as gateways are told it is.
async fn in_force(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<Option<Shown>, StoreError> {
    let told = held_back::find(db, id).await?;
    let shown = shown::present(db, id).await?;
    let as_told = |shown: Shown| Shown {
        applicatie: told.unwrap_or_else(|| Applicatie::clone(&shown.applicatie)),
        ..shown
    };
    Ok(shown.map(as_told))
}

/// Waits until a write is in force, unless an upstream is away.
pub(crate) async fn wait(app: &App, id: ApplicatieId) {
    if app.mirrors.0.iter().any(|mirror| mirror.is_away()) {
        return;
    }
    let mut numbers = app.follower.watch();
    let told = numbers.wait_for(|_| !app.follower.last_known().holds_back(id));
    // Else it is in force when the upstreams have it.
    let _ = timeout(PATIENCE, told).await;
}

/// Has gateways told what was held back and the upstreams have, or did not take in time.
pub(crate) async fn release(app: &App) -> Result<(), StoreError> {
    let now = app.clock.now();
    let targets = app.mirrors.targets();
    if held_back::over(&store::read(&app.db).await?, &targets, now).await?.is_empty() {
        return Ok(());
    }
    let write = store::write(&app.db).await?;
    let over = held_back::over(&write, &targets, now).await?;
    let late: Vec<ApplicatieId> =
        over.iter().filter(|(_, waits)| *waits).map(|(id, _)| *id).collect();
    tell(write, over.iter().map(|(id, _)| *id), now).await?;
    for applicatie in late {
        warn!(
            %applicatie,
            "gateways let through from now on what an upstream does not know yet, and refuses: \
             `zaakpoort mirror status` shows which, and why"
        );
    }
    let _ = app.follower.catch_up().await;
    Ok(())
}

/// Says what an operator does the first time: what was here before is written by nobody else.
pub(crate) async fn remind(db: &Db, mirrors: &Mirrors) -> Result<(), StoreError> {
    for mirror in mirrors.all() {
        let read = store::read_patiently(db).await?;
        let ours = shown::count(&read).await?;
        if ours > 0 && mirrored::count(&read, mirror.name()).await? == 0 {
            warn!(
                mirror = mirror.name(),
                ours,
                "of our applicaties the upstream has none yet: `zaakpoort mirror sync NAME --dry-run` \
                 shows what would be written there, and without --dry-run it is"
            );
        }
    }
    Ok(())
}

/// Has gateways told everything: no upstream is kept any more.
pub(crate) async fn release_all(db: &Db, now: DateTime<Utc>) -> Result<(), StoreError> {
    loop {
        let write = store::write_patiently(db).await?;
        let over = held_back::over(&write, &[], now).await?;
        if over.is_empty() {
            return Ok(());
        }
        tell(write, over.into_iter().map(|(id, _)| id), now).await?;
    }
}

async fn tell(
    write: Write,
    ids: impl Iterator<Item = ApplicatieId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let ids: Vec<ApplicatieId> = ids.collect();
    held_back::end(&write, &ids).await?;
    let subjects: Vec<Subject> = ids.into_iter().map(Subject::Applicatie).collect();
    changes::commit(write, &subjects, now).await.map(drop)
}
