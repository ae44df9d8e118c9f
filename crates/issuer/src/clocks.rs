//! Whether this issuer's clock and its database's agree: of several issuers on one PostgreSQL, one
//! with another time would have keys sign before all know them, or end before their tokens do.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::Instant;
use tracing::{info, warn};

use crate::app::App;
use crate::store::{self, StoreError};

/// How often they are compared.
const EVERY: Duration = Duration::from_mins(1);
/// How far apart they may be: what keys are given for clocks that differ.
const APART: TimeDelta = TimeDelta::minutes(1);

/// The last comparison.
#[derive(Debug, Default)]
pub(crate) struct Clocks(Option<(Instant, Verdict)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Agree,
    Differ,
}

/// How far this issuer's clock is ahead of the database's, where that has one of its own.
async fn ahead(app: &App) -> Result<TimeDelta, StoreError> {
    let theirs = store::time(&app.db).await?;
    Ok(theirs.map_or(TimeDelta::zero(), |theirs| app.clock.ahead_of(theirs)))
}

/// Whether they differ at this moment.
pub(crate) async fn differ(app: &App) -> Result<bool, StoreError> {
    Ok(Verdict::of(ahead(app).await?) == Verdict::Differ)
}

impl Clocks {
    /// Whether they agree, as of a minute ago at most; not before the database has said anything.
    pub(crate) async fn agree(&mut self, app: &App) -> bool {
        if self.0.is_none_or(|(compared, _)| compared.elapsed() >= EVERY) {
            self.compare(app).await;
        }
        self.0.is_some_and(|(_, verdict)| verdict == Verdict::Agree)
    }

    async fn compare(&mut self, app: &App) {
        // Who follows the log says that the database does not answer.
        let Ok(ahead) = ahead(app).await else { return };
        let before = self.0.map(|(_, verdict)| verdict);
        let verdict = Verdict::of(ahead);
        match (verdict, before) {
            (Verdict::Differ, _) => warn!(
                ahead_seconds = ahead.num_seconds(),
                "this machine's clock differs from the database's; set both by NTP: until they \
                 agree, no signing key enters its next phase here"
            ),
            (Verdict::Agree, Some(Verdict::Differ)) => info!("the clocks agree again"),
            (Verdict::Agree, _) => {}
        }
        self.0 = Some((Instant::now(), verdict));
    }
}

impl Verdict {
    fn of(ahead: TimeDelta) -> Self {
        if ahead.abs() > APART { Self::Differ } else { Self::Agree }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_are_more_than_a_minute_apart_either_way_differ() {
        for (seconds, verdict) in [
            (0, Verdict::Agree),
            (60, Verdict::Agree),
            (-60, Verdict::Agree),
            (61, Verdict::Differ),
            (-61, Verdict::Differ),
            (3_600, Verdict::Differ),
        ] {
            assert_eq!(Verdict::of(TimeDelta::seconds(seconds)), verdict, "{seconds}");
        }
    }
}
