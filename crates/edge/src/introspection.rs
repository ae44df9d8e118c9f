//! What introspection says of a token (RFC 7662 2.2), as the issuer writes it and a gateway reads it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Path of the introspection endpoint under the issuer's address.
pub const PATH: &str = "/connect/introspect";

/// What is said of a token.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Introspected {
    /// Whether it is alive. Of one that is not, nothing else is said.
    pub active: bool,
    /// What it says, in the words of an access token's claims.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Value>,
    /// `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<&'static str>,
}

impl Introspected {
    /// A token that is not alive, or none at all.
    pub const INACTIVE: Self = Self { active: false, claims: None, token_type: None };
}

/// The one member that every answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Active {
    /// Whether the token is alive.
    pub active: bool,
}
