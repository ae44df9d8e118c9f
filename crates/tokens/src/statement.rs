//! A software statement (RFC 7591 2.3): what somebody whom we trust vouches for of a client, as a JWT.
//!
//! [`Unverified`] is text that names who vouches; its claims are had only of [`Unverified::verify`].

use std::fmt;

use serde_json::{Map, Value};

use crate::assertion::{ClientKeys, LEEWAY, moment};
use crate::body::{Body, optional};
use crate::{Algorithm, Audience, Flaw, Part, TokenError, UnixTime, base64url, header, jws};

/// What a client may be said to be (RFC 7591 3.1.1), each time that a statement is made.
const REQUIRED: [&str; 4] = ["redirect_uris", "grant_types", "client_name", "client_uri"];
/// Of these one at least.
const KEYS: [&str; 2] = ["jwks", "jwks_uri"];

/// Why a software statement was refused. A fact never repeats the statement's own text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// It has not the form of a signed JWT, or a header that nobody here understands.
    #[error(transparent)]
    Undecodable(TokenError),
    /// The `typ` is that of another kind of JWT (RFC 8725 3.11).
    #[error("the statement's typ is neither absent nor JWT")]
    WrongType,
    /// A claim is missing or odd.
    #[error("the statement's claim {claim} {flaw}")]
    Claim {
        /// Which claim.
        claim: &'static str,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The signature fits no key of its issuer.
    #[error("the statement's signature fits no key of its issuer")]
    BadSignature,
    /// It is for others.
    #[error("the statement's audience does not hold this issuer")]
    WrongAudience,
    /// It is over.
    #[error("the statement has expired")]
    Expired,
    /// It has not begun.
    #[error("the statement is not valid yet")]
    NotYetValid,
}

impl StatementError {
    fn claim(claim: &'static str) -> impl FnOnce(Flaw) -> Self {
        move |flaw| Self::Claim { claim, flaw }
    }
}

/// Text in the form of a software statement. It is not said yet who wrote it.
pub struct Unverified<'a> {
    algorithm: Algorithm,
    kid: Option<String>,
    issuer: String,
    payload: Body,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Takes a statement apart. Its payload is read before the signature was: the issuer in it says which
    /// keys count. A key that it brings along is not looked at.
    pub fn parse(text: &'a str) -> Result<Self, StatementError> {
        let parts = jws::parts(text).map_err(StatementError::Undecodable)?;
        let (algorithm, kid) = headed(&object(parts[0], Part::Header)?)?;
        let payload = object(parts[1], Part::Payload)?;
        let issuer = payload.text("iss").map_err(StatementError::claim("iss"))?.to_owned();
        let signature = base64url::decode(parts[2])
            .ok_or(StatementError::Undecodable(TokenError::NotBase64Url(Part::Signature)))?;
        Ok(Self { algorithm, kid, issuer, payload, signed: jws::signed(text, &parts), signature })
    }

    /// Who is said to vouch.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What it says to `us`, an issuer, if a key of its own issuer signed it, it is in force, and it says all
    /// that the NL GOV Assurance profile for OAuth 2.0 demands (3.1.3).
    pub fn verify<K>(
        self,
        keys: &ClientKeys<'_, K>,
        us: &str,
        now: UnixTime,
    ) -> Result<Map<String, Value>, StatementError> {
        let mut candidates = keys.candidates(self.kid.as_deref(), self.algorithm);
        let message = self.signed.as_bytes();
        if !candidates.any(|(_, key)| key.verifies(message, &self.signature)) {
            return Err(StatementError::BadSignature);
        }
        self.is_for(us)?;
        self.in_force(now)?;
        // A null says nothing, so what the client says would stand in its place.
        let says = |claim: &str| self.payload.value(claim).is_ok_and(|value| !value.is_null());
        let missing = REQUIRED.into_iter().find(|claim| !says(claim));
        let keyless = || (!KEYS.iter().any(|claim| says(claim))).then_some(KEYS[0]);
        if let Some(claim) = missing.or_else(keyless) {
            return Err(StatementError::Claim { claim, flaw: Flaw::Missing });
        }
        let mut said = self.payload.into_members();
        said.retain(|_, value| !value.is_null());
        Ok(said)
    }

    /// RFC 7519 4.1.3: it need not say for whom it is; who is not among those that it names refuses it.
    fn is_for(&self, us: &str) -> Result<(), StatementError> {
        let audience = optional(Audience::read(&self.payload));
        match audience.map_err(StatementError::claim("aud"))? {
            Some(audience) if !audience.contains(us) => Err(StatementError::WrongAudience),
            _ => Ok(()),
        }
    }

    fn in_force(&self, now: UnixTime) -> Result<(), StatementError> {
        let read =
            |claim| optional(moment(&self.payload, claim)).map_err(StatementError::claim(claim));
        if read("exp")?.is_some_and(|exp| exp.plus(LEEWAY) <= now) {
            return Err(StatementError::Expired);
        }
        match read("nbf")? {
            Some(nbf) if now.plus(LEEWAY) < nbf => Err(StatementError::NotYetValid),
            _ => Ok(()),
        }
    }
}

fn headed(header: &Body) -> Result<(Algorithm, Option<String>), StatementError> {
    header::refuse_extensions(header).map_err(StatementError::Undecodable)?;
    let algorithm = header::algorithm(header).map_err(StatementError::Undecodable)?;
    let text = |member| {
        let odd = |flaw| StatementError::Undecodable(TokenError::Header { member, flaw });
        optional(header.text(member)).map_err(odd)
    };
    if text("typ")?.is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
        return Err(StatementError::WrongType);
    }
    Ok((algorithm, text("kid")?.map(str::to_owned)))
}

fn object(encoded: &str, part: Part) -> Result<Body, StatementError> {
    let refused = StatementError::Undecodable;
    let json = base64url::decode(encoded).ok_or(refused(TokenError::NotBase64Url(part)))?;
    Body::parse(&json).map_err(|why| refused(why.of(part)))
}

impl fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unverified(..)")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
