//! Access tokens of other issuers: as RFC 9068 has them, or as they were before it, where one is known
//! to write them so.
//!
//! [`Unverified`] is text that names its issuer; [`Verified`] comes only of [`Unverified::verify`].

use std::fmt;

use crate::assertion::{ClientKey, ClientKeys};
use crate::body::{Body, optional};
use crate::claims::{claim, refuse_bound};
use crate::expectations::{before_end, within};
use crate::{Algorithm, Audience, Flaw, KeyId, Part, TokenError, UnixTime, base64url, header, jws};

/// Claims of ID tokens and logout tokens, which no access token has (OpenID Connect Core 2, 3.3.2.11;
/// Back-Channel Logout 2.4).
const OF_OTHER_KINDS: [&str; 5] = ["nonce", "at_hash", "c_hash", "s_hash", "events"];
/// What some issuers write of the kind in a claim of their own, and its value for access tokens.
const KINDS: [(&str, &str); 2] = [("typ", "Bearer"), ("token_use", "access")];

/// Which `typ` an issuer's access tokens have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Types {
    /// `at+jwt` (RFC 9068 4): what it signs beside them is never taken for one.
    #[default]
    AtJwt,
    /// Also `JWT`, or none; then what shows itself as another kind is refused by its claims.
    Jwt,
}

/// What is expected of the tokens of an issuer.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The `iss`, letter by letter.
    pub issuer: String,
    /// One of these must be in `aud`, letter by letter.
    pub audience: Vec<String>,
    /// What it may sign with.
    pub algorithms: Vec<Algorithm>,
    /// Which types are access tokens.
    pub types: Types,
    /// The claim that names its client.
    pub client_claim: String,
    /// Seconds by which clocks may differ.
    pub leeway: i64,
}

/// Text in the form of a signed JWT that names its issuer. It is not said yet who wrote it.
pub struct Unverified<'a> {
    algorithm: Result<Algorithm, TokenError>,
    kid: Option<String>,
    typ: Option<String>,
    issuer: String,
    payload: Body,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Takes a token apart. Its payload is read before the signature was: the issuer in it says whose keys
    /// count. A key that it brings along (`jwk`, `jku`, `x5u`, `x5c`) is not looked at.
    pub fn parse(text: &'a str) -> Result<Self, TokenError> {
        let parts = jws::parts(text)?;
        let header = object(parts[0], Part::Header)?;
        header::refuse_extensions(&header)?;
        let of_header = |member| {
            let odd = |flaw| TokenError::Header { member, flaw };
            optional(header.text(member)).map_err(odd).map(|text| text.map(str::to_owned))
        };
        let payload = object(parts[1], Part::Payload)?;
        Ok(Self {
            algorithm: header::algorithm(&header),
            kid: of_header("kid")?,
            typ: of_header("typ")?,
            issuer: payload.text("iss").map_err(claim("iss"))?.to_owned(),
            payload,
            signed: jws::signed(text, &parts),
            signature: base64url::decode(parts[2])
                .ok_or(TokenError::NotBase64Url(Part::Signature))?,
        })
    }

    /// Who is said to have issued it.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Whether these keys may hold the one that it names; without a name any may be meant.
    pub fn is_of(&self, keys: &[ClientKey]) -> bool {
        self.kid.as_deref().is_none_or(|kid| keys.iter().any(|key| key.is_named(kid)))
    }

    /// Checks signature, type and claims. Nothing is said of a claim before the signature fits.
    pub fn verify(
        self,
        keys: &[ClientKey],
        expected: &Expected,
        now: UnixTime,
    ) -> Result<Verified, TokenError> {
        let algorithm = self.algorithm?;
        if !expected.algorithms.contains(&algorithm) {
            return Err(TokenError::UnsupportedAlgorithm);
        }
        let key = self.signer(keys, algorithm)?;
        self.is_an_access_token(expected.types)?;
        refuse_bound(&self.payload)?;
        if self.issuer != expected.issuer {
            return Err(TokenError::WrongIssuer);
        }
        let audience = Audience::read(&self.payload).map_err(claim("aud"))?;
        if !expected.audience.iter().any(|name| audience.contains(name)) {
            return Err(TokenError::WrongAudience);
        }
        let moment = |name: &'static str| self.payload.moment(name).map_err(claim(name));
        let (exp, iat) = (moment("exp")?, moment("iat")?);
        let nbf = optional(self.payload.moment("nbf")).map_err(claim("nbf"))?;
        within((iat, nbf, exp), now, expected.leeway)?;
        let client = self.payload.text(&expected.client_claim);
        let client = client.map_err(|flaw: Flaw| TokenError::NamesNoClient { flaw })?.to_owned();
        let scope = optional(self.payload.text("scope")).map_err(claim("scope"))?;
        Ok(Verified { client, key, exp, iat, scope: scope.map(str::to_owned) })
    }

    fn signer(&self, keys: &[ClientKey], algorithm: Algorithm) -> Result<KeyId, TokenError> {
        let named: ClientKeys<'_, &KeyId> =
            keys.iter().map(|key| (key.thumbprint(), key)).collect();
        let mut candidates = named.candidates(self.kid.as_deref(), algorithm).peekable();
        candidates.peek().ok_or(TokenError::UnknownKey)?;
        let message = self.signed.as_bytes();
        let fitting = candidates.find(|(_, key)| key.verifies(message, &self.signature));
        fitting.map(|(name, _)| (*name).clone()).ok_or(TokenError::BadSignature)
    }

    /// RFC 8725 3.11: what the same key signed for another end is none.
    fn is_an_access_token(&self, types: Types) -> Result<(), TokenError> {
        let typ = self.typ.as_deref();
        if typ.is_some_and(header::is_access_token_type) {
            return Ok(());
        }
        let of_old = typ.is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
        let another = OF_OTHER_KINDS.iter().any(|claim| self.payload.has(claim));
        let says_so = KINDS.iter().any(|(claim, access)| {
            self.payload.has(claim) && self.payload.text(claim) != Ok(access)
        });
        if types == Types::Jwt && of_old && !another && !says_so {
            Ok(())
        } else {
            Err(TokenError::WrongType)
        }
    }
}

fn object(encoded: &str, part: Part) -> Result<Body, TokenError> {
    let json = base64url::decode(encoded).ok_or(TokenError::NotBase64Url(part))?;
    Body::parse(&json).map_err(|why| why.of(part))
}

impl fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unverified(..)")
    }
}

/// A token that a key of its issuer signed, for us, and that was in force when it was checked. Whether its
/// client is one of ours, and its key still one of the issuer's, is another question.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    client: String,
    key: KeyId,
    exp: UnixTime,
    iat: UnixTime,
    scope: Option<String>,
}

impl Verified {
    /// The client, as its issuer names it.
    pub fn client(&self) -> &str {
        &self.client
    }

    /// The thumbprint of the key that signed it.
    pub fn key(&self) -> &KeyId {
        &self.key
    }

    /// When it was issued, by its issuer's clock.
    pub fn iat(&self) -> UnixTime {
        self.iat
    }

    /// The scopes that its issuer names.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// Whether it is still in force, for one that was kept.
    pub fn stands_at(&self, now: UnixTime, leeway: i64) -> Result<(), TokenError> {
        let stands = before_end(self.exp, now, leeway);
        if stands { Ok(()) } else { Err(TokenError::Expired { exp: self.exp }) }
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified(client {:?}, key {})", self.client, self.key)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
