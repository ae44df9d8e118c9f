//! Upstreams whose own applicaties are written as ours change, as they are shown.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Cursor, Limit};
use crate::admin::error::AdminError;
use crate::mirrors::{Difference, What};
use crate::store::outbox_records::{MessageFilter, MessageRecord, Standing};

/// An upstream whose own applicaties are kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mirror)]
pub(in crate::admin) struct MirrorBody {
    /// The upstream's name.
    pub(in crate::admin) name: String,
    /// The root of its Autorisaties API.
    pub(in crate::admin) api_root: String,
    /// How many applicaties are still to be written there.
    pub(in crate::admin) waiting: u64,
    /// How many of them it did not take the last time.
    pub(in crate::admin) failing: u64,
    /// How many we know to lie there.
    pub(in crate::admin) mirrored: u64,
}

/// All of them.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Mirrors {
    pub(in crate::admin) results: Vec<MirrorBody>,
    /// How many applicaties are to give more than gateways are told yet.
    pub(in crate::admin) held_back: u64,
}

/// An applicatie that is still to be written there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MirrorWaiting)]
pub(in crate::admin) struct WaitingBody {
    applicatie: String,
    /// `queued`; `failing`: it was tried in vain; `waiting`: it changed while it was written.
    state: &'static str,
    since: DateTime<Utc>,
    /// How often it was tried in vain.
    attempts: i64,
    /// When it is tried next.
    #[schema(required)]
    due_at: Option<DateTime<Utc>>,
    /// Why it was not taken the last time.
    #[schema(required)]
    last_error: Option<String>,
}

impl From<MessageRecord> for WaitingBody {
    fn from(record: MessageRecord) -> Self {
        Self {
            applicatie: record.subject,
            state: record.standing.as_str(),
            since: record.created_at,
            attempts: record.attempts,
            due_at: record.due_at,
            last_error: record.last_error,
        }
    }
}

/// One page of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MirrorWaitings)]
pub(in crate::admin) struct Waitings {
    pub(in crate::admin) results: Vec<WaitingBody>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}

/// Which of them, oldest first.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct WaitingQuery {
    /// Only those that were tried in vain.
    #[serde(default)]
    #[param(default = false)]
    failing: bool,
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl WaitingQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<i64>, AdminError> {
        self.after.as_deref().map(Cursor::read).transpose()
    }

    pub(in crate::admin) fn filter(&self) -> MessageFilter {
        MessageFilter { standing: self.failing.then_some(Standing::Failing), subject: None }
    }
}

/// What is tried again.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct MirrorRetried {
    /// How many; what is being written at this moment is not counted.
    pub(in crate::admin) retried: u64,
}

/// Where an applicatie here and there differ.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MirrorDifference)]
pub(in crate::admin) struct DifferenceBody {
    /// The applicatie here; null for what only lies there.
    #[schema(required)]
    applicatie: Option<Uuid>,
    /// What it is called there; null for what does not lie there.
    #[schema(required)]
    there: Option<String>,
    client_ids: Vec<String>,
    /// `missing`: it does not lie there; `differs`: it says otherwise; `left`: it ended here, and lies
    /// there still; `unknown`: it is none of ours, and left alone; `kept`: it is named to be left alone.
    state: &'static str,
    /// Where it says otherwise.
    members: Vec<String>,
}

impl From<Difference> for DifferenceBody {
    fn from(difference: Difference) -> Self {
        let (state, members) = match difference.what {
            What::Missing => ("missing", Vec::new()),
            What::Differs(members) => ("differs", members),
            What::Left => ("left", Vec::new()),
            What::Unknown => ("unknown", Vec::new()),
            What::Kept => ("kept", Vec::new()),
        };
        Self {
            applicatie: difference.applicatie.map(autorisaties::ApplicatieId::as_uuid),
            there: difference.there,
            client_ids: difference.client_ids,
            state,
            members: members.into_iter().map(str::to_owned).collect(),
        }
    }
}

/// Everything in which the two differ.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct MirrorDifferences {
    pub(in crate::admin) results: Vec<DifferenceBody>,
    /// How many of them are written there now; they may be under way.
    pub(in crate::admin) queued: u64,
}
