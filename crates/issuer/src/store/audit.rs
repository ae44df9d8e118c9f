//! The audit log: who did what to what, when and from where; in the transaction of the deed itself.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait as _, ConnectionTrait, Set};
use serde_json::Value;
use uuid::Uuid;

use super::StoreError;
use super::rows::audit;
use crate::model::User;

/// One line of the log.
#[derive(Debug)]
pub(crate) struct Deed<'a> {
    /// The client id of who did it, or the id of the user.
    pub(crate) actor: &'a str,
    /// What was done, as `secret.create`.
    pub(crate) act: &'static str,
    /// To what.
    pub(crate) subject: String,
    /// From where; nobody asks for what the issuer does by itself.
    pub(crate) address: Option<IpAddr>,
    /// For whom the actor said that it acted.
    pub(crate) user: User,
    /// What the thing was before and after, where that says more than the act.
    pub(crate) content: Content,
}

impl<'a> Deed<'a> {
    /// What somebody did to something.
    pub(crate) fn new(actor: &'a str, act: &'static str, subject: String) -> Self {
        let (user, content) = (User::default(), Content::default());
        Self { actor, act, subject, address: None, user, content }
    }
}

/// A thing before a deed and after it; never with a secret in it.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
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
        before: Set(deed.content.before),
        after: Set(deed.content.after),
        user_id: Set(deed.user.id),
        user_representation: Set(deed.user.representation),
    };
    row.insert(db).await?;
    Ok(())
}
