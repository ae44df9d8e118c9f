//! Reading the one `Authorization` header of a request, for issuer and gateway alike.
//!
//! It says what was presented, never whether it is right.

use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// What an `Authorization` header presents; which scheme, in any case of letters (RFC 9110 11.1).
#[derive(Debug)]
pub enum Authorization {
    /// `Basic`: a user-id and a password, raw: form-decoding (RFC 6749 2.3.1) is the caller's.
    Basic(Basic),
    /// `Bearer`: an access token (RFC 6750 2.1).
    Bearer(SecretString),
    /// `Token`: an API token as Django REST framework sends it.
    Token(SecretString),
    /// Any other scheme, by its name.
    Other(String),
}

/// The pair of a `Basic` header, split at the first colon (RFC 7617 2).
#[derive(Debug)]
pub struct Basic {
    /// The user-id; may be empty.
    pub user_id: String,
    /// The password; may be empty and may hold colons.
    pub password: SecretString,
}

/// Why an `Authorization` header could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationError {
    /// More than one header: which one counts is not ours to choose.
    #[error("the request has more than one Authorization header; send one")]
    Several,
    /// No scheme at the start (RFC 9110 11.4).
    #[error("the Authorization header does not begin with a scheme such as Basic or Bearer")]
    NoScheme,
    /// A scheme with nothing behind it.
    #[error("the Authorization header names a scheme but carries no credentials")]
    NoCredentials,
    /// Not base64 with padding (RFC 4648 4).
    #[error("the Basic credentials are not base64 (RFC 4648 section 4, with padding)")]
    BasicNotBase64,
    /// Base64 of something else than UTF-8.
    #[error("the Basic credentials are not UTF-8")]
    BasicNotUtf8,
    /// No colon between user-id and password.
    #[error("the Basic credentials have no colon between user-id and password")]
    BasicWithoutColon,
    /// A control character (RFC 7617 2).
    #[error("the Basic credentials contain a control character")]
    BasicControlCharacter,
    /// Not of the form `b64token`.
    #[error("the Bearer token contains a character that no token has (RFC 6750 section 2.1)")]
    BearerNotAToken,
    /// Not one run of visible ASCII.
    #[error("the Token key contains a space or a character outside ASCII")]
    TokenNotAKey,
}

impl Authorization {
    /// Reads the one header of a request; none is `Ok(None)`.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, AuthorizationError> {
        let mut values = headers.get_all(AUTHORIZATION);
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) => Self::parse(value.as_bytes()).map(Some),
            (Some(_), Some(_)) => Err(AuthorizationError::Several),
        }
    }

    /// Reads the value of one header.
    pub fn parse(value: &[u8]) -> Result<Self, AuthorizationError> {
        let end = value.iter().position(|byte| *byte == b' ').unwrap_or(value.len());
        let (scheme, rest) = value.split_at(end);
        let scheme = std::str::from_utf8(scheme)
            .ok()
            .filter(|scheme| is_scheme(scheme))
            .ok_or(AuthorizationError::NoScheme)?;
        match Scheme::named(scheme) {
            Scheme::Basic => parse_basic(credentials(rest)?).map(Self::Basic),
            Scheme::Bearer => parse_bearer(credentials(rest)?).map(Self::Bearer),
            Scheme::Token => parse_token(credentials(rest)?).map(Self::Token),
            Scheme::Other => Ok(Self::Other(scheme.to_owned())),
        }
    }
}

enum Scheme {
    Basic,
    Bearer,
    Token,
    Other,
}

impl Scheme {
    fn named(name: &str) -> Self {
        match () {
            () if name.eq_ignore_ascii_case("basic") => Self::Basic,
            () if name.eq_ignore_ascii_case("bearer") => Self::Bearer,
            () if name.eq_ignore_ascii_case("token") => Self::Token,
            () => Self::Other,
        }
    }
}

/// RFC 9110 5.6.2: a scheme is a token.
fn is_scheme(scheme: &str) -> bool {
    let of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !scheme.is_empty() && scheme.bytes().all(of_token)
}

/// RFC 9110 11.4: one or more spaces stand between the scheme and the credentials.
fn credentials(rest: &[u8]) -> Result<&[u8], AuthorizationError> {
    let start = rest.iter().position(|byte| *byte != b' ');
    start.map(|start| &rest[start..]).ok_or(AuthorizationError::NoCredentials)
}

fn parse_basic(credentials: &[u8]) -> Result<Basic, AuthorizationError> {
    let bytes = STANDARD.decode(credentials).map_err(|_| AuthorizationError::BasicNotBase64)?;
    let pair = String::from_utf8(bytes).map_err(|_| AuthorizationError::BasicNotUtf8)?;
    let pair = SecretString::from(pair);
    split(&pair)
}

fn split(pair: &SecretString) -> Result<Basic, AuthorizationError> {
    let pair = pair.expose_secret();
    if pair.contains(char::is_control) {
        return Err(AuthorizationError::BasicControlCharacter);
    }
    let (user_id, password) = pair.split_once(':').ok_or(AuthorizationError::BasicWithoutColon)?;
    Ok(Basic { user_id: user_id.to_owned(), password: SecretString::from(password) })
}

/// RFC 6750 2.1: `b64token`, letters, digits and `-._~+/`, then any number of `=`.
fn parse_bearer(credentials: &[u8]) -> Result<SecretString, AuthorizationError> {
    let padding = credentials.iter().rev().take_while(|byte| **byte == b'=').count();
    let (token, _) = credentials.split_at(credentials.len() - padding);
    // All of it at once, and no way out halfway: so the processor looks at many letters in one step. A token
    // has a thousand, and every request has a token.
    let others = token.iter().fold(0, |others, byte| others | u8::from(!is_of_token(*byte)));
    if token.is_empty() || others != 0 {
        return Err(AuthorizationError::BearerNotAToken);
    }
    secret(credentials).ok_or(AuthorizationError::BearerNotAToken)
}

#[expect(clippy::needless_bitwise_bool, reason = "without a branch, for the sake of the same")]
const fn is_of_token(byte: u8) -> bool {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    // These and the digits follow each other.
    let from_hyphen = byte.wrapping_sub(b'-') <= b'9' - b'-';
    letter | from_hyphen | (byte == b'_') | (byte == b'~') | (byte == b'+')
}

fn parse_token(credentials: &[u8]) -> Result<SecretString, AuthorizationError> {
    if !credentials.iter().all(u8::is_ascii_graphic) {
        return Err(AuthorizationError::TokenNotAKey);
    }
    secret(credentials).ok_or(AuthorizationError::TokenNotAKey)
}

fn secret(bytes: &[u8]) -> Option<SecretString> {
    std::str::from_utf8(bytes).ok().map(SecretString::from)
}

#[cfg(test)]
mod tests;
