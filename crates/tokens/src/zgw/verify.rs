//! From a ZGW JWT that somebody sent to a client that vouches for it.

use std::fmt;

use aws_lc_rs::hmac;

use super::{Bounds, ZgwError, age, registered};
use crate::body::Body;
use crate::{Part, TokenError, UnixTime, base64url, header, jws};

/// Characters that a name of a user may have, as in the audit trails of the ZGW APIs.
pub const MAX_USER_LENGTH: usize = 255;

/// Text in the form of a ZGW JWT that names a client. It is not said yet who wrote it.
pub struct Unverified<'a> {
    header: Body,
    payload: Body,
    /// Header and payload as they were sent: what the signature is about.
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Takes a token apart. Other than of an access token its payload is read before the signature
    /// was: the client in it says which keys count.
    pub fn parse(text: &'a str) -> Result<Self, ZgwError> {
        let parts = jws::parts(text).map_err(ZgwError::Undecodable)?;
        // Spaces that a client left in front are read over; they stay in what must be signed.
        let header = object(parts[0].trim_start_matches(' '), Part::Header)?;
        header::refuse_extensions(&header).map_err(ZgwError::Undecodable)?;
        header::refuse_keys(&header).map_err(ZgwError::Undecodable)?;
        let payload = object(parts[1], Part::Payload)?;
        if !payload.has("client_id") {
            return Err(ZgwError::NoClientId);
        }
        let signature = signature(parts[2])?;
        Ok(Self { header, payload, signed: jws::signed(text, &parts), signature })
    }

    /// Whose keys to look for. What is not a text with something in it names no client.
    pub fn client_id(&self) -> Result<&str, ZgwError> {
        self.payload.text("client_id").map_err(|_| ZgwError::UnknownClient)
    }

    /// The key that its header names. A ZGW JWT needs none: the client that it names has few.
    pub fn kid(&self) -> Option<&str> {
        self.header.text("kid").ok()
    }

    /// Checks it against keys of the client that it names; any of them may fit, and each has a name
    /// by which the answer says which one did. An empty key is none. Of several faults the one is
    /// told that Open Zaak would tell.
    pub fn verify<'k, K>(
        self,
        keys: impl IntoIterator<Item = (K, &'k [u8])>,
        bounds: Bounds,
        now: UnixTime,
    ) -> Result<Verified<K>, ZgwError> {
        let client_id = self.client_id()?.to_owned();
        let key = self.check_signature(keys)?;
        let exp = registered::check(&self.payload, now)?;
        let iat = age::check(&self.payload, bounds, now)?;
        Ok(Verified {
            client_id,
            key,
            iat,
            exp,
            too_old: bounds.end(iat),
            user_id: user(&self.payload, "user_id"),
            user_representation: user(&self.payload, "user_representation"),
        })
    }

    fn check_signature<'k, K>(
        &self,
        keys: impl IntoIterator<Item = (K, &'k [u8])>,
    ) -> Result<K, ZgwError> {
        let mut keys = keys.into_iter().filter(|(_, key)| !key.is_empty()).peekable();
        keys.peek().ok_or(ZgwError::UnknownClient)?;
        // RFC 8725 3.1: the keys are HS256's, whatever the token says.
        if self.header.text("alg") != Ok("HS256") {
            return Err(ZgwError::InvalidAlgorithm);
        }
        let fitting = keys.find(|(_, key)| self.is_signed_with(key));
        fitting.map(|(name, _)| name).ok_or(ZgwError::BadSignature)
    }

    fn is_signed_with(&self, key: &[u8]) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        hmac::verify(&key, self.signed.as_bytes(), &self.signature).is_ok()
    }
}

fn object(encoded: &str, part: Part) -> Result<Body, ZgwError> {
    let refused = ZgwError::Undecodable;
    let json = base64url::decode(encoded).ok_or(refused(TokenError::NotBase64Url(part)))?;
    Body::parse(&json).map_err(|why| refused(why.of(part)))
}

/// The bytes of a signature, which some clients pad; none where it is no base64url: such a text is a
/// signature that does not fit. Only spaces behind it are a slip of who copied the token.
fn signature(encoded: &str) -> Result<Vec<u8>, ZgwError> {
    if encoded.ends_with(' ') {
        return Err(ZgwError::Undecodable(TokenError::NotBase64Url(Part::Signature)));
    }
    let unpadded = encoded.strip_suffix('=').unwrap_or(encoded);
    Ok(base64url::decode(unpadded).unwrap_or_default())
}

/// What a client says of its user, who has no rights by it. Of what no audit trail can hold there is
/// none: a refusal would cost the client its call, and a name cut short could be another user's.
fn user(payload: &Body, claim: &str) -> Option<String> {
    let text = payload.text(claim).ok()?;
    is_user_text(text).then(|| text.to_owned())
}

/// Whether an audit trail can hold this of a user: 1 to 255 characters, none of them a control character,
/// nor one that begins a line for some readers (Unicode's own separators of lines and paragraphs).
pub fn is_user_text(text: &str) -> bool {
    let short = text.chars().nth(MAX_USER_LENGTH).is_none();
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    !text.is_empty() && short && !text.contains(breaks)
}

impl fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unverified(..)")
    }
}

/// A ZGW JWT that a key of its client signed, and that was in force when it was checked. Whether
/// client and key are alive is another question; so is what the client may do.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified<K> {
    client_id: String,
    key: K,
    iat: UnixTime,
    exp: Option<UnixTime>,
    too_old: UnixTime,
    user_id: Option<String>,
    user_representation: Option<String>,
}

impl<K> Verified<K> {
    /// Which client calls.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Which of the client's keys signed it.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// When it was made, by the client's clock.
    pub fn iat(&self) -> UnixTime {
        self.iat
    }

    /// The user on whose behalf the client calls, as the client says.
    pub fn user_id(&self) -> Option<&str> {
        self.user_id.as_deref()
    }

    /// That user's name, as the client says.
    pub fn user_representation(&self) -> Option<&str> {
        self.user_representation.as_deref()
    }

    /// Whether it is still in force, for one that was kept; if not, by what it ended.
    pub fn stands_at(&self, now: UnixTime) -> Result<(), ZgwError> {
        match self.exp {
            Some(exp) if exp <= now => Err(ZgwError::Expired { exp }),
            _ if self.too_old <= now => Err(ZgwError::TooOld { iat: self.iat }),
            _ => Ok(()),
        }
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
