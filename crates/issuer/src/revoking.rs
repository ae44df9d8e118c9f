//! Revoking before the end: tokens that are alive now are refused everywhere within a second, and of a
//! grant that ends nothing more comes.

use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use edge::feed::{ChangeNumber, Revocable, RevocationState};
use uuid::Uuid;

use crate::app::App;
use crate::store::audit::{self, Deed};
use crate::store::changes::Subject;
use crate::store::grants::Whose;
use crate::store::{self, Lane, StoreError, Write, changes, grants, revocations};

/// Revokes what is alive now, with the codes and the refresh tokens that would lead to more of it, and
/// says until when that is remembered; its change is [`Subject::Revocation`].
pub(crate) async fn put(
    write: &Write,
    of: &Revocable,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, StoreError> {
    if let Some(whose) = whose(of) {
        grants::end(write, whose, now).await?;
    }
    // A replica that lags judges by an earlier number, so what it issues meanwhile counts as before.
    let before = changes::upcoming(write, now).await?;
    keep(write, of, (before, None), now).await
}

/// Revokes what rests on something of before a moment that has passed, with the codes and the refresh
/// tokens of then; what was given since goes on.
pub(crate) async fn put_issued_before(
    write: &Write,
    (of, moment): (&Revocable, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, StoreError> {
    if let Some(whose) = whose(of) {
        grants::end_given_before(write, whose, moment, now).await?;
    }
    keep(write, of, (ChangeNumber::NONE, Some(moment)), now).await
}

async fn keep(
    write: &Write,
    of: &Revocable,
    (before, issued_before): (ChangeNumber, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, StoreError> {
    let until = now + App::longest_life();
    let revocation = RevocationState { of: of.clone(), before, issued_before, until };
    revocations::put(write, &revocation).await?;
    Ok(until)
}

/// What leads to more of these tokens; nothing does to one of them.
fn whose(of: &Revocable) -> Option<Whose<'_>> {
    match of.as_str().split_once(':')? {
        ("grant", id) => Some(Whose::Grant(id)),
        ("user", sub) => Uuid::parse_str(sub).ok().map(Whose::User),
        ("client", id) => Some(Whose::Client(id)),
        ("every", _) => Some(Whose::Everybodys),
        _ => None,
    }
}

/// Ends a grant, in a write of its own with its line in the audit log.
pub(crate) async fn grant<E: From<StoreError> + From<NoChance>>(
    id: &str,
    deed: Deed<'_>,
    app: &App,
    now: DateTime<Utc>,
) -> Result<(), E> {
    let of = Revocable::grant(id);
    // Nothing comes of it since: who repeats themselves is not written down each time.
    if app.follower.current().await.is_ok_and(|state| state.knows_as_revoked(&of)) {
        return Ok(());
    }
    let write = store::write_in(&app.db, Lane::Revocations).await?;
    put(&write, &of, now).await?;
    audit::insert(&write, chance::uuid_v7(now)?, deed, now).await?;
    changes::commit(write, &[Subject::Revocation(of)], now).await?;
    // Who is answered next reads the log first, if this does not succeed.
    let _ = app.follower.catch_up().await;
    Ok(())
}

/// Ends all that a person gave a client; gives the changes.
pub(crate) async fn between(
    write: &Write,
    (user, client): (Uuid, &str),
    now: DateTime<Utc>,
) -> Result<Vec<Subject>, StoreError> {
    grants::end(write, Whose::Between(user, client), now).await?;
    let mut changed = Vec::new();
    for grant in grants::names(write, user, client).await? {
        let of = Revocable::grant(&grant);
        put(write, &of, now).await?;
        changed.push(Subject::Revocation(of));
    }
    Ok(changed)
}
