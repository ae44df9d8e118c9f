//! What clients and gateways may read of this issuer without asking: metadata and keys.

pub(crate) mod jwks;
pub(crate) mod metadata;
