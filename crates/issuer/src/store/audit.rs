//! The audit log: who did what to what, when and from where; in the transaction of the deed itself.

mod content;

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait as _, ConnectionTrait, Set};
use uuid::Uuid;

use super::StoreError;
use super::rows::audit;
use crate::act::Act;
use crate::model::User;

pub(crate) use content::Content;

/// Who did what nobody asked for.
pub(crate) const ISSUER: &str = "zaakpoort";

/// One line of the log.
#[derive(Debug)]
pub(crate) struct Deed<'a> {
    /// The client id of who did it, or the id of the user.
    pub(crate) actor: &'a str,
    pub(crate) act: Act,
    /// To what.
    pub(crate) subject: String,
    /// From where; nobody asks for what the issuer does by itself.
    pub(crate) address: Option<IpAddr>,
    /// For whom the actor said that it acted.
    pub(crate) user: User,
    /// What the thing was before and after.
    pub(crate) content: Content,
}

impl<'a> Deed<'a> {
    /// What somebody did to something.
    pub(crate) fn new(actor: &'a str, act: Act, subject: String, content: Content) -> Self {
        Self { actor, act, subject, address: None, user: User::default(), content }
    }
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
        act: Set(deed.act.as_str().to_owned()),
        subject: Set(deed.subject),
        address: Set(deed.address.map(|address| address.to_string())),
        before: Set(deed.content.before),
        after: Set(deed.content.after),
        user_id: Set(deed.user.id),
        user_representation: Set(deed.user.representation),
    };
    row.insert(db).await?;
    Ok(())
}
