//! What an assertion must say (RFC 7523 3), and of that what a client may be forgiven.

use serde_json::Value;

use super::AssertionError;
use super::moments::moment;
use crate::body::{Body, optional};
use crate::{Algorithm, Flaw, UnixTime};

/// Seconds by which a client's clock may differ from ours, both ways.
pub const LEEWAY: i64 = 30;

/// Bytes that a `jti` may have: many times what a random name needs.
pub const MAX_JTI_LENGTH: usize = 512;

/// What is expected of an assertion whose signature fits.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Our names; the `aud` is one of them, letter by letter.
    pub audiences: &'a [&'a str],
    /// The one algorithm that the client is registered with, if it is.
    pub algorithm: Option<Algorithm>,
    /// How far ahead, in seconds from now, an assertion may end.
    pub lifetime: i64,
    /// Which claims it must have.
    pub rigour: Rigour,
}

/// Which claims an assertion must have beside those that nothing replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rigour {
    /// `jti` and `iat` (NL GOV Assurance profile for OAuth 2.0, 2.3.3).
    JtiAndIat,
    /// `jti`.
    Jti,
    /// Neither, as published clients of ACM/IDM leave them out. Without a `jti` the assertion itself
    /// counts once.
    Neither,
}

/// What the claims say once they are found good.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    /// Its own name.
    pub(super) jti: Option<&'a str>,
    /// From when on it is void whatever clocks say.
    pub(super) end: UnixTime,
}

/// Judges the claims; the subject is known.
pub(super) fn check<'a>(
    payload: &'a Body,
    subject: &str,
    expected: &Expected<'_>,
    now: UnixTime,
) -> Result<Found<'a>, AssertionError> {
    let issuer = payload.text("iss").map_err(AssertionError::claim("iss"))?;
    if issuer != subject {
        return Err(AssertionError::IssuerNotSubject);
    }
    if !expected.audiences.contains(&audience(payload)?) {
        return Err(AssertionError::WrongAudience);
    }
    let end = in_force(payload, expected, now)?;
    Ok(Found { jti: jti(payload, expected.rigour)?, end })
}

/// The one that it is meant for. Of several nobody knows which one it was made for, and another of
/// them could present it here (draft-ietf-oauth-rfc7523bis 3).
fn audience(payload: &Body) -> Result<&str, AssertionError> {
    let odd = |flaw| AssertionError::Claim { claim: "aud", flaw };
    match payload.value("aud").map_err(odd)? {
        Value::String(one) => Ok(one),
        Value::Array(several) => match several.as_slice() {
            [Value::String(one)] => Ok(one),
            [] => Err(odd(Flaw::Empty)),
            [_] => Err(odd(Flaw::WrongKind)),
            _ => Err(AssertionError::SeveralAudiences),
        },
        _ => Err(odd(Flaw::WrongKind)),
    }
}

fn in_force(
    payload: &Body,
    expected: &Expected<'_>,
    now: UnixTime,
) -> Result<UnixTime, AssertionError> {
    let exp = moment(payload, "exp").map_err(AssertionError::claim("exp"))?;
    if exp.plus(LEEWAY) <= now {
        return Err(AssertionError::Expired { exp });
    }
    if now.plus(expected.lifetime).plus(LEEWAY) < exp {
        return Err(AssertionError::TooLong { exp, at_most: expected.lifetime });
    }
    let reached = |moment: UnixTime| moment <= now.plus(LEEWAY);
    let nbf = optional(moment(payload, "nbf")).map_err(AssertionError::claim("nbf"))?;
    if let Some(nbf) = nbf.filter(|nbf| !reached(*nbf)) {
        return Err(AssertionError::NotYetValid { nbf });
    }
    let iat = iat(payload, expected.rigour)?;
    if let Some(iat) = iat.filter(|iat| !reached(*iat)) {
        return Err(AssertionError::IssuedInTheFuture { iat });
    }
    Ok(exp.plus(LEEWAY))
}

fn iat(payload: &Body, rigour: Rigour) -> Result<Option<UnixTime>, AssertionError> {
    let read = moment(payload, "iat");
    let read = match rigour {
        Rigour::JtiAndIat => read.map(Some),
        Rigour::Jti | Rigour::Neither => optional(read),
    };
    read.map_err(AssertionError::claim("iat"))
}

fn jti(payload: &Body, rigour: Rigour) -> Result<Option<&str>, AssertionError> {
    let short = |text: &str| text.len() <= MAX_JTI_LENGTH;
    let read = payload.text("jti");
    let read = read.and_then(|jti| if short(jti) { Ok(jti) } else { Err(Flaw::OutOfRange) });
    let read = match rigour {
        Rigour::JtiAndIat | Rigour::Jti => read.map(Some),
        Rigour::Neither => optional(read),
    };
    read.map_err(AssertionError::claim("jti"))
}
