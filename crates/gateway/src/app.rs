//! What every request of a worker shares.

use std::sync::Arc;

use autorisaties::{ClientId, TypeAliases};
use edge::clock::Clock;
use edge::stop::StopSignal;

use crate::config::Answers;
use crate::forward::{Clients, Issuer};
use crate::metrics::Counts;
use crate::objects::{Levels, Lookups};
use crate::principal::Principals;
use crate::record::Decisions;
use crate::reload::Readings;
use crate::route::Routes;
use crate::state::Live;
use crate::upstream::Signed;

/// One worker's view: all of it shared between workers, but for its connections and signatures.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) routes: Arc<Routes>,
    pub(crate) principals: Arc<Principals>,
    pub(crate) live: Arc<Live>,
    pub(crate) readings: Arc<Readings>,
    pub(crate) levels: Arc<Levels>,
    pub(crate) lookups: Arc<Lookups>,
    pub(crate) clients: Clients,
    pub(crate) issuer: Issuer,
    pub(crate) signed: Signed,
    pub(crate) decisions: Decisions,
    pub(crate) counts: Arc<Counts>,
    pub(crate) clock: Clock,
    pub(crate) stop: StopSignal,
    /// The gateway's own client id.
    pub(crate) client_id: ClientId,
    pub(crate) type_aliases: Arc<TypeAliases>,
    pub(crate) answers: Answers,
    pub(crate) realm: Arc<str>,
    pub(crate) max_judged_body: u64,
    pub(crate) max_judged_answer: u64,
}
