//! The header of an access token: what it must say, and what it must not.

use crate::body::{Body, Unreadable};
use crate::{Algorithm, Flaw, KeyId, Part, SigningKey, TokenError, base64url};

/// What the header of a token claims. Nothing of it is proven, and nothing else of it is read:
/// a key that a token brings along (`jwk`, `jku`, `x5u`, `x5c`) is not looked at.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) kid: KeyId,
    pub(crate) algorithm: Algorithm,
}

impl Header {
    /// That of an access token.
    pub(crate) fn parse(encoded: &str) -> Result<Self, TokenError> {
        Self::of_type(encoded, is_access_token_type)
    }

    /// That of an ID token, as we sign them.
    pub(crate) fn of_id_token(encoded: &str) -> Result<Self, TokenError> {
        Self::of_type(encoded, |typ| typ == "JWT")
    }

    /// That of leave to have a verdict explained.
    pub(crate) fn of_explanation(encoded: &str) -> Result<Self, TokenError> {
        Self::of_type(encoded, |typ| typ == "zaakpoort-explain+jwt")
    }

    fn of_type(encoded: &str, is_type: fn(&str) -> bool) -> Result<Self, TokenError> {
        let json = base64url::decode(encoded).ok_or(TokenError::NotBase64Url(Part::Header))?;
        let body = Body::parse(&json).map_err(|why| why.of(Part::Header))?;
        refuse_extensions(&body)?;
        let algorithm = algorithm(&body)?;
        if !is_type(text(&body, "typ")?) {
            return Err(TokenError::WrongType);
        }
        let kid = KeyId::new(text(&body, "kid")?);
        Ok(Self { kid, algorithm })
    }

    /// The header of a token that a key signs, as JSON. The name and the thumbprint have nothing
    /// that JSON would escape.
    pub(crate) fn json(key: &SigningKey) -> String {
        Self::json_of("at+jwt", key)
    }

    /// That of another type of token.
    pub(crate) fn json_of(typ: &'static str, key: &SigningKey) -> String {
        format!(r#"{{"typ":"{typ}","alg":"{}","kid":"{}"}}"#, key.algorithm(), key.kid())
    }
}

impl Unreadable {
    pub(crate) fn of(self, part: Part) -> TokenError {
        match self {
            Self::NotAnObject => TokenError::NotAnObject(part),
            Self::Duplicate => TokenError::Duplicate(part),
        }
    }
}

/// Whether nothing in the header changes how the rest is to be read.
pub(crate) fn refuse_extensions(body: &Body) -> Result<(), TokenError> {
    // RFC 7515 4.1.11: what is critical and not understood makes the token invalid; an empty list
    // is not allowed either.
    if body.has("crit") {
        return Err(TokenError::Critical);
    }
    match ["b64", "zip"].into_iter().find(|member| body.has(member)) {
        Some(member) => Err(TokenError::Transformed { member }),
        None => Ok(()),
    }
}

/// Whether a token of a shared key brings none along: nobody who knows what such a key is writes one
/// there, and who does not has just told it.
pub(crate) fn refuse_keys(body: &Body) -> Result<(), TokenError> {
    match ["jwk", "jku", "x5u", "x5c"].into_iter().find(|member| body.has(member)) {
        Some(member) => Err(TokenError::BringsAKey { member }),
        None => Ok(()),
    }
}

/// The algorithm that a header names. Nothing follows from it: a key has its own.
pub(crate) fn algorithm(body: &Body) -> Result<Algorithm, TokenError> {
    let alg = text(body, "alg")?;
    if alg.eq_ignore_ascii_case("none") {
        return Err(TokenError::Unsigned);
    }
    Algorithm::parse(alg).ok_or(TokenError::UnsupportedAlgorithm)
}

/// Whether a `typ` is that of an access token (RFC 9068 4).
pub(crate) fn is_access_token_type(typ: &str) -> bool {
    // RFC 7515 4.1.9: media types know no case, and `application/` may be left out.
    let known = ["at+jwt", "application/at+jwt"];
    known.iter().any(|known| known.eq_ignore_ascii_case(typ))
}

fn text<'a>(body: &'a Body, member: &'static str) -> Result<&'a str, TokenError> {
    body.text(member).map_err(|flaw: Flaw| TokenError::Header { member, flaw })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
