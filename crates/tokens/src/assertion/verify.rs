//! From an assertion that somebody sent to a client that vouches for it.

use std::fmt;

use super::claims::{self, Found};
use super::{AssertionError, ClientKeys, Expected};
use crate::body::{Body, optional};
use crate::{Algorithm, Part, TokenError, UnixTime, base64url, digest, header, jws};

/// Types that a client assertion may call itself, beside none at all. Whoever writes none is older
/// than the name; every other type is another thing that the client signed (RFC 8725 3.11).
const TYPES: [&str; 2] = ["JWT", "client-authentication+jwt"];

/// Text in the form of a client assertion that names a client. It is not said yet who wrote it.
pub struct Unverified<'a> {
    algorithm: Algorithm,
    kid: Option<String>,
    subject: String,
    payload: Body,
    /// Header and payload as they were sent: what the signature is about.
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Takes an assertion apart (RFC 7515 7.1). Its payload is read before the signature was: the
    /// client in it says which keys count. A key that it brings along (`jwk`, `jku`, `x5u`, `x5c`) is
    /// not looked at.
    pub fn parse(text: &'a str) -> Result<Self, AssertionError> {
        let parts = jws::parts(text).map_err(AssertionError::Undecodable)?;
        let header = object(parts[0], Part::Header)?;
        let (algorithm, kid) = headed(&header)?;
        let payload = object(parts[1], Part::Payload)?;
        let subject = payload.text("sub").map_err(AssertionError::claim("sub"))?.to_owned();
        let signature = base64url::decode(parts[2])
            .ok_or(AssertionError::Undecodable(TokenError::NotBase64Url(Part::Signature)))?;
        Ok(Self { algorithm, kid, subject, payload, signed: jws::signed(text, &parts), signature })
    }

    /// Whose keys to look for.
    pub fn client_id(&self) -> &str {
        &self.subject
    }

    /// Which key it says it was signed with.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Checks signature and claims against the live keys of the client that it names, each with a
    /// name by which the answer says which one fitted. Nothing is said of a claim before the signature
    /// fits.
    pub fn verify<K: Clone>(
        &self,
        keys: &ClientKeys<'_, K>,
        expected: &Expected<'_>,
        now: UnixTime,
    ) -> Result<Verified<K>, AssertionError> {
        let key = self.check_signature(keys)?;
        if expected.algorithm.is_some_and(|registered| registered != self.algorithm) {
            return Err(AssertionError::AlgorithmNotOfClient);
        }
        let Found { jti, end } = claims::check(&self.payload, &self.subject, expected, now)?;
        Ok(Verified { client_id: self.subject.clone(), key, single_use: self.digest(jti), end })
    }

    fn check_signature<K: Clone>(&self, keys: &ClientKeys<'_, K>) -> Result<K, AssertionError> {
        let mut candidates = keys.candidates(self.kid(), self.algorithm).peekable();
        candidates.peek().ok_or(AssertionError::UnknownKey)?;
        let message = self.signed.as_bytes();
        let fitting = candidates.find(|(_, key)| key.verifies(message, &self.signature));
        fitting.map(|(name, _)| name.clone()).ok_or(AssertionError::BadSignature)
    }

    /// Without a `jti` what was signed names it, not the signature: of ECDSA everybody can write a
    /// second one that fits.
    fn digest(&self, jti: Option<&str>) -> [u8; 32] {
        digest::sha256(jti.unwrap_or(self.signed).as_bytes())
    }
}

fn headed(header: &Body) -> Result<(Algorithm, Option<String>), AssertionError> {
    header::refuse_extensions(header).map_err(AssertionError::Undecodable)?;
    let algorithm = header::algorithm(header).map_err(AssertionError::Undecodable)?;
    let odd = |member| move |flaw| AssertionError::Undecodable(TokenError::Header { member, flaw });
    let typ = optional(header.text("typ")).map_err(odd("typ"))?;
    if typ.is_some_and(|typ| !is_for_clients(typ)) {
        return Err(AssertionError::WrongType);
    }
    let kid = optional(header.text("kid")).map_err(odd("kid"))?;
    Ok((algorithm, kid.map(str::to_owned)))
}

fn is_for_clients(typ: &str) -> bool {
    // RFC 7515 4.1.9: media types know no case, and `application/` may be left out.
    let short = typ.split_at_checked(APPLICATION.len());
    let short = short.filter(|(prefix, _)| prefix.eq_ignore_ascii_case(APPLICATION));
    let short = short.map_or(typ, |(_, short)| short);
    TYPES.iter().any(|known| known.eq_ignore_ascii_case(short))
}

const APPLICATION: &str = "application/";

fn object(encoded: &str, part: Part) -> Result<Body, AssertionError> {
    let refused = AssertionError::Undecodable;
    let json = base64url::decode(encoded).ok_or(refused(TokenError::NotBase64Url(part)))?;
    Body::parse(&json).map_err(|why| refused(why.of(part)))
}

impl fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unverified(..)")
    }
}

/// An assertion that a key of its client signed, for us, in force when it was checked. Whether it
/// was used before is another question.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified<K> {
    client_id: String,
    key: K,
    single_use: [u8; 32],
    end: UnixTime,
}

impl<K> Verified<K> {
    /// Who vouches.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// With which of its keys.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// SHA-256 of its `jti`, or of all that was signed where it has none: what may count once for
    /// this client.
    pub fn single_use(&self) -> &[u8; 32] {
        &self.single_use
    }

    /// From when on it would be refused anyway, by our clock.
    pub fn end(&self) -> UnixTime {
        self.end
    }
}

impl<K: fmt::Debug> fmt::Debug for Verified<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified(client {:?}, key {:?})", self.client_id, self.key)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
