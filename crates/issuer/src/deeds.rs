//! A write and what it leaves behind, in one transaction: its audit row, its changes for gateways
//! and other issuers, and the notice for those who follow the Autorisaties API.

use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use edge::feed::ChangeNumber;
use tracing::warn;

use crate::app::App;
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
    if let Some(notice) = notice {
        notices::queue(&write, notice, app, now).await?;
    }
    let number = changes::commit(write, &done.changed, now).await?;
    if notice.is_some() {
        app.queued.notify_one();
    }
    if app.follower.catch_up().await.is_err() {
        // The write stands; nothing is answered from a state that was read before it.
        warn!("a committed write could not be read back at once");
    }
    Ok(number)
}
