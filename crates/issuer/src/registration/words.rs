//! The words that RFC 7591 2 has for what a client is, and which of them are spoken here.

use super::error::RegistrationError;
use super::members::Members;
use crate::settings::{ApplicationType, Authentication, GrantType};

/// How a client authenticates at the token endpoint, as it says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Basic,
    Post,
    PrivateKeyJwt,
    None,
}

impl Method {
    /// RFC 7591 2: a secret by HTTP Basic when nothing is said.
    pub(super) fn of(members: &Members) -> Result<Self, RegistrationError> {
        match members.text("token_endpoint_auth_method")? {
            None | Some("client_secret_basic") => Ok(Self::Basic),
            Some("client_secret_post") => Ok(Self::Post),
            Some("private_key_jwt") => Ok(Self::PrivateKeyJwt),
            Some("none") => Ok(Self::None),
            Some(_) => Err(RegistrationError::Metadata(METHODS.to_owned())),
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::None => "none",
        }
    }

    /// The setting that it is.
    pub(super) const fn authentication(self) -> Authentication {
        match self {
            Self::Basic | Self::Post => Authentication::ClientSecret,
            Self::PrivateKeyJwt => Authentication::PrivateKeyJwt,
            Self::None => Authentication::None,
        }
    }
}

/// The grants that a client asks for, which the response types must fit.
pub(super) fn grants(members: &Members) -> Result<Vec<GrantType>, RegistrationError> {
    let named = members.texts("grant_types")?;
    let named = named.unwrap_or_else(|| vec![GrantType::AuthorizationCode.as_str().to_owned()]);
    let mut grants = named.iter().map(|name| grant(name)).collect::<Result<Vec<_>, _>>()?;
    grants.sort_unstable();
    grants.dedup();
    let types = members.texts("response_types")?;
    // RFC 7591 2.1: `code` goes with `authorization_code`, and neither comes without the other.
    let fits = types.is_none_or(|types| !types.is_empty() && types.iter().all(|one| one == "code"));
    if fits && grants.contains(&GrantType::AuthorizationCode) {
        return Ok(grants);
    }
    Err(RegistrationError::Metadata(RESPONSE_TYPES.to_owned()))
}

fn grant(name: &str) -> Result<GrantType, RegistrationError> {
    match name {
        "authorization_code" => Ok(GrantType::AuthorizationCode),
        "refresh_token" => Ok(GrantType::RefreshToken),
        // NL GOV Assurance profile for OAuth 2.0, 3.1.3: never for the direct access of a client.
        "client_credentials" => Err(RegistrationError::Metadata(CLIENT_CREDENTIALS.to_owned())),
        _ => Err(RegistrationError::Metadata(GRANTS.to_owned())),
    }
}

/// Where it runs.
pub(super) fn application_type(members: &Members) -> Result<ApplicationType, RegistrationError> {
    match members.text("application_type")? {
        None | Some("web") => Ok(ApplicationType::Web),
        Some("native") => Ok(ApplicationType::Native),
        Some(_) => {
            let text = "application_type is web or native";
            Err(RegistrationError::Metadata(text.to_owned()))
        }
    }
}

const METHODS: &str = "token_endpoint_auth_method is client_secret_basic, client_secret_post, \
                       private_key_jwt or none";
const GRANTS: &str = "grant_types are authorization_code and refresh_token; others are not registered \
                      here";
const CLIENT_CREDENTIALS: &str = "no client registers itself for client_credentials; an administrator \
                                  of this issuer registers such clients, so ask one";
const RESPONSE_TYPES: &str = "grant_types holds authorization_code, and response_types is [code] to fit \
                              it; leave both out for just that";
