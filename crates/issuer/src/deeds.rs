//! A write and what it leaves behind, in one transaction: its audit row, its changes for gateways
//! and other issuers, the notice for those who follow the Autorisaties API, and what upstreams must
//! have that keep one of their own.

use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use edge::feed::ChangeNumber;
use tracing::warn;

use crate::app::App;
use crate::mirrors::{self, InForce};
use crate::notices::{self, Notice};
use crate::store::audit::{self, Deed};
use crate::store::changes::{self, Subject};
use crate::store::{StoreError, Write};

/// What a write did, and who must hear of it.
#[derive(Debug)]
pub(crate) struct Done<'a> {
    pub(crate) deed: Deed<'a>,
    /// What gateways and other issuers read anew.
    pub(crate) changed: Vec<Subject>,
    /// What those hear who follow the AC.
    pub(crate) notice: Option<Notice>,
}

/// Commits a write, and lets this issuer know it; gives the number of the last change.
pub(crate) async fn commit<E: From<StoreError> + From<NoChance>>(
    write: Write,
    done: Done<'_>,
    app: &App,
    now: DateTime<Utc>,
) -> Result<ChangeNumber, E> {
    audit::insert(&write, chance::uuid_v7(now)?, done.deed, now).await?;
    let notice = done.notice;
    let mut in_force = InForce::AtOnce;
    if let Some(notice) = notice {
        notices::queue(&write, notice, app, now).await?;
        in_force = mirrors::queue(&write, notice.applicatie, app, now).await?;
    }
    let number = changes::commit(write, &done.changed, now).await?;
    if notice.is_some() {
        app.queued.notify_one();
        app.mirrors.wake();
    }
    if app.follower.catch_up().await.is_err() {
        // The write stands; nothing is answered from a state that was read before it.
        warn!("a committed write could not be read back at once");
    }
    if let (Some(notice), InForce::Later) = (notice, in_force) {
        mirrors::wait(app, notice.applicatie).await;
    }
    Ok(number)
}
