//! How far this issuer is, and which gateways listen.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::feeds::OpenFeed;

/// The change log and the feeds, as this one issuer knows them.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct FeedStatus {
    /// The number of the last change that this issuer knows.
    pub(in crate::admin) number: u64,
    /// Whether that was confirmed within a second.
    pub(in crate::admin) fresh: bool,
    /// The feeds that are open at this issuer, oldest first.
    pub(in crate::admin) feeds: Vec<FeedBody>,
}

/// An open feed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Feed)]
pub(in crate::admin) struct FeedBody {
    /// The gateway's client id.
    gateway: String,
    /// The id of the credential that it was opened with.
    credential: String,
    /// Where it was opened from.
    #[schema(required)]
    peer: Option<String>,
    since: DateTime<Utc>,
    /// The last number that was sent on it; 0 before its first snapshot has ended.
    sent: u64,
}

impl From<OpenFeed> for FeedBody {
    fn from(feed: OpenFeed) -> Self {
        Self {
            gateway: feed.gateway.to_string(),
            credential: feed.credential.to_string(),
            peer: feed.peer.map(|peer| peer.to_string()),
            since: feed.since,
            sent: feed.sent.get(),
        }
    }
}
