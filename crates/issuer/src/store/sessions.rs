//! Sessions of people who signed in.

use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::StoreError;
use super::rows::sessions;

/// Ends all of a user.
pub(crate) async fn end_all(db: &impl ConnectionTrait, user: Uuid) -> Result<(), StoreError> {
    let theirs = sessions::Column::UserId.eq(user);
    sessions::Entity::delete_many().filter(theirs).exec(db).await?;
    Ok(())
}
