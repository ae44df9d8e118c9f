//! What every handler of the issuer works with.

use std::sync::Arc;

use autorisaties::ScopeSet;
use edge::clock::Clock;
use edge::public_url::PublicUrl;
use edge::stop::StopSignal;

use crate::secret::Secrets;
use crate::state::Follower;
use crate::store::Db;

/// Shared by all workers.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) public_url: PublicUrl,
    /// For whom a token is when neither the request nor the client says so.
    pub(crate) default_audience: String,
    /// In seconds.
    pub(crate) access_token_lifetime: i64,
    /// Every scope that a loaded route pack names.
    pub(crate) known_scopes: ScopeSet,
    pub(crate) db: Db,
    pub(crate) follower: Arc<Follower>,
    pub(crate) secrets: Secrets,
    pub(crate) clock: Clock,
    pub(crate) stop: StopSignal,
}
