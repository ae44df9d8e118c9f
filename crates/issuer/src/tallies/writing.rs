//! Writes what was counted to the audit log: when its hour or minute is over, and at the end.

use std::convert::Infallible;
use std::time::Duration;

use edge::chance::{self, NoChance};
use serde_json::{Value, json};
use tracing::warn;

use super::{Count, Counted, Taken};
use crate::act::Act;
use crate::app::App;
use crate::store::audit::{self, Content, Deed, ISSUER};
use crate::store::{self, Lane, StoreError};

/// How often it is asked whether something is due.
const LOOK: Duration = Duration::from_secs(1);
/// How long after it failed it is tried again.
const AGAIN: Duration = Duration::from_secs(5);
/// How long the end may take.
const ENDING: Duration = Duration::from_secs(2);
const LOST: &str = "how many tokens were issued and refused is not in the audit log";
/// The subject of what concerns nobody that is known here.
const NOBODY: &str = "unknown";

#[derive(Debug, thiserror::Error)]
enum Unwritten {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// Writes what is due, again and again; everything at the stop signal, while requests that run are
/// answered still.
pub(crate) async fn keep(app: &App) -> Infallible {
    tokio::select! {
        () = app.stop.stopped() => {}
        never = look(app) => match never {},
    }
    end(app).await;
    std::future::pending().await
}

/// Writes what is counted still, before the process ends.
pub(crate) async fn end(app: &App) {
    let taken = app.tallies.all();
    if taken.these.is_empty() {
        return;
    }
    match tokio::time::timeout(ENDING, write(&taken, app)).await {
        Ok(Ok(())) => taken.settle(),
        Ok(Err(error)) => warn!(%error, "{LOST}"),
        Err(_) => warn!("the database is slow; {LOST}"),
    }
}

async fn look(app: &App) -> Infallible {
    let mut failing = false;
    loop {
        tokio::time::sleep(LOOK).await;
        let taken = app.tallies.due(app.clock.now());
        if taken.these.is_empty() {
            continue;
        }
        match write(&taken, app).await {
            Ok(()) => {
                taken.settle();
                failing = false;
            }
            Err(error) => {
                drop(taken);
                if !failing {
                    warn!(%error, "how many tokens were issued and refused cannot be written to the audit log; it is kept, and tried again");
                }
                failing = true;
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
}

/// All of it, or nothing.
async fn write(taken: &Taken<'_>, app: &App) -> Result<(), Unwritten> {
    let now = app.clock.now();
    let append = store::append_in(&app.db, Lane::Tokens).await?;
    for deed in deeds(&taken.these) {
        audit::insert(&append, chance::uuid_v7(now)?, deed, now).await?;
    }
    Ok(append.commit().await?)
}

fn deeds(counted: &Counted) -> impl Iterator<Item = Deed<'_>> {
    let issued = counted.issued.iter().map(|(client, count)| {
        let what = json!({ "grant_type": "client_credentials", "client_id": client });
        let deed = Deed::new(client, Act::TokenIssue, client.to_string(), count.content(what));
        Deed { address: count.only_source(), ..deed }
    });
    // Who was refused may be somebody else than they said, so it is the issuer that says it.
    let refused = counted.refused.iter().map(|(refusal, count)| {
        let what = json!({ "error": refusal.error, "reason": refusal.reason });
        let subject = refusal.subject.as_deref().unwrap_or(NOBODY).to_owned();
        let deed = Deed::new(ISSUER, refusal.act, subject, count.content(what));
        Deed { address: count.only_source(), ..deed }
    });
    issued.chain(refused)
}

impl Count {
    /// What was counted, in which time, and from where.
    fn content(&self, mut what: Value) -> Content {
        let source = |(address, many): &(_, u64)| json!({ "address": address, "count": many });
        what["count"] = self.many.into();
        what["from"] = json!(self.first);
        what["until"] = json!(self.last);
        what["sources"] = self.sources.iter().map(source).collect();
        if self.elsewhere > 0 {
            what["other_sources"] = self.elsewhere.into();
        }
        Content::made(what)
    }

    fn only_source(&self) -> Option<std::net::IpAddr> {
        match &self.sources[..] {
            [(address, _)] => Some(*address),
            _ => None,
        }
    }
}
