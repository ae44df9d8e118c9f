//! Where the issuer's things are found, and the scope that its own API asks for: names that more
//! than one feature needs.

pub(crate) use edge::paths::{ADMIN, ADMIN_SCOPE, AUTORISATIES, TOKEN};

/// Pages that explain the errors of the Autorisaties API.
pub(crate) const FOUTEN: &str = "/ref/fouten";
/// The key set.
pub(crate) const JWKS: &str = "/connect/jwks";
/// Where a client ends a token of its own.
pub(crate) const REVOCATION: &str = "/connect/revocation";
/// Where an application registers itself (RFC 7591).
pub(crate) const REGISTER: &str = "/connect/register";
/// Whom a token speaks for.
pub(crate) const USERINFO: &str = "/connect/userinfo";
/// Where a client sends people, to be authorized.
pub(crate) const AUTHORIZE: &str = "/connect/authorize";
/// Where a client says beforehand what it asks of them (RFC 9126).
pub(crate) const PUSH: &str = "/connect/par";
/// Where they consent to that.
pub(crate) const CONSENT: &str = "/toestemming";
/// Where people sign in.
pub(crate) const LOGIN: &str = "/login";
/// Where they sign out.
pub(crate) const LOGOUT: &str = "/logout";
/// Where a client sends people to sign out (OpenID Connect RP-Initiated Logout).
pub(crate) const END_SESSION: &str = "/connect/endsession";
/// Who one is here.
pub(crate) const ACCOUNT: &str = "/account";
/// Where somebody changes their own password.
pub(crate) const PASSWORD: &str = "/account/wachtwoord";
/// The metadata, for an issuer without a path of its own (RFC 8414 3).
pub(crate) const METADATA: &str = "/.well-known/oauth-authorization-server";
/// The same, where OpenID Connect looks for it.
pub(crate) const OPENID: &str = "/.well-known/openid-configuration";
/// Where somebody withdraws a consent.
pub(crate) const CONSENTS: &str = "/account/toestemmingen";
