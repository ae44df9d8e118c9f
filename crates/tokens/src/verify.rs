//! From text that somebody sent to claims that somebody vouches for.

use std::fmt;

use crate::body::{Body, optional};
use crate::claims::claim;
use crate::expectations::before_end;
use crate::header::Header;
use crate::{
    AccessClaims, Expectations, KeyId, KeySet, Part, TokenError, UnixTime, base64url, jws,
};

/// Text in the form of an access token. It is not said yet who wrote it.
pub struct UnverifiedToken<'a> {
    header: Header,
    /// Header and payload as they were sent: what the signature is about.
    signed: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

impl<'a> UnverifiedToken<'a> {
    /// Takes a token apart (RFC 7515 7.1). Its header must be that of an access token; its payload
    /// is not read before the signature was.
    pub fn parse(token: &'a str) -> Result<Self, TokenError> {
        let parts = jws::parts(token)?;
        let [header, payload, signature] = parts;
        Ok(Self {
            header: Header::parse(header)?,
            signed: jws::signed(token, &parts),
            payload,
            signature: base64url::decode(signature)
                .ok_or(TokenError::NotBase64Url(Part::Signature))?,
        })
    }

    /// Checks signature, type and claims (RFC 9068 4). The key is the one that has the token's
    /// `kid`, and the algorithm is that key's.
    pub fn verify(
        self,
        keys: &KeySet,
        expected: &Expectations,
        now: UnixTime,
    ) -> Result<VerifiedToken, TokenError> {
        signature_fits(keys, &self.header, self.signed, &self.signature)?;
        let body = self.body()?;
        let claims = AccessClaims::read(&body)?;
        let nbf = optional(body.moment("nbf")).map_err(claim("nbf"))?;
        expected.met_by(&claims, nbf, now)?;
        Ok(VerifiedToken { claims, kid: self.header.kid })
    }

    fn body(&self) -> Result<Body, TokenError> {
        let json =
            base64url::decode(self.payload).ok_or(TokenError::NotBase64Url(Part::Payload))?;
        Body::parse(&json).map_err(|why| why.of(Part::Payload))
    }
}

/// Whether the key that a header names made a signature.
pub(crate) fn signature_fits(
    keys: &KeySet,
    header: &Header,
    signed: &str,
    signature: &[u8],
) -> Result<(), TokenError> {
    let key = keys.get(&header.kid).ok_or(TokenError::UnknownKey)?;
    // RFC 8725 3.1: one algorithm for each key, also where its kind would serve another.
    if key.algorithm() != header.algorithm {
        return Err(TokenError::AlgorithmNotOfKey);
    }
    let fits = key.verifies(signed.as_bytes(), signature);
    if fits { Ok(()) } else { Err(TokenError::BadSignature) }
}

impl fmt::Debug for UnverifiedToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnverifiedToken(..)")
    }
}

/// An access token that a known key signed, for us, and that was in force when it was checked.
/// Whether its client, its credential and its key are alive is another question.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifiedToken {
    claims: AccessClaims,
    kid: KeyId,
}

impl VerifiedToken {
    /// What it says.
    pub fn claims(&self) -> &AccessClaims {
        &self.claims
    }

    /// Which key signed it.
    pub fn kid(&self) -> &KeyId {
        &self.kid
    }

    /// Whether it is still in force, for one that was kept. The leeway in seconds is bounded as in
    /// [`Expectations::leeway`].
    pub fn still_valid_at(&self, now: UnixTime, leeway: i64) -> bool {
        before_end(self.claims.exp, now, leeway)
    }
}

impl fmt::Debug for VerifiedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedToken(client {:?}, key {})", self.claims.client_id, self.kid)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
