//! Who a client is to another issuer, whose tokens it may show at gateways.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The name of a client at another issuer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Foreigner {
    /// The `iss` of its tokens, byte for byte.
    pub(crate) issuer: String,
    /// What stands in the claim by which gateways know clients of that issuer.
    pub(crate) value: String,
}

/// A client of ours that is this one.
#[derive(Debug, Clone)]
pub(crate) struct Binding {
    pub(crate) id: Uuid,
    pub(crate) is: Foreigner,
    pub(crate) since: DateTime<Utc>,
}
