//! Where the issuer's things are found, and the scope that its own API asks for: names that more
//! than one feature needs.

/// The token endpoint.
pub(crate) const TOKEN: &str = "/connect/token";
/// The key set.
pub(crate) const JWKS: &str = "/connect/jwks";
/// The metadata, for an issuer without a path of its own (RFC 8414 3).
pub(crate) const METADATA: &str = "/.well-known/oauth-authorization-server";
/// The admin API; as a URL under the issuer's address it is the one audience of its tokens.
pub const ADMIN: &str = "/admin/v1";
/// The scope of the admin API.
pub const ADMIN_SCOPE: &str = "zaakpoort.admin";
