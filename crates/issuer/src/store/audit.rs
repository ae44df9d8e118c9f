//! The audit log: who did what to what, when and from where; in the transaction of the deed itself.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait as _, ConnectionTrait, Set};
use uuid::Uuid;

use super::StoreError;
use super::rows::audit;

/// One line of the log.
#[derive(Debug)]
pub(crate) struct Deed<'a> {
    /// The client id of who did it.
    pub(crate) actor: &'a str,
    /// What was done, as `secret.create`.
    pub(crate) act: &'static str,
    /// To what.
    pub(crate) subject: String,
    /// From where; nobody asks for what the issuer does by itself.
    pub(crate) address: Option<IpAddr>,
}

/// Writes one line.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    id: Uuid,
    deed: Deed<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = audit::ActiveModel {
        id: Set(id),
        at: Set(now),
        actor: Set(deed.actor.to_owned()),
        act: Set(deed.act.to_owned()),
        subject: Set(deed.subject),
        address: Set(deed.address.map(|address| address.to_string())),
    };
    row.insert(db).await?;
    Ok(())
}
