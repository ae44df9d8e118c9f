//! People who were asked about a moment ago: some APIs ask at every request, and are not to have the
//! database asked each time.
//!
//! What changes of somebody is said within a second. Who may sign in no more has lost their tokens
//! before, so of them nothing is asked here.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::app::App;
use crate::person::Person;
use crate::store::{self, StoreError, users};

/// How many are remembered; each takes some hundreds of bytes.
const REMEMBERED: usize = 10_000;
/// How long what was read is said.
const COUNTS: TimeDelta = TimeDelta::milliseconds(500);

/// Who was asked about a moment ago.
#[derive(Debug)]
pub(crate) struct Lately(Cache<Uuid, Seen>);

impl Default for Lately {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

/// Somebody as they were at a moment.
#[derive(Debug, Clone)]
struct Seen {
    at: DateTime<Utc>,
    person: Arc<Person>,
}

impl Seen {
    /// A clock that was put back says nothing.
    fn counts(&self, now: DateTime<Utc>) -> bool {
        (self.at..self.at + COUNTS).contains(&now)
    }
}

/// Somebody who may sign in.
pub(super) async fn person(
    id: Uuid,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Option<Arc<Person>>, StoreError> {
    if let Some(seen) = app.lately.0.get(&id).filter(|seen| seen.counts(now)) {
        return Ok(Some(seen.person));
    }
    let user = users::find(&store::read(&app.db).await?, id).await?;
    let person = user.filter(|user| user.disabled_at.is_none()).map(|user| Arc::new(user.person));
    if let Some(person) = &person {
        app.lately.0.insert(id, Seen { at: now, person: Arc::clone(person) });
    }
    Ok(person)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use crate::person::{Name, Role, Username};

    use super::*;

    #[test]
    fn what_was_read_counts_for_less_than_a_second() {
        let person = Person {
            id: Uuid::nil(),
            username: Username::parse("jan").unwrap(),
            name: Name::parse("Jan").unwrap(),
            email: None,
            role: Role::None,
        };
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let seen = Seen { at, person: Arc::new(person) };
        for (millis, counts) in [(-1, false), (0, true), (499, true), (500, false), (9_999, false)]
        {
            assert_eq!(seen.counts(at + TimeDelta::milliseconds(millis)), counts, "{millis}");
        }
    }
}
