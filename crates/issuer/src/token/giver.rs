//! The person who gave what is redeemed: who was disabled since, or took it back, has given nothing.

use autorisaties::ClientId;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::store::{StoreError, consents, users};

/// Whether somebody who let a client do something still does.
pub(super) async fn still_gives(
    db: &impl ConnectionTrait,
    user: Uuid,
    client: &ClientId,
) -> Result<bool, StoreError> {
    let user = users::find(db, user).await?;
    let Some(user) = user.filter(|user| user.disabled_at.is_none()) else { return Ok(false) };
    Ok(consents::find(db, user.person.id, client).await?.is_some())
}
