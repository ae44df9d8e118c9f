//! Where the issuer is found by those who call it, and the scopes of the system itself: both sides
//! write them alike.

/// The token endpoint.
pub const TOKEN: &str = "/connect/token";
/// The admin API; as a URL under the issuer's address it is the one audience of its tokens.
pub const ADMIN: &str = "/admin/v1";
/// The Autorisaties API, under the issuer's address and under the public name of each upstream.
pub const AUTORISATIES: &str = "/autorisaties/api/v1";
/// The scope of the admin API.
pub const ADMIN_SCOPE: &str = "zaakpoort.admin";
/// The scope of clients that may say for which user they call.
pub const ON_BEHALF_SCOPE: &str = "zaakpoort.on-behalf";
