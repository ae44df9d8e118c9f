//! Revoking tokens before their end: what is alive now is refused everywhere within a second.

use chrono::{DateTime, TimeDelta, Utc};
use edge::feed::{Revocable, RevocationState};
use sea_orm::ConnectionTrait;

use crate::app::App;
use crate::store::{StoreError, Write, changes, clients, revocations};

/// Revokes what is alive now, and says until when that is remembered; its change is
/// [`Subject::Revocation`](changes::Subject::Revocation).
pub(crate) async fn put(
    write: &Write,
    of: &Revocable,
    app: &App,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, StoreError> {
    let before = changes::upcoming(write, now).await?;
    let until = now + longest(write, app).await?;
    revocations::put(write, &RevocationState { of: of.clone(), before, until }).await?;
    Ok(until)
}

/// For how long a token may live that is alive now, and clocks may differ.
async fn longest(db: &impl ConnectionTrait, app: &App) -> Result<TimeDelta, StoreError> {
    let theirs = clients::longest_lifetime(db).await?;
    let longest = app.lifetime(None).max(app.lifetime(theirs));
    Ok(TimeDelta::seconds(longest) + TimeDelta::minutes(2))
}
