//! Somebody must be left who can administer: a secret cannot be handed out by nobody.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::error::AdminError;
use crate::model::{Belongs, Client};
use crate::store::{clients, credentials};

/// Refuses what was just done to a client if no administrator with a live secret is left. One that
/// ends by itself is no way back: nobody may be there to make the next in time.
pub(super) async fn keep(
    db: &impl ConnectionTrait,
    done_to: &Client,
    now: DateTime<Utc>,
) -> Result<(), AdminError> {
    if done_to.belongs != Belongs::Administrator {
        return Ok(());
    }
    for administrator in clients::administrators(db).await? {
        let left = credentials::of_client(db, &administrator).await?;
        if left.iter().any(|one| one.is_live_at(now) && one.expires_at.is_none()) {
            return Ok(());
        }
    }
    Err(AdminError::LastAdministrator(done_to.id.to_string()))
}
