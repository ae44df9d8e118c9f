//! Messages to the webhook: what needs somebody's care before something stops working.
//!
//! A message is queued in the transaction that says so, and delivered afterwards, in the form of
//! Standard Webhooks: `type`, `timestamp` and `data`, under an id that stays when it is sent again.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::store::StoreError;
use crate::store::outbox::{self, NewMessage, Target};
use crate::store::warnings::EndsSoon;

/// Queues that a credential ends before long, if somebody is to be told. The `now` must be that of the commit.
pub(crate) async fn queue(
    db: &impl ConnectionTrait,
    (id, one): (Uuid, &EndsSoon),
    app: &App,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if app.webhook.is_none() {
        return Ok(());
    }
    let text = |moment: DateTime<Utc>| moment.to_rfc3339_opts(SecondsFormat::Secs, true);
    let message = json!({
        "id": format!("msg_{}", id.simple()),
        "type": "credential.expiring",
        "timestamp": text(now),
        "data": {
            "issuer": app.public_url.as_str(),
            "client_id": one.client,
            "credential_id": one.id,
            "kind": one.kind,
            "label": one.label,
            "expires_at": text(one.expires_at),
            "days_left": (one.expires_at - now).num_days(),
            "last_used_at": one.last_used_at.map(text),
        },
    });
    let new = NewMessage { target: Target::Webhook, subject: one.id.clone(), message };
    outbox::queue(db, new, now).await
}

/// Tells who delivers that something is queued.
pub(crate) fn wake(app: &App) {
    if let Some(webhook) = &app.webhook {
        webhook.queued.notify_one();
    }
}
