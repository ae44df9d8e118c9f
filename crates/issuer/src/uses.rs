//! When credentials were last used: noted in memory by whoever accepts one, written to the database
//! once a minute, and once more at the end. It is nobody's change: gateways do not hear of it, and no
//! row of the audit log says it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use edge::uses::{Minute, Noted};
use tracing::{debug, warn};

use crate::app::App;
use crate::store::StoreError;
use crate::store::uses::{self, Among, Used};

/// How long the end may take.
const ENDING: Duration = Duration::from_secs(2);

/// Writes what is noted, again and again; for the last time at the stop signal, while requests that
/// run are answered still.
pub(crate) async fn keep(app: &App) -> Infallible {
    tokio::select! {
        () = app.stop.stopped() => {}
        never = app.uses.hand_on(&app.clock, |these| write_all(these, app)) => match never {},
    }
    end(app).await;
    std::future::pending().await
}

/// Writes what is noted still, before the process ends.
pub(crate) async fn end(app: &App) {
    let taken = app.uses.take();
    if taken.is_empty() {
        return;
    }
    match tokio::time::timeout(ENDING, write_all(taken.these(), app)).await {
        Ok(Ok(())) => taken.settle(),
        Ok(Err(error)) => warn!(%error, "when credentials were last used is forgotten"),
        Err(_) => warn!("the database is slow; when credentials were last used is forgotten"),
    }
}

async fn write_all(these: Arc<Noted>, app: &App) -> Result<(), StoreError> {
    write(these.iter().map(|(id, at)| (&**id, *at)), Among::All, app).await?;
    Ok(())
}

/// Writes these where nothing newer stands, and says how many rows that were. What somebody else is
/// writing at this moment waits for the next time.
pub(crate) async fn write<'a>(
    uses: impl Iterator<Item = (&'a str, Minute)>,
    among: Among,
    app: &App,
) -> Result<u64, StoreError> {
    let mut by_minute: BTreeMap<Minute, Vec<&str>> = BTreeMap::new();
    for (id, at) in uses {
        by_minute.entry(at).or_default().push(id);
    }
    let mut rows = 0;
    for (minute, ids) in &by_minute {
        let noted = uses::note(&app.db, Used { ids, at: minute.start() }, among).await?;
        noted.busy.iter().for_each(|id| app.uses.note(id, *minute));
        rows += noted.rows;
    }
    debug!(rows, "when credentials were last used was written");
    Ok(rows)
}
