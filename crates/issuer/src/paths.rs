//! Where the issuer's things are found, and the scope that its own API asks for: names that more
//! than one feature needs.

pub(crate) use edge::paths::{ADMIN, ADMIN_SCOPE, AUTORISATIES, TOKEN};

/// Pages that explain the errors of the Autorisaties API.
pub(crate) const FOUTEN: &str = "/ref/fouten";
/// The key set.
pub(crate) const JWKS: &str = "/connect/jwks";
/// Whom a token speaks for.
pub(crate) const USERINFO: &str = "/connect/userinfo";
/// The metadata, for an issuer without a path of its own (RFC 8414 3).
pub(crate) const METADATA: &str = "/.well-known/oauth-authorization-server";
