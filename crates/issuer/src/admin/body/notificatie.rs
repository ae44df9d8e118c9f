//! Notifications that are not delivered yet, as they are shown.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Cursor, Limit};
use crate::admin::error::AdminError;
use crate::store::outbox_records::{MessageFilter, MessageRecord, Standing};

/// A notification that is not delivered yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notificatie)]
pub(in crate::admin) struct NotificatieBody {
    /// Names it; a later one has a higher number.
    number: i64,
    /// The applicatie that it is about.
    applicatie: String,
    /// `create`, `update`, `partial_update` or `destroy`.
    actie: String,
    /// `queued`; `failing`: it was tried in vain; `waiting`: it follows when the one before it, of
    /// the same applicatie, is delivered.
    state: &'static str,
    created_at: DateTime<Utc>,
    /// How often it was tried in vain.
    attempts: i64,
    /// When it is tried next.
    #[schema(required)]
    due_at: Option<DateTime<Utc>>,
    /// Why it was not taken the last time.
    #[schema(required)]
    last_error: Option<String>,
}

impl From<MessageRecord> for NotificatieBody {
    fn from(record: MessageRecord) -> Self {
        Self {
            number: record.number,
            actie: record.message["actie"].as_str().unwrap_or_default().to_owned(),
            applicatie: record.subject,
            state: record.standing.as_str(),
            created_at: record.created_at,
            attempts: record.attempts,
            due_at: record.due_at,
            last_error: record.last_error,
        }
    }
}

/// One page of notifications.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Notificaties {
    pub(in crate::admin) results: Vec<NotificatieBody>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}

/// Which notifications, oldest first.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct NotificatieFilterQuery {
    /// Those in this state.
    state: Option<State>,
    /// Those about this applicatie.
    applicatie: Option<Uuid>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    Queued,
    Failing,
    Waiting,
}

impl NotificatieFilterQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<i64>, AdminError> {
        self.after.as_deref().map(Cursor::read).transpose()
    }

    pub(in crate::admin) fn filter(self) -> MessageFilter {
        let standing = self.state.map(|state| match state {
            State::Queued => Standing::Queued,
            State::Failing => Standing::Failing,
            State::Waiting => Standing::Waiting,
        });
        MessageFilter { standing, subject: self.applicatie.map(|id| id.to_string()) }
    }
}

/// What is tried again.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct NotificatieRetried {
    /// How many; what is being delivered at this moment is not counted.
    pub(in crate::admin) retried: u64,
    /// The one that goes before it, of the same applicatie: that is tried now, in its place.
    #[schema(required)]
    pub(in crate::admin) in_front: Option<i64>,
}
