//! Where messages go, and what each of these places makes of one.

use std::sync::Arc;

use autorisaties::ApplicatieId;
use sea_orm::ConnectionTrait;
use tokio::sync::Notify;
use uuid::Uuid;

use super::notificaties::Notificaties;
use super::refusal::Refusal;
use super::webhook::Webhook;
use crate::app::App;
use crate::mirrors::{self, Brought, Mirror};
use crate::store::StoreError;
use crate::store::deliveries::Claimed;
use crate::store::outbox::Target;

/// Where messages go.
#[derive(Debug)]
pub(crate) enum To {
    Notificaties(Box<Notificaties>),
    Mirror(Arc<Mirror>),
    Webhook(Arc<Webhook>),
}

/// What became of a message that was taken.
#[derive(Debug)]
pub(super) enum Delivered {
    /// Somebody was told.
    Told,
    /// An upstream has this applicatie as it is.
    Brought(ApplicatieId, Brought),
}

impl To {
    pub(super) fn target(&self) -> Target<'_> {
        match self {
            Self::Notificaties(_) => Target::Notificaties,
            Self::Mirror(mirror) => mirror.target(),
            Self::Webhook(_) => Target::Webhook,
        }
    }

    /// Tells that something was queued for it.
    pub(super) fn queued<'a>(&'a self, app: &'a App) -> &'a Notify {
        match self {
            Self::Notificaties(_) => &app.queued,
            Self::Mirror(mirror) => &mirror.queued,
            Self::Webhook(webhook) => &webhook.queued,
        }
    }

    pub(super) async fn bring(&self, claimed: &Claimed, app: &App) -> Result<Delivered, Refusal> {
        match self {
            Self::Notificaties(to) => {
                to.post(&claimed.message, app.clock.unix()).await.map(|()| Delivered::Told)
            }
            Self::Mirror(mirror) => {
                let id = Uuid::parse_str(&claimed.subject).map(ApplicatieId::new);
                let id = id.map_err(|_| Refusal::of_ours("the message names no applicatie"))?;
                mirror.bring(id, app).await.map(|brought| Delivered::Brought(id, brought))
            }
            Self::Webhook(to) => {
                to.post(&claimed.message, app.clock.now()).await.map(|()| Delivered::Told)
            }
        }
    }

    /// Writes down what became of a message.
    pub(super) async fn settle(
        &self,
        db: &impl ConnectionTrait,
        delivered: &Delivered,
    ) -> Result<(), StoreError> {
        match (self, delivered) {
            (Self::Mirror(mirror), Delivered::Brought(id, brought)) => {
                mirrors::settle(db, (mirror, *id), brought).await
            }
            (Self::Notificaties(_) | Self::Webhook(_), _) | (_, Delivered::Told) => Ok(()),
        }
    }

    /// What may be done now that messages were taken.
    pub(super) async fn after_a_turn(&self, app: &App) -> Result<(), StoreError> {
        match self {
            Self::Notificaties(_) | Self::Webhook(_) => Ok(()),
            Self::Mirror(_) => mirrors::release(app).await,
        }
    }

    pub(super) fn was_there(&self) {
        if let Self::Mirror(mirror) = self {
            mirror.answered();
        }
    }

    pub(super) fn refused(&self, refusal: &Refusal) {
        match self {
            Self::Mirror(mirror) if refusal.is_absence() => mirror.found_nobody(),
            Self::Mirror(mirror) => mirror.answered(),
            Self::Notificaties(_) | Self::Webhook(_) => {}
        }
    }
}
