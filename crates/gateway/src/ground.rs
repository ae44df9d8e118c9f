//! What a gateway stands on from its start to its end, however often its configuration is read: its
//! listener's stop, its issuer, and what that told.

use std::sync::Arc;

use autorisaties::{ClientId, TypeAliases};
use edge::clock::Clock;
use edge::stop::StopSignal;
use edge::tls::Certificates;
use edge::uses::Uses;

use crate::forward::ToIssuer;
use crate::issuers::Issuers;
use crate::metrics::Metrics;
use crate::record::Desk;
use crate::reload::Readings;
use crate::state::Live;

/// What stays while generations come and go.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) live: Arc<Live>,
    pub(crate) clock: Clock,
    pub(crate) stop: StopSignal,
    /// Given when the last request was judged.
    pub(crate) judged: StopSignal,
    /// The gateway's own client id.
    pub(crate) client_id: ClientId,
    pub(crate) type_aliases: Arc<TypeAliases>,
    /// How its configuration was read last.
    pub(crate) readings: Arc<Readings>,
    /// For the gateway's own calls.
    pub(crate) issuers: Arc<Issuers>,
    /// For the calls of its clients.
    pub(crate) to_issuer: ToIssuer,
    /// Where decisions go on record.
    pub(crate) desk: Desk,
    /// What is counted for whoever watches.
    pub(crate) metrics: Metrics,
    /// What its listener shows, and what upstreams are shown that ask who calls.
    pub(crate) certificates: Certificates,
    /// Which credentials counted, and when.
    pub(crate) uses: Arc<Uses>,
}
